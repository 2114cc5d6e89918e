use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/nested_names.json")]
struct OrderPaid;

fn main() {}
