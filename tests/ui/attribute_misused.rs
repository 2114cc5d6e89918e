use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method("my.company.order.paid"), exactly_one = "user_id, open_id", crate = 5)]
struct Values {
    #[alipay(max_len = "64", rename = "")]
    order_no: String,
    #[alipay(max_len)]
    store_name: String,
    #[alipay(conditional = true)]
    note: Option<String>,
    user_id: Option<String>,
    open_id: Option<String>,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct Brackets {
    #[alipay]
    order_no: String,
    #[alipay = "store_name"]
    store_name: String,
    #[alipay(max_len: 64)]
    note: String,
}

fn main() {}
