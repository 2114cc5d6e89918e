use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json", msg_method = "my.company.order.closed")]
struct OrderPaid;

// Another family is another message, whatever its name.
#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json", notify_type = "my.company.order.paid")]
struct OrderNotified {
    order_no: String,
}

// The same name twice is no contradiction.
#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json", msg_method = "my.company.order.paid")]
struct Agreed {
    order_no: String,
}

fn main() {}
