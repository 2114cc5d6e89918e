use alipay_notify::{AlipayEnum, AlipayNotify};

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", max_len = 64)]
struct OrderPaid {
    #[alipay(schema = "schemas/order.json")]
    order_no: String,
    #[alipay(crate = alipay_notify)]
    status: Status,
}

#[derive(AlipayEnum)]
#[alipay(other)]
enum Status {
    #[alipay(rename = "PAID")]
    Paid,
}

fn main() {}
