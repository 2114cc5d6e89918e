use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/extra.json", extra)]
struct OrderPaid;

fn main() {}
