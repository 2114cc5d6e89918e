use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/type_names.json")]
struct OrderPaid;

fn main() {}
