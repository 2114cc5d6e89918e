//! Decoding into the messages that are specified out of the box.

use std::fmt::Debug;

use alipay_notify::decode::{Decoder, Malformed};
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::{AlipayNotify, AlipayObject};
use alipay_notify_schema::{
    FieldSchema, Kind, ObjectError, ObjectSchema, Presence, Problem, Violations, check_is_object,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::kit::{self, MARK};

/// Takes a content as the text of `alipay.user.opencard.result.notify`.
pub fn decode_opencard(content: &[u8]) {
    decode::<UserOpencardResult>(content);
}

/// Takes a content as the text of `ant.merchant.expand.shop.save.rejected`.
pub fn decode_shop_rejected(content: &[u8]) {
    decode::<ShopSaveRejected>(content);
}

/// Takes a content as the text of `alipay.open.mini.icp.faceauth.completed`.
pub fn decode_faceauth(content: &[u8]) {
    decode::<MiniIcpFaceauthCompleted>(content);
}

fn decode<M>(content: &[u8])
where
    M: AlipayNotify,
    M::Content: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let Ok(text) = str::from_utf8(content) else { return };
    let typed = typed::<M::Content>(text);
    let untyped = M::SPEC.check(text);
    check_is_opened(text, typed.is_ok());
    let (value, violations) = match (typed, untyped) {
        (Ok((value, violations)), Ok(untyped)) => {
            assert_eq!(violations, untyped, "with and without a type");
            (value, violations)
        }
        (Err(malformed), Err(untyped)) => {
            assert_eq!(malformed, untyped, "with and without a type");
            kit::assert_tells_nothing(&malformed);
            return;
        }
        (typed, untyped) => panic!("{typed:?} with a type, {untyped:?} without"),
    };
    kit::assert_tells_nothing(&violations);
    check_verdict(&M::SPEC.content, text, &violations);
    check_serde(text, value.as_ref());
    match value {
        Some(value) => check_value::<M>(text, &value, &violations),
        None => assert!(!violations.is_empty(), "nothing says why there is no value"),
    }
}

fn typed<T: AlipayObject>(text: &str) -> Result<(Option<T>, Violations), Malformed> {
    let mut decoder = Decoder::new(text);
    let value = T::decode(&mut decoder)?;
    Ok((value, decoder.finish()?))
}

/// Opening lets through what decoding can read, and rejects no object that another parser takes,
/// except for its size.
fn check_is_opened(text: &str, is_read: bool) {
    let opened = check_is_object(text);
    assert!(opened.is_err() || is_read, "opened, but not to be read");
    let another = serde_json::from_str::<Value>(text);
    if another.is_ok_and(|value| value.is_object()) {
        assert!(matches!(opened, Ok(()) | Err(ObjectError::Excessive)), "{opened:?}");
    }
}

/// The specification read again, on what another parser found.
fn check_verdict(schema: &ObjectSchema, text: &str, violations: &Violations) {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    let members: Vec<_> = schema.fields.iter().map(|field| (field, &value[&*field.name])).collect();
    // The other parser keeps the last of two members and no literals of numbers.
    let is_repeated = violations.iter().any(|violation| violation.problem == Problem::Repeated);
    if is_repeated || members.iter().any(|(_, value)| value.is_number()) {
        return;
    }
    let are_kept = members.iter().all(|(field, value)| match value {
        Value::Null => field.presence != Presence::Required,
        Value::String(text) => keeps(field, text),
        Value::Bool(value) => keeps(field, &value.to_string()),
        _ => false,
    });
    let is_present = |index: &&usize| !members[**index].1.is_null();
    let mut groups = schema.groups.iter();
    let are_chosen = groups.all(|group| group.members.iter().filter(is_present).count() == 1);
    assert_eq!(violations.is_empty(), value.is_object() && are_kept && are_chosen, "{violations}");
}

fn keeps(field: &FieldSchema, text: &str) -> bool {
    let is_permitted = match &field.kind {
        Kind::Enum(values) => values.iter().any(|listed| listed.value.eq_ignore_ascii_case(text)),
        _ => true,
    };
    is_permitted && field.max_len.is_none_or(|limit| text.chars().count() <= limit)
}

/// Deserializing comes to the same value.
fn check_serde<T: DeserializeOwned + PartialEq + Debug>(text: &str, value: Option<&T>) {
    match serde_json::from_str::<T>(text) {
        Ok(deserialized) => assert_eq!(Some(&deserialized), value),
        Err(error) => {
            kit::assert_tells_nothing(&error);
            // `serde_json` has a limit of its own to how deep a text may be, and rejects numbers
            // that no f64 holds.
            assert!(value.is_none() || serde_json::from_str::<Value>(text).is_err(), "{error}");
        }
    }
}

fn check_value<M>(text: &str, value: &M::Content, violations: &Violations)
where
    M: AlipayNotify,
    M::Content: Serialize + DeserializeOwned + PartialEq + Debug,
{
    assert!(!format!("{value:?}").contains(MARK), "`Debug` shows a value");
    if !violations.is_empty() {
        return;
    }
    assert_eq!(value.validate(), Violations::default());
    let written = serde_json::to_string(value).expect("what is decoded can be written");
    let (again, violations) = typed::<M::Content>(&written).expect("what is written is JSON");
    assert_eq!((again.as_ref(), violations.len()), (Some(value), 0));
    if let (Ok(before), Ok(after)) = (serde_json::from_str(text), serde_json::from_str(&written)) {
        check_members(&M::SPEC.content, &before, &after);
    }
}

/// What another parser finds in a text that keeps its specification is what was decoded from it.
fn check_members(schema: &ObjectSchema, before: &Value, after: &Value) {
    for field in &*schema.fields {
        let is_enum = matches!(field.kind, Kind::Enum(_));
        match (&before[&*field.name], &after[&*field.name]) {
            (Value::String(before), Value::String(after)) => {
                assert!(
                    before == after || is_enum && before.eq_ignore_ascii_case(after),
                    "{}",
                    field.name
                );
            }
            (Value::Bool(before), Value::String(after)) => assert_eq!(&before.to_string(), after),
            (Value::Number(_), Value::String(after)) => {
                assert!(serde_json::from_str::<Value>(after).is_ok_and(|after| after.is_number()));
            }
            (Value::Null, Value::Null) => {}
            (before, after) => panic!("{before} became {after}"),
        }
    }
}
