use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/names.json")]
struct OrderPaid;

fn main() {}
