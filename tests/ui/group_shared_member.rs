use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, open_id), at_least_one(user_id, mobile))]
struct OrderPaid {
    user_id: Option<String>,
    open_id: Option<String>,
    mobile: Option<String>,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, user_id))]
struct Twice {
    user_id: Option<String>,
}

fn main() {}
