use alipay_notify::AlipayObject;

#[derive(AlipayObject)]
#[alipay(msg_method = "my.company.order.paid", title = "订单", extra, exactly_on(a, b))]
struct Order {
    #[alipay(max_length = 64, renam = "orderNo")]
    order_no: String,
    a: Option<String>,
    b: Option<String>,
}

fn main() {}
