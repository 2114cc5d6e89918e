use alipay_notify::{AlipayNotify, AlipayObject};
use std::borrow::Cow;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid<'a> {
    order_no: Cow<'a, str>,
}

#[derive(AlipayObject)]
struct Address<'a> {
    city: &'a str,
}

fn main() {}
