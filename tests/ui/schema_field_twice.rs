use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/twice.json")]
struct OrderPaid;

fn main() {}
