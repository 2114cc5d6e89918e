use alipay_notify::decode::Extra;
use alipay_notify::AlipayNotify;
use std::collections::HashMap;

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct Map {
    #[alipay(extra)]
    rest: HashMap<String, String>,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid")]
struct Optional {
    #[alipay(extra)]
    rest: Option<Extra>,
}

fn main() {}
