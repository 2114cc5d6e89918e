use alipay_notify::{AlipayNotify, Extra};

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    #[alipay(extra, rename = "more", json)]
    rest: Extra,
}

fn main() {}
