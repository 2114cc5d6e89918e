use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json", title = "订单", exactly_one(user_id, open_id))]
struct OrderPaid {
    #[alipay(max_len = 64, title = "订单号")]
    order_no: String,
    #[alipay(conditional)]
    error_msg: Option<String>,
    user_id: Option<String>,
    open_id: Option<String>,
}

fn main() {}
