use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/ordr.json")]
struct OrderPaid;

fn main() {}
