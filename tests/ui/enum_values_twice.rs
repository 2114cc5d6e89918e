use alipay_notify::AlipayEnum;

#[derive(AlipayEnum)]
enum Status {
    Paid,
    #[alipay(value = "paid")]
    AlsoPaid,
    #[alipay(value = "TRADE_CLOSED")]
    Closed,
    TradeClosed,
}

fn main() {}
