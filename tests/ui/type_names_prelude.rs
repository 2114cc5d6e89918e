use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/prelude.json")]
struct OrderPaid;

fn main() {}
