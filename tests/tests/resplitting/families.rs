//! What is no message, of each family, with texts in it that hold `&name=`.

use alipay_notify::messages::{
    DutUserSign, FundAuthFreeze, OpenAppAuth, RiskPush, ServicemarketOrder, TradeStatusSync,
};
use alipay_notify::schema::Family;
use alipay_notify::testing::TestMessage;
use alipay_notify::verify::SignMode;
use alipay_notify::{AlipayNotify, Rejection, Verifier};
use alipay_notify_tests::servers::KEY;

use super::genuine::Genuine;
use super::{Counts, resplit};

/// One of each, with these values in it, and how many forms are allowed to be it: itself, and twice
/// more with empty parameters that Alipay uses. Each name in a text that might be a parameter's
/// there, and is not known, doubles that: it is read as a part of the text all the same.
struct Case {
    name: &'static str,
    message: TestMessage,
    values: &'static [(&'static str, &'static str)],
    same: usize,
}

fn of<M: AlipayNotify>(values: &'static [(&'static str, &'static str)], same: usize) -> Case {
    Case { name: M::NAME, message: TestMessage::example::<M>(), values, same }
}

/// Whoever wants to change a payment writes what would make it one that is not refunded, is of
/// another order or for another amount.
const PAID: &str = "x&out_trade_no=1&refund_fee=0.00&sign_type=RSA2&total_amount=0.01&a=b";

const AUTHORISED: &str = concat!(
    r#"{"detail":{"app_auth_token":"x&charset=GBK&status=1&a=b","auth_app_id":"2"},"#,
    r#""notify_context":{"trigger":"&notify_id=1&zz={}"}}"#
);

const ACTIVATION: &str = "<XML><AppId><![CDATA[2014060600164699]]></AppId>\
                          <FromUserId>&amp;charset=GBK</FromUserId>\
                          <ActionParam><![CDATA[x&charset=GBK&service=x&zz=1]]></ActionParam></XML>";

/// All of them. What holds the names of parameters that stand further on, or none that are known,
/// is as it was written.
fn all() -> Vec<Case> {
    vec![
        of::<TradeStatusSync>(&[("subject", "Tom & Jerry, a=b&c=d")], 3),
        of::<TradeStatusSync>(&[("subject", "https://shop/?id=1&tab=2&zoom=3&buyer_id=4")], 6),
        of::<TradeStatusSync>(&[("subject", "x&total_amount=0.01&trade_no=1&a=b")], 3),
        of::<TradeStatusSync>(
            &[
                ("body", "x&app_id=1&biz_content={}"),
                ("passback_params", PAID),
                ("out_biz_no", "refund-1"),
                ("refund_fee", "88.88"),
                ("refund_reason", "broken&of=course&refund_status=OK"),
            ],
            0,
        ),
        of::<TradeStatusSync>(
            &[
                ("body", "x&app_id=1&biz_content={}"),
                ("passback_params", "order=1&page=2&from=shop&a=b"),
                ("refund_reason", "broken&refund_by=me&of=course"),
            ],
            3,
        ),
        of::<DutUserSign>(&[("external_logon_id", "me&you=1&a=b&zz=c")], 3),
        of::<FundAuthFreeze>(&[("payer_logon_id", "me&a=b&zz=c"), ("pre_auth_type", "x&a=b")], 3),
        of::<ServicemarketOrder>(
            &[("title", "Tables & more&to=go&a=b"), ("isv_ticket", "id=1&kind=2&page=3")],
            12,
        ),
        of::<OpenAppAuth>(&[("biz_content", AUTHORISED)], 3),
        of::<RiskPush>(&[("complainText", "paid & nothing came&day=3&a=b&pid=1")], 6),
        of::<RiskPush>(&[("riskDesc", "x&risk=1&zz=2"), ("tradeNos", "1&a=b")], 3),
        Case {
            name: "alipay.service.check",
            message: TestMessage::of(Family::Service, "alipay.service.check"),
            values: &[("biz_content", ACTIVATION)],
            same: 3,
        },
        Case {
            name: "of no known kind",
            message: TestMessage::of(Family::Notify, "my_memo").parameter("trade_no", "1"),
            values: &[("memo", "https://x/?a=b&c=d&zz=1&memo=2")],
            same: 3,
        },
    ]
}

fn verifier() -> Verifier {
    Verifier::new(KEY.public_key()).common_key(KEY.public_key())
}

/// Each is signed as its family mostly is.
fn no_form_says_anything_else(mode: SignMode) {
    let mut total = Counts::new();
    for Case { name, message, values, same } in all() {
        let is_v2 = matches!(name, "alipay.service.check" | "servicemarket_order_notify");
        if is_v2 != (mode == SignMode::V2) {
            continue;
        }

        let message = values.iter().fold(message.sign_mode(mode), |message, (name, value)| {
            message.parameter(name, *value)
        });
        let what = format!("{name}, signed in {mode}, with {values:?}");
        let genuine = Genuine::of(&what, &message.sign(&KEY), mode, same);
        let found = verifier().verify(&genuine.body);
        if same == 0 {
            assert!(matches!(found, Err(Rejection::Unreadable(_))), "{what}: {found:?}");
            continue;
        }

        let found = found.unwrap_or_else(|error| panic!("{what}: {error}"));
        for (name, value) in values {
            assert_eq!(found.envelope().parameter(name), Some(*value), "{what}");
        }
        let (counts, others) = resplit(&genuine, &verifier());
        let accepted = counts.get("the message itself").copied().unwrap_or_default();
        assert_eq!(accepted, same, "{what}");
        assert!(others > 0, "{what}: nothing dangerous was tried");
        for (verdict, count) in counts {
            *total.entry(verdict).or_default() += count;
        }
    }
    println!(
        "families, signed in {mode}, all together: {} forms: {total:?}",
        total.values().sum::<usize>()
    );
    assert!(total.contains_key("another reading"), "that refuses something");
}

#[test]
fn no_form_of_what_is_no_message_says_anything_else_in_v1() {
    no_form_says_anything_else(SignMode::V1);
}

#[test]
fn no_form_of_what_is_no_message_says_anything_else_in_v2() {
    no_form_says_anything_else(SignMode::V2);
}
