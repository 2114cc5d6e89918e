use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    #[alipay(max_len = 0)]
    order_no: String,
    #[alipay(max_len = -1)]
    store_name: String,
}

fn main() {}
