use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct FieldsAlone {
    count: std::time::Duration,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json")]
struct Both {
    order_no: Option2<String>,
}

type Option2<T> = Result<T, ()>;

fn main() {}
