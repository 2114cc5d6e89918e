// The methods of groups are there in spite of mistakes elsewhere.

use alipay_notify::{AlipayNotify, AlipayObject, UserRef};

#[derive(AlipayNotify)]
#[alipay(msg_method = "", exactly_one(user_id, open_id), exactly_one(order_no, trade_no))]
struct OrderPaid {
    user_id: Option<String>,
    open_id: String,
    order_no: Option<String>,
    trade_no: Option<String>,
}

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/order.json", title = "Paid")]
struct Wanted {
    user_id: Option<String>,
    open_id: Option<String>,
}

#[derive(AlipayObject)]
#[alipay(exactly_one(card_no, account_no))]
struct Payer {
    #[alipay(max_len = 0)]
    card_no: Option<String>,
    account_no: Option<String>,
}

fn user<'a>(paid: &'a OrderPaid, wanted: &'a Wanted) -> Option<UserRef<'a>> {
    paid.user().or_else(|| wanted.user())
}

fn number(paid: &OrderPaid) -> &str {
    match paid.order_no_or_trade_no() {
        Some(OrderNoOrTradeNoRef::OrderNo(text) | OrderNoOrTradeNoRef::TradeNo(text)) => text,
        None => "",
    }
}

fn account(payer: &Payer) -> Option<CardNoOrAccountNoRef<'_>> {
    payer.card_no_or_account_no()
}

fn main() {
    let _ = (user, number, account);
}
