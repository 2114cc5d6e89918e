use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/example_breaks.json")]
struct OrderPaid;

fn main() {}
