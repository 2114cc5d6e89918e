use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", exactly_one(user_id), at_least_one())]
struct OrderPaid {
    user_id: Option<String>,
}

fn main() {}
