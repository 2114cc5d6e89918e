use alipay_notify::{AlipayEnum, AlipayNotify};

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
union OrderPaid {
    order_no: u64,
}

#[derive(AlipayEnum)]
union Status {
    paid: u64,
}

fn main() {}
