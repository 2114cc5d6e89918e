use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/collision.json")]
struct OrderPaid;

fn main() {}
