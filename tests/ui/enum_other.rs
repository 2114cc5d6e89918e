use alipay_notify::AlipayEnum;

#[derive(AlipayEnum)]
enum WithoutText {
    Paid,
    #[alipay(other)]
    Other,
}

#[derive(AlipayEnum)]
enum WithNumber {
    Paid,
    #[alipay(other, value = "OTHER")]
    Other(u64),
}

#[derive(AlipayEnum)]
enum Two {
    Paid,
    #[alipay(other)]
    Other(String),
    #[alipay(other)]
    More(String),
}

fn main() {}
