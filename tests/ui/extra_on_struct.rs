use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json", extra)]
struct Both {
    order_no: String,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", extra)]
struct FieldsAlone {
    order_no: String,
}

fn main() {}
