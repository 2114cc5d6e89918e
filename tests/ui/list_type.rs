use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct OrderPaid {
    tags: String,
    counts: Vec<String>,
    count: Vec<i64>,
    note: Option<Vec<String>>,
    orders: Vec<String>,
}

fn main() {}
