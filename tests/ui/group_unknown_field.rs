use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, openid), at_least_one(mobile, email))]
struct OrderPaid {
    user_id: Option<String>,
    open_id: Option<String>,
    email: Option<String>,
}

fn main() {}
