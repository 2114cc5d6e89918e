use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    #[alipay(max_len = 8)]
    count: u64,
    #[alipay(max_len = 8)]
    paid: Option<bool>,
    #[alipay(max_len = 8)]
    amounts: Vec<f64>,
    #[alipay(max_len = 8)]
    tags: Vec<String>,
}

fn main() {}
