use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct FieldsAlone {
    order_no: String,
    #[alipay(rename = "order_no")]
    number: String,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json")]
struct Both {
    #[alipay(rename = "order_no")]
    number: String,
    order_no: String,
}

fn main() {}
