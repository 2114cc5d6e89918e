use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    #[alipay(conditional)]
    error_msg: String,
}

fn main() {}
