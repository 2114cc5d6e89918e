use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/outside_dialect.json")]
struct OrderPaid;

fn main() {}
