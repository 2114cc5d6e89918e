use alipay_notify::AlipayObject;

#[derive(AlipayObject)]
enum Status {
    Paid,
}

#[derive(AlipayObject)]
union Both {
    paid: u64,
}

#[derive(AlipayObject)]
struct Pair(String, String);

fn main() {}
