use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/contradictions.json")]
struct OrderPaid;

fn main() {}
