use alipay_notify::{AlipayNotify, AlipayObject};

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct OrderPaid {
    tags: Option<Vec<String>>,
    orders: Vec<Order>,
}

#[derive(AlipayObject)]
struct Order {
    order_no: String,
}

fn main() {}
