use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct OrderPaid {
    count: String,
    amount: i64,
    first: Box<str>,
    note: Option<u32>,
    status: Option<bool>,
}

fn main() {}
