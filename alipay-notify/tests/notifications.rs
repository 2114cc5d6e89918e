//! The notifications that are specified out of the box: their examples, and what Alipay sent, from
//! files that lie next to the repository where it is developed.

use std::fmt::Debug;
use std::fs;
use std::io::{Write, stderr};
use std::path::Path;

use alipay_notify::decode::Decoder;
use alipay_notify::messages::{
    DutUserSign, DutUserSignStatus, DutUserUnsign, FundAuthFreeze, FundAuthUnfreeze, OpenAppAuth,
    PaymentEvent, RiskPush, ServicemarketOrder, TradeStatus, TradeStatusSync,
    TradeStatusSyncContent,
};
use alipay_notify::schema::Family;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayNotify, AlipayObject, BeijingTime, Verifier, Yuan};
use alipay_notify_schema::json::flat;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// The content of a form, and what is wrong with it.
fn read<M: AlipayNotify>(parameters: &[(String, String)]) -> (Option<M::Content>, Vec<String>) {
    let list: Vec<_> = parameters.iter().map(|(name, text)| (&**name, &**text)).collect();
    let mut decoder = Decoder::of_parameters(&list);
    let content = M::Content::decode(&mut decoder).expect("parameters are never malformed");
    let violations = decoder.finish().expect("parameters are never malformed");
    (content, violations.iter().map(ToString::to_string).collect())
}

/// The content of a form that keeps its specification.
fn content<M: AlipayNotify>(parameters: &[(String, String)]) -> M::Content {
    let (content, violations) = read::<M>(parameters);
    assert_eq!(violations, Vec::<String>::new(), "{}", M::NAME);
    content.expect("nothing is wrong with it")
}

/// The parameters of the example, with some others in the place of its own, or added to them.
fn example_with<M: AlipayNotify>(others: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut parameters = flat(&M::SPEC.example()).expect("an example is JSON");
    for (name, text) in others {
        parameters.retain(|(known, _)| known != name);
        parameters.push(((*name).to_owned(), (*text).to_owned()));
    }
    parameters
}

fn holds<M>(family: Family, name: &str)
where
    M: AlipayNotify,
    M::Content: Debug + PartialEq + Serialize + DeserializeOwned,
{
    assert_eq!((M::SPEC.family, M::NAME), (family, name));
    let found = content::<M>(&example_with::<M>(&[("app_id", "1"), ("a_new_parameter", "x")]));
    assert_eq!(found.validate().len(), 0);
    let json = serde_json::to_string(&found).expect("it can be written");
    assert_eq!(serde_json::from_str::<M::Content>(&json).expect("it can be read"), found);
    // The same content as JSON is the same.
    assert!(M::SPEC.check(&json).expect("it is JSON").is_empty());
    let shown = format!("{found:?}");
    for (parameter, text) in example_with::<M>(&[]) {
        assert!(text.len() < 3 || !shown.contains(&text), "{parameter} is in {shown}");
    }
}

#[test]
fn examples_are_read_from_forms() {
    holds::<TradeStatusSync>(Family::Notify, "trade_status_sync");
    holds::<FundAuthFreeze>(Family::Notify, "fund_auth_freeze");
    holds::<FundAuthUnfreeze>(Family::Notify, "fund_auth_unfreeze");
    holds::<DutUserSign>(Family::Notify, "dut_user_sign");
    holds::<DutUserUnsign>(Family::Notify, "dut_user_unsign");
    holds::<ServicemarketOrder>(Family::Notify, "servicemarket_order_notify");
    holds::<OpenAppAuth>(Family::Notify, "open_app_auth_notify");
    holds::<RiskPush>(Family::Service, "alipay.adatabus.risk.end.push");
}

#[test]
fn a_payment_is_typed() -> TestResult {
    let paid = content::<TradeStatusSync>(&example_with::<TradeStatusSync>(&[]));
    assert_eq!(paid.total_amount, Some(Yuan::from_fen(8888)));
    assert_eq!(paid.gmt_payment, Some("2026-11-27 10:15:30".parse()?));
    assert_eq!(paid.trade_status, Some(TradeStatus::TradeSuccess));
    let bills = paid.fund_bill_list.as_deref().ok_or("the bills are there")?;
    let channels: Vec<_> = bills.iter().map(|bill| (bill.amount, &bill.fundChannel)).collect();
    assert_eq!(channels, [(Some(Yuan::from_fen(8888)), &Some("ALIPAYACCOUNT".to_owned()))]);
    assert_eq!(paid.event(), PaymentEvent::Paid);

    let refund = [
        ("out_biz_no", "refund-1"),
        ("refund_fee", "8.88"),
        ("gmt_refund", "2026-11-28 09:00:00.320"),
    ];
    let refunded = content::<TradeStatusSync>(&example_with::<TradeStatusSync>(&refund));
    assert_eq!(refunded.event(), PaymentEvent::PartlyRefunded);
    // What is empty is not there.
    let empty = refund.map(|(name, _)| (name, ""));
    let paid = content::<TradeStatusSync>(&example_with::<TradeStatusSync>(&empty));
    assert_eq!(paid.event(), PaymentEvent::Paid);
    Ok(())
}

/// Lenient decoding leaves out what it can't represent, and that may be what tells of a refund.
#[test]
fn a_refund_that_can_not_be_represented_is_no_payment() {
    let key = TestKey::generate();
    let verifier = Verifier::new(key.public_key());
    for (name, text) in
        [("refund_fee", "1e3"), ("gmt_refund", "yesterday"), ("send_back_fee", "8.888")]
    {
        let refund = TestMessage::example::<TradeStatusSync>().parameter(name, text);
        let verified = verifier.verify(&refund.sign(&key).body()).expect("genuine");
        let n = verified.decode_lenient::<TradeStatusSync>().expect("all else is there");
        assert_eq!(n.violations().len(), 1, "{name}");
        assert_eq!(n.event(), PaymentEvent::PartlyRefunded, "{name}");
    }
}

#[test]
fn what_breaks_the_specification_of_a_payment() {
    for (name, text, violation) in [
        ("total_amount", "1e3", "total_amount: not an amount in yuan with at most two decimals"),
        ("refund_fee", "-1.00", "refund_fee: not an amount in yuan with at most two decimals"),
        (
            "gmt_close",
            "2026-02-30 00:00:00",
            "gmt_close: not a time of the form yyyy-MM-dd HH:mm:ss",
        ),
        (
            "trade_status",
            "TRADE_PENDING",
            "trade_status: not one of WAIT_BUYER_PAY, TRADE_CLOSED, TRADE_SUCCESS, TRADE_FINISHED",
        ),
        ("buyer_id", "20880000000000012", "buyer_id: 17 characters, at most 16"),
        ("fund_bill_list", "[{", "fund_bill_list: a text that is JSON is required"),
        (
            "fund_bill_list",
            r#"[{"amount":"0.001"}]"#,
            "fund_bill_list[0].amount: not an amount in yuan with at most two decimals",
        ),
        ("out_trade_no", "", "out_trade_no: required, but missing"),
    ] {
        let (_, violations) =
            read::<TradeStatusSync>(&example_with::<TradeStatusSync>(&[(name, text)]));
        assert_eq!(violations, [violation], "{name}={text}");
    }
}

/// As a service market order was seen, of which some texts are empty.
#[test]
fn an_order_of_the_service_market_has_numbers() -> TestResult {
    let parameters = [("isv_ticket", ""), ("order_item_num", "2"), ("total_price", "0.00")];
    let order = content::<ServicemarketOrder>(&example_with::<ServicemarketOrder>(&parameters));
    assert_eq!((order.order_item_num, order.total_price), (2, Yuan::from_fen(0)));
    assert_eq!(order.order_time, "2026-11-27 10:15:30".parse::<BeijingTime>()?);
    assert_eq!(order.isv_ticket, None);
    Ok(())
}

#[test]
fn an_agreement_has_a_status() {
    let signed = content::<DutUserSign>(&example_with::<DutUserSign>(&[("status", "normal")]));
    assert_eq!(signed.status, DutUserSignStatus::Normal);
}

/// A file; says so where there is none. Written past the test harness, which keeps back what
/// passing tests print.
fn shared(file: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(file);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        let _ = writeln!(
            stderr(),
            "skipped: real notifications: there is no {}; it is not part of the repository",
            path.display()
        );
    }
    text.map(|text| serde_json::from_str(&text).expect("the file is JSON"))
}

fn parameters(vector: &Value) -> Vec<(String, String)> {
    let parameters = vector["params"].as_object().expect("an object").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    parameters.map(|(name, value)| (name.clone(), text(value))).collect()
}

#[test]
fn real_payments_are_typed() {
    for file in ["vectors/real-notifications.json", "vectors/real-signatures.json"] {
        let Some(vectors) = shared(file) else { return };
        let payments = vectors.as_array().expect("a list").iter();
        let payments =
            payments.filter(|vector| vector["params"]["notify_type"] == TradeStatusSync::NAME);
        let mut found = 0;
        for vector in payments {
            let payment: TradeStatusSyncContent = content::<TradeStatusSync>(&parameters(vector));
            assert_eq!(payment.event(), PaymentEvent::Paid);
            let stated =
                |name: &str| vector["params"][name].as_str().unwrap_or_default().to_owned();
            assert_eq!(payment.out_trade_no, stated("out_trade_no"));
            let shown =
                (payment.total_amount.map(|amount| amount.to_string()), payment.gmt_payment);
            let time = shown.1.map(|time| time.to_string());
            assert_eq!(
                (shown.0, time),
                (Some(stated("total_amount")), Some(stated("gmt_payment")))
            );
            found += 1;
        }
        assert!(found > 0, "{file}");
    }
}

#[test]
fn a_real_risk_push_is_typed() {
    let Some(vectors) = shared("vectors/real-notifications.json") else { return };
    let mut pushes = vectors.as_array().expect("a list").iter();
    let push = pushes.find(|vector| vector["params"]["service"] == RiskPush::NAME);
    let push = content::<RiskPush>(&parameters(push.expect("there is one")));
    assert_eq!((&*push.risktype, &*push.risklevel), ("欺诈", "商户欺诈基本成立"));
}

#[test]
fn an_authorisation_is_typed() {
    let Some(case) = shared("cases/gateway/open-app-auth.params.json") else { return };
    let found = content::<OpenAppAuth>(&parameters(&case));
    assert_eq!(found.status, "execute_auth");
    let detail = &found.biz_content.detail;
    // A number in the place of a text.
    assert_eq!(detail.expires_in.as_deref(), Some("31536000"));
    assert_eq!(detail.auth_time, Some(1_587_573_752_655));
    assert!(detail.app_auth_token.starts_with("202004BB"));
}
