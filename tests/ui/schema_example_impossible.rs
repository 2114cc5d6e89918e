use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/example_impossible.json")]
struct OrderPaid;

fn main() {}
