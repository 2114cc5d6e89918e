// The types from a schema are there in spite of mistakes elsewhere.

use alipay_notify::{AlipayNotify, UserRef};

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json", msg_method = "my.company.order.closed", exrta)]
struct OrderPaid;

fn shown(content: &OrderPaidContent) -> (&str, bool, Option<UserRef<'_>>) {
    (&content.order_no, content.status == Status::Paid, content.user())
}

fn main() {
    let content = OrderPaidContent::example();
    shown(&content);
}
