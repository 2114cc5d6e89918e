use alipay_notify::decode::{Extra, Json, Number};
use alipay_notify::{AlipayNotify, AlipayObject};

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.optional")]
struct Optional {
    #[alipay(idempotency_key)]
    order_no: Option<String>,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.conditional")]
struct Conditional {
    #[alipay(conditional, idempotency_key)]
    order_no: Option<String>,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.list")]
struct List {
    #[alipay(idempotency_key)]
    order_nos: Vec<String>,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.boolean")]
struct Boolean {
    #[alipay(idempotency_key)]
    first: bool,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.number")]
struct Amount {
    #[alipay(idempotency_key)]
    amount: alipay_notify::decode::Number,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.json")]
struct Texts {
    #[alipay(json, idempotency_key)]
    items: Item,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.json.type")]
struct Typed {
    #[alipay(idempotency_key)]
    item: Json<Item>,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.extra")]
struct Kept {
    order_no: String,
    #[alipay(extra, idempotency_key)]
    extra: Extra,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.two")]
struct Two {
    #[alipay(idempotency_key)]
    order_no: String,
    #[alipay(idempotency_key)]
    trade_no: String,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.valued")]
struct Valued {
    #[alipay(idempotency_key = true)]
    order_no: String,
}

#[derive(AlipayObject)]
struct Item {
    #[alipay(idempotency_key)]
    item_no: String,
    amount: Number,
}

fn main() {}
