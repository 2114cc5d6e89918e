use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/example_too_long.json")]
struct OrderPaid;

fn main() {}
