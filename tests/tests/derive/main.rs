//! What the derives make of the three forms, at run time.

mod declared;
mod keyed;
mod names;
mod shapes;

use std::fmt::Debug;

use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject, UserRef};
use alipay_notify_schema::{Decoder, EnumValue, GroupRule, Kind, MessageSchema, Presence};

/// A schema alone.
#[derive(AlipayNotify)]
#[alipay(schema = "ui/schemas/everything.json")]
struct Everything;

/// An order was paid.
///
/// And so on.
#[derive(Debug, PartialEq, AlipayNotify)]
#[alipay(msg_method = "my.company.order.paid", title = "订单已支付")]
#[alipay(exactly_one(user_id, open_id), exactly_one(mobile, email), at_least_one(note, remark))]
struct OrderPaid {
    /// The order.
    #[alipay(max_len = 4, title = "订单号")]
    order_no: Box<str>,
    #[alipay(rename = "payStatus")]
    status: PayStatus,
    user_id: Option<String>,
    open_id: Option<String>,
    mobile: Option<String>,
    email: Option<String>,
    note: Option<String>,
    #[alipay(conditional)]
    remark: Option<String>,
}

/// Both.
#[derive(Debug, PartialEq, AlipayNotify)]
#[alipay(schema = "ui/schemas/everything.json")]
struct Wanted {
    status: Narrow,
    #[alipay(rename = "orderNo")]
    order_no: String,
    user_id: Option<String>,
    open_id: Option<String>,
}

#[derive(Debug, PartialEq, AlipayEnum)]
enum PayStatus {
    TradeSuccess,
    #[alipay(value = "closed", title = "已关闭")]
    Closed,
    #[alipay(other)]
    Other(String),
}

/// Less than the schema lists.
#[derive(Debug, PartialEq, AlipayEnum)]
enum Narrow {
    TradeSuccess,
}

/// Reads a content: what it became, and what is wrong with it.
fn read<T: AlipayObject>(text: &str) -> (Option<T>, Vec<String>) {
    let mut decoder = Decoder::new(text);
    let content = T::decode(&mut decoder).expect("the text is JSON");
    let violations = decoder.finish().expect("nothing follows");
    (content, violations.iter().map(ToString::to_string).collect())
}

/// Reads a content that nothing is wrong with.
fn read_valid<T: AlipayObject + Debug>(text: &str) -> T {
    match read(text) {
        (Some(content), violations) if violations.is_empty() => content,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn the_specification_is_the_schema() {
    let schema = MessageSchema::parse(include_str!("../../ui/schemas/everything.json"))
        .expect("it is in the dialect");
    assert_eq!(*Everything::SPEC, schema);
    assert_eq!(*Wanted::SPEC, schema);
    assert_eq!(*<Wanted as AlipayObject>::SCHEMA, schema.content);
    assert_eq!(*EverythingContent::SCHEMA, schema.content);
}

#[test]
fn the_specification_is_the_fields() {
    let spec = OrderPaid::SPEC;
    assert_eq!((&*spec.name, &*spec.title), ("my.company.order.paid", "订单已支付"));
    assert_eq!(spec.description, "An order was paid.\n\nAnd so on.");
    let [order_no, status, user_id, .., remark] = &*spec.content.fields else { panic!("{spec:?}") };
    assert_eq!((&*order_no.title, &*order_no.description), ("订单号", "The order."));
    assert_eq!((order_no.presence, order_no.max_len), (Presence::Required, Some(4)));
    assert_eq!((&*status.name, &status.kind), ("payStatus", &Kind::Enum(PayStatus::VALUES.into())));
    assert_eq!((user_id.presence, &user_id.kind), (Presence::Optional, &Kind::String));
    assert_eq!(remark.presence, Presence::Conditional);
    let groups: Vec<_> =
        spec.content.groups.iter().map(|group| (group.rule, &*group.members)).collect();
    let (one, some) = (GroupRule::ExactlyOne, GroupRule::AtLeastOne);
    assert_eq!(groups, [(one, &[2, 3][..]), (one, &[4, 5]), (some, &[6, 7])]);
}

#[test]
fn a_written_content() {
    let content: EverythingContent = read_valid(
        r#"{"orderNo": "1", "status": "trade_success", "type": "t", "3d_secure": "N", "user_id": "u",
            "out_trade_no": "o", "email": "e", "unknown": [1], "error_msg": null}"#,
    );
    assert_eq!((&*content.orderNo, &*content.r#type), ("1", "t"));
    assert_eq!(
        (&content.status, &content._3d_secure),
        (&Status::TradeSuccess, &Some(V3dSecure::N))
    );
    assert_eq!(content.user(), Some(UserRef::UserId("u")));
    assert_eq!(content.trade_no_or_out_trade_no(), Some(TradeNoOrOutTradeNoRef::OutTradeNo("o")));
    assert_eq!((content.error_msg, content.mobile), (None, None));
}

#[test]
fn a_written_enum() {
    for (text, variant) in [
        ("TRADE_SUCCESS", Status::TradeSuccess),
        ("01", Status::V01),
        ("OTHER", Status::VOther),
        ("已关闭", Status::已关闭),
        ("new", Status::Other("new".to_owned())),
    ] {
        assert_eq!(variant.as_str(), text);
        assert_eq!(Status::from_wire(text), Some(variant));
    }
    assert_eq!(Status::VALUES[0], EnumValue::new("TRADE_SUCCESS".into(), "成功".into()));
}

#[test]
fn what_cannot_be_represented() {
    let (content, violations) =
        read::<EverythingContent>(r#"{"type": {}, "status": "new", "user_id": "u"}"#);
    assert_eq!(content, None);
    assert_eq!(
        violations,
        [
            "type: a string is required, found an object",
            "status: not one of TRADE_SUCCESS, 01, OTHER, 已关闭",
            "orderNo: required, but missing",
            "mobile, email: at least one of these must be present, none is",
            "trade_no, out_trade_no: exactly one of these must be present, none is",
        ]
    );
    assert_eq!(
        read::<OrderPaid>("[]"),
        (None, vec!["biz_content: an object is required, found an array".to_owned()])
    );
}

#[test]
fn what_breaks_a_rule_is_represented() {
    let text = r#"{"order_no": "12345", "payStatus": "new", "user_id": "u", "open_id": "o", "mobile": "m", "note": ""}"#;
    let (content, violations) = read::<OrderPaid>(text);
    let content = content.expect("it can be represented");
    assert_eq!((&*content.order_no, content.status.as_str()), ("12345", "new"));
    assert_eq!(content.user(), None);
    assert_eq!(content.mobile_or_email(), Some(MobileOrEmailRef::Mobile("m")));
    assert_eq!(
        violations,
        [
            "order_no: 5 characters, at most 4",
            "payStatus: not one of TRADE_SUCCESS, closed",
            "user_id, open_id: exactly one of these must be present, both are",
        ]
    );
}

#[test]
fn members_that_a_struct_leaves_out_are_checked() {
    let text = r#"{"orderNo": "1", "status": "TRADE_SUCCESS", "3d_secure": "maybe", "open_id": "o", "mobile": "m"}"#;
    let (content, violations) = read::<Wanted>(text);
    assert_eq!(
        content.and_then(|content| content.user().map(|user| user == UserRef::OpenId("o"))),
        Some(true)
    );
    assert_eq!(
        violations,
        [
            "3d_secure: not one of Y, N",
            "type: required, but missing",
            "trade_no, out_trade_no: exactly one of these must be present, none is",
        ]
    );
}

#[test]
fn a_value_that_an_enum_lacks_is_no_silent_loss() {
    let text = r#"{"orderNo": "1", "type": "", "status": "01", "open_id": "", "mobile": "", "trade_no": ""}"#;
    let (content, violations) = read::<Wanted>(text);
    assert_eq!(content, None);
    assert_eq!(violations, ["status: not one of TRADE_SUCCESS"]);
}

#[test]
fn no_text_is_shown() {
    let text = r#"{"orderNo": "s3cr", "status": "s3cret", "type": "a", "user_id": "s3cret", "trade_no": "s3cret"}"#;
    let content = read::<EverythingContent>(text).0.expect("it can be represented");
    let shown = format!("{content:?} {:?}", content.trade_no_or_out_trade_no());
    assert_eq!(
        shown,
        "EverythingContent { type: \"…\" (1 character), orderNo: \"…\" (4 characters), \
         status: Other(\"…\" (6 characters)), _3d_secure: None, user_id: Some(\"…\" (6 \
         characters)), open_id: None, trade_no: Some(\"…\" (6 characters)), out_trade_no: None, \
         mobile: None, email: None, error_msg: None } Some(TradeNo(\"…\" (6 characters)))"
    );
}
