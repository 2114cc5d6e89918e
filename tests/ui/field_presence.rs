use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json")]
struct OrderPaid {
    order_no: Option<String>,
    store_name: String,
    error_msg: String,
    user_id: std::borrow::Cow<'static, str>,
}

fn main() {}
