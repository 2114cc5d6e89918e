use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct OrderPaid {
    #[alipay(json)]
    count: i64,
    #[alipay(json)]
    note: Option<String>,
    #[alipay(json)]
    tags: Vec<String>,
}

fn main() {}
