use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
struct OrderPaid {
    order_no: String,
}

fn main() {}
