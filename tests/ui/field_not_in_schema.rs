use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json")]
struct OrderPaid {
    order_num: String,
    #[alipay(rename = "storeName")]
    store: Option<String>,
    shipped_at: Option<String>,
}

fn main() {}
