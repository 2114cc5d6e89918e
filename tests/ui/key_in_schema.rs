use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/keys.json")]
struct OrderKeyed;

fn main() {}
