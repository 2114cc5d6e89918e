use alipay_notify::decode::{BeijingTime, Yuan};
use alipay_notify::{AlipayNotify, AlipayObject};

#[derive(AlipayObject)]
struct Bill {
    amount: Yuan,
}

// A parameter of a form is a text.
#[derive(AlipayNotify)]
#[alipay(notify_type = "my_order_sync")]
struct OrderPaid {
    order_no: String,
    count: Option<u32>,
    paid_at: BeijingTime,
    tags: Vec<String>,
    bill: Option<Bill>,
    #[alipay(json)]
    bills: Vec<Bill>,
}

// In the content of a message they are as good as any.
#[derive(AlipayNotify)]
#[alipay(msg_method = "my.order")]
struct OrderMessage {
    tags: Vec<String>,
    bill: Option<Bill>,
}

fn main() {}
