use alipay_notify::AlipayObject;

#[derive(AlipayObject)]
struct Address;

fn main() {}
