use alipay_notify::decode::Number;
use alipay_notify::{AlipayNotify, AlipayObject};

type OrderNo = Option<String>;

#[derive(AlipayObject)]
struct Item {
    item_no: String,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.optional")]
struct Optional {
    status: String,
    #[alipay(idempotency_key)]
    order_no: OrderNo,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.number")]
struct Amount {
    #[alipay(idempotency_key)]
    amount: Number,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.object")]
struct Nested {
    #[alipay(idempotency_key)]
    item: Item,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.unknown")]
struct NoValue {
    #[alipay(idempotency_key)]
    order_no: std::path::PathBuf,
}

fn main() {}
