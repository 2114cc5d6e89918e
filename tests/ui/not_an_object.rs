use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct OrderPaid {
    address: Address,
}

struct Address {
    city: String,
}

fn main() {}
