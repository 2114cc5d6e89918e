use alipay_notify::AlipayNotify;
use alipay_notify::decode::{BeijingTime, Yuan};

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/formats.json")]
struct OrderPaid {
    total_amount: f64,
    refund_fee: Option<i64>,
    paid_at: u64,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/formats.json", notify_type = "my_order_sync")]
struct AsText {
    total_amount: String,
    refund_fee: Option<Yuan>,
    paid_at: BeijingTime,
}

fn main() {}
