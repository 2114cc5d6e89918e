use alipay_notify::AlipayEnum;

#[derive(AlipayEnum)]
enum Status {
    Paid(String),
    Closed { reason: String },
    Open,
}

fn main() {}
