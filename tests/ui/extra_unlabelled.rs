use alipay_notify::decode::Extra;
use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    rest: Extra,
}

fn main() {}
