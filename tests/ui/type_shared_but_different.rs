use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/same_types.json")]
struct OrderPaid;

fn main() {}
