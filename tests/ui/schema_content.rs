use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/content_schema.json")]
struct OrderPaid;

fn main() {}
