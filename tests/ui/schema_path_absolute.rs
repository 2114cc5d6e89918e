use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "/schemas/order.json")]
struct OrderPaid;

fn main() {}
