use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/flat.json")]
struct OrderPaid;

fn main() {}
