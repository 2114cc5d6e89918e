use alipay_notify::AlipayObject;

#[derive(AlipayObject)]
#[alipay(exactly_one(card_no, acount_no), at_least_one(mobile))]
struct Payer {
    card_no: String,
    account_no: Option<String>,
    mobile: Option<String>,
    #[alipay(rename = "mobile")]
    phone: Option<String>,
    #[alipay(conditional)]
    email: String,
}

fn main() {}
