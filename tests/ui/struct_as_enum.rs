use alipay_notify::AlipayEnum;

#[derive(AlipayEnum)]
struct Status {
    paid: bool,
}

fn main() {}
