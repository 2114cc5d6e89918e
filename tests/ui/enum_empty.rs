use alipay_notify::AlipayEnum;

#[derive(AlipayEnum)]
enum Nothing {}

#[derive(AlipayEnum)]
enum Anything {
    #[alipay(other)]
    Other(String),
}

fn main() {}
