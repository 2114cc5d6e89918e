//! The field by which deliveries are recognised as the same message, in all three forms.

use alipay_notify::decode::Extra;
use alipay_notify::{AlipayEnum, AlipayNotify};

use super::read_valid;

/// A schema alone.
#[derive(AlipayNotify)]
#[alipay(schema = "ui/schemas/keyed.json")]
struct Keyed;

/// Both, without the field that the schema marks.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "ui/schemas/keyed.json")]
struct LeftOut {
    status: String,
}

/// Both, marked again.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "ui/schemas/keyed.json")]
struct Repeated {
    #[alipay(rename = "order_no", idempotency_key)]
    number: String,
}

/// Fields alone.
#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.company.declared")]
struct Declared {
    #[alipay(extra)]
    extra: Extra,
    note: Option<String>,
    #[alipay(max_len = 4, rename = "orderNo", idempotency_key)]
    order_no: Box<str>,
}

#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.company.numbered")]
struct Numbered {
    #[alipay(idempotency_key)]
    number: u64,
}

#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.company.staged")]
struct Staged {
    #[alipay(idempotency_key)]
    stage: Stage,
}

#[derive(Debug, AlipayEnum)]
enum Stage {
    First,
    #[alipay(value = "second")]
    Second,
}

#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.company.unmarked")]
struct Unmarked {
    order_no: String,
}

fn key<M: AlipayNotify>(content: &str) -> Option<String> {
    M::SPEC.idempotency_key(content)
}

#[test]
fn the_specification_names_the_field() {
    let schema =
        alipay_notify_schema::MessageSchema::parse(include_str!("../../ui/schemas/keyed.json"))
            .expect("it is in the dialect");
    assert_eq!(schema.idempotency_key, Some(1));
    assert_eq!([Keyed::SPEC, LeftOut::SPEC, Repeated::SPEC], [&schema; 3]);
    // The field that keeps what is extra is not one of the specification's.
    assert_eq!(Declared::SPEC.idempotency_key, Some(1));
    assert_eq!(Unmarked::SPEC.idempotency_key, None);
}

#[test]
fn the_value_is_read_from_the_content() {
    let content = r#"{"amount": 1, "status": "s", "order_no": "no1", "orderNo": "No2"}"#;
    assert_eq!(key::<Keyed>(content).as_deref(), Some("no1"));
    assert_eq!(key::<LeftOut>(content).as_deref(), Some("no1"));
    assert_eq!(key::<Repeated>(content).as_deref(), Some("no1"));
    assert_eq!(key::<Declared>(content).as_deref(), Some("No2"));
    assert_eq!(key::<Unmarked>(content), None);
    let declared: Declared = read_valid(content);
    assert_eq!((&*declared.order_no, declared.extra.get("order_no")), ("No2", Some("\"no1\"")));
    assert_eq!(key::<Numbered>(r#"{"number": 1.20e1}"#).as_deref(), Some("12"));
    assert_eq!(key::<Staged>(r#"{"stage": "first"}"#).as_deref(), Some("FIRST"));
    assert_eq!(key::<Staged>(r#"{"stage": "SECOND"}"#).as_deref(), Some("second"));
    assert_eq!(key::<Keyed>(&Keyed::SPEC.example()).as_deref(), Some("no0001"));
}
