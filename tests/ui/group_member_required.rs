use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, open_id))]
struct OrderPaid {
    user_id: String,
    open_id: Option<String>,
}

fn main() {}
