use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct OrderPaid {
    #[alipay(json)]
    items: Vec<Item>,
}

struct Item;

fn main() {}
