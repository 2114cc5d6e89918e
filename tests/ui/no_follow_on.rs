// What a mistake leaves behind is complete enough for the code around it.

use alipay_notify::decode::AlipayValue;
use alipay_notify::schema::Violations;
use alipay_notify::{AlipayNotify, AlipayObject};

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/example_breaks.json")]
struct OrderPaid;

#[derive(AlipayObject)]
struct Address {
    #[alipay(max_len = 0)]
    city: String,
}

#[derive(AlipayNotify)]
#[alipay(msg_method = "my.company.order.shipped")]
struct OrderShipped {
    address: Address,
    more: Option<Vec<Address>>,
}

fn shown(content: &OrderPaidContent) -> (String, Violations, OrderPaidContent) {
    (format!("{content:?}"), content.validate(), OrderPaidContent::example())
}

fn kind() -> usize {
    <Address as AlipayObject>::SCHEMA.fields.len() + usize::from(<Address as AlipayValue>::REPEATED)
}

fn main() {
    shown(&OrderPaidContent::example());
    kind();
    let _ = OrderShipped::SPEC;
}
