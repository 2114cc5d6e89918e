// Every mistake is shown, and the code that uses the types adds none.

use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject};

#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, openid), deny)]
struct OrderPaid {
    #[alipay(max_len = 0)]
    order_no: String,
    #[alipay(conditional)]
    note: String,
    user_id: String,
    status: Status,
}

#[derive(Debug, AlipayEnum)]
enum Status {
    Paid(u8),
    #[alipay(value = "")]
    Closed,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/not_json.json", msg_methode = "my.company.order.paid")]
struct Expired;

fn spec<M: AlipayNotify>() -> usize {
    M::SPEC.content.fields.len() + <M::Content as AlipayObject>::SCHEMA.groups.len()
}

fn main() {
    spec::<OrderPaid>();
    spec::<Expired>();
    let _: Option<Status> = Status::from_wire("PAID");
    fn shown(content: &ExpiredContent) -> String {
        format!("{content:?}")
    }
}
