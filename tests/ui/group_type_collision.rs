use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/group_names.json")]
struct OrderPaid;

fn main() {}
