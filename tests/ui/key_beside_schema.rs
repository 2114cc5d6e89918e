use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/keyed.json")]
struct AnotherField {
    #[alipay(idempotency_key)]
    status: String,
    order_no: String,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/keyed.json")]
struct LeftOut {
    #[alipay(rename = "status", idempotency_key)]
    order_no: String,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json")]
struct NoneMarked {
    #[alipay(idempotency_key)]
    order_no: String,
}

fn main() {}
