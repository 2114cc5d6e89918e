//! What is known of the names of parameters.

use alipay_notify_schema::{Kind, MessageSchema};

use crate::form::Name;

/// Parameters whose text others write.
const TEXTS: [&str; 3] = ["body", "passback_params", "subject"];

/// Parameters whose value is JSON or XML.
const STRUCTURES: [&str; 3] = ["biz_content", "fund_bill_list", "voucher_detail_list"];

/// Parameters of payments, and of what belongs to payments.
const PAYMENTS: [&str; 40] = [
    "agreement_no",
    "bank_ack_time",
    "buyer_id",
    "buyer_logon_id",
    "buyer_open_id",
    "buyer_pay_amount",
    "charge_amount",
    "charge_flags",
    "dback_amount",
    "dback_status",
    "discount_amount",
    "external_agreement_no",
    "fund_bill_list",
    "gmt_close",
    "gmt_create",
    "gmt_payment",
    "gmt_refund",
    "hb_fq_pay_info",
    "industry_sepc_detail",
    "invoice_amount",
    "mdiscount_amount",
    "notify_action_type",
    "out_biz_no",
    "out_channel_type",
    "out_request_no",
    "out_trade_no",
    "point_amount",
    "receipt_amount",
    "refund_amount",
    "refund_fee",
    "refund_reason",
    "refund_status",
    "seller_email",
    "seller_id",
    "send_back_fee",
    "settlement_id",
    "total_amount",
    "trade_no",
    "trade_status",
    "voucher_detail_list",
];

/// What a value may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Anything.
    Text,
    /// JSON or XML, if it begins so.
    Structure,
    /// No `&` with a `=` after it.
    Plain,
}

/// What is known of names.
pub(super) struct Names<'s> {
    pub(super) spec: Option<&'s MessageSchema>,
}

impl Names<'_> {
    /// What the parameter with a name may hold.
    pub(super) fn holds(&self, name: &str) -> Holds {
        let is_json = || self.of_spec(name).is_some_and(|kind| matches!(kind, Kind::Json(_)));
        if is_text(name) {
            Holds::Text
        } else if STRUCTURES.contains(&name) || is_json() {
            Holds::Structure
        } else {
            Holds::Plain
        }
    }

    /// Whether a name is that of a parameter of Alipay's, in what is no message.
    pub(super) fn are_known(&self, name: &str) -> bool {
        Name::of(name.as_bytes()).is_some_and(|name| !is_of_messages(name))
            || is_text(name)
            || PAYMENTS.binary_search(&name).is_ok()
            || self.of_spec(name).is_some()
    }

    fn of_spec(&self, name: &str) -> Option<&Kind> {
        self.spec?.content.field(name).map(|(_, field)| &field.kind)
    }
}

/// Whether only messages have a parameter: for those, there are other rules.
fn is_of_messages(name: Name) -> bool {
    use Name::{MsgAppId, MsgMethod, MsgType, MsgUid, UtcTimestamp};
    matches!(name, MsgAppId | MsgMethod | MsgType | MsgUid | UtcTimestamp)
}

/// Whether the value of a parameter is a text that others write.
pub(super) fn is_text(name: &str) -> bool {
    TEXTS.contains(&name)
}

/// A name that an error may hold.
pub(super) fn nameable(name: &str) -> Option<&'static str> {
    let envelope = Name::of(name.as_bytes()).map(Name::as_str);
    envelope.or_else(|| TEXTS.into_iter().chain(PAYMENTS).find(|known| *known == name))
}
