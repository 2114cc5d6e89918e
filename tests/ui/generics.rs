use alipay_notify::{AlipayEnum, AlipayNotify};

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid<'a, T> {
    order_no: &'a str,
    more: T,
}

#[derive(AlipayEnum)]
enum Status<const N: usize> {
    Paid,
}

fn main() {}
