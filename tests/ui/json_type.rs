use alipay_notify::decode::Json;
use alipay_notify::{AlipayNotify, AlipayObject};

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct OrderPaid {
    items: Option<Vec<Item>>,
    note: Option<Json<Item>>,
    one_item: Option<Json<Vec<Item>>>,
}

#[derive(AlipayObject)]
struct Item {
    amount: String,
}

fn main() {}
