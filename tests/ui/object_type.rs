use alipay_notify::AlipayNotify;
use std::collections::HashMap;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct OrderPaid {
    address: HashMap<String, String>,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct AsText {
    address: String,
}

fn main() {}
