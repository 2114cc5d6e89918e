use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
enum OrderPaid {
    Paid,
}

fn main() {}
