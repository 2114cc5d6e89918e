//! What a notification says, in one line.

use alipay_notify::messages::{
    FundAuthFreeze, FundAuthUnfreeze, PaymentEvent, TradeStatusSync, TradeStatusSyncContent,
};
use alipay_notify::{AlipayNotify, Notification, Verified, Yuan};

use crate::lang::say;

/// What happened, how much it is about, and to which order; nothing of what has no amount.
pub(crate) fn event(verified: &Verified) -> Option<String> {
    if let Some(n) = decoded::<TradeStatusSync>(verified) {
        return Some(payment(&n));
    }
    if let Some(n) = decoded::<FundAuthFreeze>(verified) {
        let (amount, order) = (yuan(n.amount), &n.out_order_no);
        return Some(say!("frozen: {amount}, order {order}", "已冻结：{amount}，订单 {order}"));
    }
    let n = decoded::<FundAuthUnfreeze>(verified)?;
    let (amount, order) = (yuan(n.amount), &n.out_order_no);
    Some(say!("released: {amount}, order {order}", "已解冻：{amount}，订单 {order}"))
}

fn decoded<M: AlipayNotify>(verified: &Verified) -> Option<Notification<M>> {
    verified.clone().decode_lenient().ok()
}

fn payment(n: &TradeStatusSyncContent) -> String {
    let happened = match n.event() {
        PaymentEvent::Waiting => say!("not paid yet", "等待付款"),
        PaymentEvent::Paid => say!("paid", "已付款"),
        PaymentEvent::Finished => say!("paid, and beyond refunds", "已付款，不可再退款"),
        PaymentEvent::PartlyRefunded => say!("refunded in part", "部分退款"),
        PaymentEvent::FullyRefunded => say!("refunded in full", "全额退款"),
        PaymentEvent::Closed => say!("closed without payment", "未付款，已关闭"),
        _ => say!("unknown", "未知"),
    };
    let amount = match (n.refund_fee, n.total_amount) {
        (Some(refunded), Some(total)) => {
            let (refunded, total) = (yuan(refunded), yuan(total));
            say!("{refunded} of {total}", "{refunded}，共 {total}")
        }
        (None, Some(amount)) | (Some(amount), None) => yuan(amount),
        (None, None) => say!("no amount", "没有金额"),
    };
    let order = &n.out_trade_no;
    say!("{happened}: {amount}, order {order}", "{happened}：{amount}，订单 {order}")
}

fn yuan(amount: Yuan) -> String {
    say!("{amount} yuan", "{amount} 元")
}
