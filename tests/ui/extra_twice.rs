use alipay_notify::{AlipayNotify, Extra};

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    order_no: String,
    #[alipay(extra)]
    rest: Extra,
    #[alipay(extra)]
    more: Extra,
}

fn main() {}
