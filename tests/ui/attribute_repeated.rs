use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
#[alipay(msg_method = "my.company.order.closed")]
struct OrderPaid {
    #[alipay(max_len = 64, max_len = 32)]
    order_no: String,
}

#[derive(AlipayNotify)]
#[alipay(notify_type = "my_order_sync", service = "my.order.push", msg_method = "my.order")]
struct OrderNotified {
    order_no: String,
}

fn main() {}
