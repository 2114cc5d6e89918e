use alipay_notify::{AlipayNotify, Extra};

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    rest: Extra,
}

fn main() {}
