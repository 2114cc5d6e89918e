use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/groups.json")]
struct OrderPaid;

fn main() {}
