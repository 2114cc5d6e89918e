use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/another_id.json")]
struct OrderPaid;

fn main() {}
