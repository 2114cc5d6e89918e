use alipay_notify::{AlipayEnum, AlipayNotify};

#[derive(AlipayNotify)]
#[alipay(msg_methode = "my.company.order.paid")]
struct Misspelt {
    #[alipay(max_length = 64)]
    order_no: String,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", deny_unknown_fields)]
struct Unknown {
    #[alipay(flatten)]
    order_no: String,
}

#[derive(AlipayEnum)]
enum Status {
    #[alipay(default)]
    Paid,
}

fn main() {}
