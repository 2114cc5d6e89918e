use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/not_json.json")]
struct OrderPaid;

fn main() {}
