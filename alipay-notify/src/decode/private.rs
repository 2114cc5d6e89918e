//! What generated code calls; not for anyone else, and not covered by semantic versioning.

pub use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
pub use std::string::String;
pub use std::vec::Vec;

use alipay_notify_schema::Problem;
pub use alipay_notify_schema::{
    Decoder, EnumValue, Family, FieldSchema, Format, Group, GroupRule, JsonText, Kind, Malformed,
    MessageSchema, ObjectSchema, Presence, Violations,
};
pub use serde;
use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::{AlipayEnum, AlipayObject, Extra};

/// A member as a schema specifies it: its name, title, description and the name of its type; then
/// all else, without a limit where `max_len` is 0.
#[must_use]
pub const fn member(
    [name, title, description, type_name]: [&'static str; 4],
    presence: Presence,
    repeated: bool,
    kind: Kind,
    max_len: usize,
    examples: &'static [Cow<'static, str>],
) -> FieldSchema {
    FieldSchema::new(Cow::Borrowed(name), presence, kind)
        .with_words(Cow::Borrowed(title), Cow::Borrowed(description))
        .with_repeated(repeated)
        .with_max_len(if max_len == 0 { None } else { Some(max_len) })
        .with_examples(Cow::Borrowed(examples))
        .with_type_name(Cow::Borrowed(type_name))
}

/// The members of an object and their groups.
#[must_use]
pub const fn object(fields: &'static [FieldSchema], groups: &'static [Group]) -> ObjectSchema {
    ObjectSchema::new(Cow::Borrowed(fields), Cow::Borrowed(groups))
}

/// Whether the member that is marked as the idempotency key can be it. Of a type of the user's own,
/// the compiler alone knows what it holds.
#[must_use]
pub const fn is_key_fit(schema: &MessageSchema) -> bool {
    match (schema.idempotency_key, &schema.content.fields) {
        (Some(index), Cow::Borrowed(fields)) => fields[index].key_fault().is_none(),
        _ => true,
    }
}

/// Whether the member at an index can be a parameter of a form: that is a text. Of a type of the
/// user's own, the compiler alone knows what it holds.
#[must_use]
pub const fn is_parameter(schema: &MessageSchema, index: usize) -> bool {
    match &schema.content.fields {
        Cow::Borrowed(fields) => {
            !fields[index].repeated && !matches!(fields[index].kind, Kind::Object(_))
        }
        Cow::Owned(_) => true,
    }
}

/// Reads an object: `read` is called at each member that the specification knows, and returns
/// whether it read it; what it did not is checked and dropped. False: what is there is no object.
///
/// # Errors
///
/// [`Malformed`] where the text is not JSON.
#[inline]
pub fn decode_fields(
    decoder: &mut Decoder<'_>,
    schema: &ObjectSchema,
    mut extra: Option<&mut Extra>,
    read: &mut dyn FnMut(usize, &FieldSchema, &mut Decoder<'_>) -> Result<bool, Malformed>,
) -> Result<bool, Malformed> {
    let Some(mut cursor) = decoder.enter()? else { return Ok(false) };
    loop {
        let next = match &mut extra {
            Some(extra) => decoder
                .next_field_keeping(schema, &mut cursor, |name, json| extra.keep(name, json))?,
            None => decoder.next_field(schema, &mut cursor)?,
        };
        let Some(index) = next else { break };
        let field = &schema.fields[index];
        if !decoder.within(&field.name, |decoder| read(index, field, decoder))? {
            decoder.check_field(field)?;
        }
    }
    decoder.leave(schema, &cursor);
    Ok(true)
}

/// Holds each field of a value against its rules: `check` knows the values.
pub fn check_fields(
    schema: &ObjectSchema,
    violations: &mut Violations,
    check: &dyn Fn(usize, &FieldSchema, &mut Violations),
) {
    for (index, field) in schema.fields.iter().enumerate() {
        violations.within(&field.name, |violations| check(index, field, violations));
    }
}

/// Counts the groups of a value: `is_present` knows the values.
pub fn check_groups(
    schema: &ObjectSchema,
    violations: &mut Violations,
    is_present: &dyn Fn(usize) -> Option<bool>,
) {
    schema.check_groups(is_present, violations);
}

/// Whether two texts are the same but for their ASCII letter case. Mostly that is right as well,
/// which is faster to see.
#[inline]
#[must_use]
pub fn same(text: &str, value: &str) -> bool {
    text == value || text.eq_ignore_ascii_case(value)
}

/// Reads a value of an enum.
///
/// # Errors
///
/// [`Malformed`] where the text is not JSON.
#[inline]
pub fn enumeration<T: AlipayEnum>(
    decoder: &mut Decoder<'_>,
    field: &FieldSchema,
) -> Result<Option<T>, Malformed> {
    let Some(text) = decoder.text(field)? else { return Ok(None) };
    let value = T::from_wire(text);
    // A type may list less than the schema does. What it lacks must not get lost in silence.
    if value.is_none() && field.permits(text) {
        let permitted = T::VALUES.iter().map(|listed| listed.value.clone()).collect();
        decoder.refuse(Problem::NotPermitted { permitted });
    }
    Ok(value)
}

/// Reads a value that is written as a format has it.
///
/// # Errors
///
/// [`Malformed`] where the text is not JSON.
pub(super) fn parsed<T: FromStr>(
    decoder: &mut Decoder<'_>,
    field: &FieldSchema,
    format: Format,
) -> Result<Option<T>, Malformed> {
    let Some(text) = decoder.text(field)? else { return Ok(None) };
    let value = text.parse().ok();
    // A schema that knows of no format has not said so yet.
    if value.is_none() && field.kind != Kind::Format(format) {
        decoder.refuse(format.problem());
    }
    Ok(value)
}

/// What a member is whose text holds the JSON of a value: a field with `#[alipay(json)]`.
#[must_use]
pub const fn json_kind(repeated: bool, content: Option<&'static ObjectSchema>) -> Kind {
    let content = match content {
        Some(schema) => Some(Cow::Borrowed(schema)),
        None => None,
    };
    Kind::Json(JsonText::new(repeated, content))
}

/// The specification of what is in such a text, as that of a member without a name.
#[must_use]
pub const fn unnamed(repeated: bool, kind: Kind) -> FieldSchema {
    member([""; 4], Presence::Required, repeated, kind, 0, &[])
}

/// Reads a value from the JSON in a text.
///
/// # Errors
///
/// [`Malformed`] where the text is not JSON.
// A bound on the type here would show up in the user's errors, next to the one that says what is
// wrong.
pub fn json<T>(
    decoder: &mut Decoder<'_>,
    field: &FieldSchema,
    read: impl FnOnce(&mut Decoder<'_>) -> Result<Option<T>, Malformed>,
) -> Result<Option<T>, Malformed> {
    Ok(decoder.json_text(field, read)?.flatten())
}

/// The example of a specification as a value.
///
/// # Panics
///
/// Never for a type that the derive wrote: it holds every example against its schema while
/// compiling.
#[must_use]
pub fn example<T: AlipayObject>(json: &str) -> T {
    decoded(json).expect("the derive has checked the example")
}

/// Reads a value from JSON, as far as it can be represented.
///
/// # Errors
///
/// Every violation where it can't be.
pub fn deserialize<'de, T: AlipayObject, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let json = Box::<RawValue>::deserialize(deserializer)?;
    decoded(json.get()).map_err(D::Error::custom)
}

/// Reads a value of an enum from a text.
///
/// # Errors
///
/// The permitted values, where nothing represents the text.
pub fn deserialize_enum<'de, T: AlipayEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    // By way of the decoder, as on the wire: `serde_json` would repeat a value of another type in
    // its error.
    let json = Box::<RawValue>::deserialize(deserializer)?;
    let mut decoder = Decoder::new(json.get());
    let text = decoder.text(&unnamed(false, Kind::String)).ok().flatten();
    text.and_then(T::from_wire).ok_or_else(|| {
        let permitted: Vec<_> = T::VALUES.iter().map(|listed| &*listed.value).collect();
        D::Error::custom(format_args!("not one of {}", permitted.join(", ")))
    })
}

/// Reads a value from a text.
///
/// # Errors
///
/// The problem with a text that is none, and with what is no text.
pub(super) fn deserialize_text<'de, T: FromStr, D: Deserializer<'de>>(
    deserializer: D,
    problem: &Problem,
) -> Result<T, D::Error> {
    // By way of the decoder, as on the wire: `serde_json` would repeat a value of another type in
    // its error.
    let json = Box::<RawValue>::deserialize(deserializer)?;
    let mut decoder = Decoder::new(json.get());
    let text = decoder.text(&unnamed(false, Kind::String)).ok().flatten();
    text.and_then(|text| text.parse().ok()).ok_or_else(|| D::Error::custom(problem))
}

fn decoded<T: AlipayObject>(json: &str) -> Result<T, String> {
    let mut decoder = Decoder::new(json);
    let value = T::decode(&mut decoder).map_err(|malformed| malformed.to_string())?;
    let violations = decoder.finish().map_err(|malformed| malformed.to_string())?;
    value.ok_or_else(|| violations.to_string())
}

/// Writes a member.
///
/// # Errors
///
/// Those of the serializer.
pub fn entry<S: SerializeMap, T: Serialize>(
    map: &mut S,
    name: &str,
    value: &T,
) -> Result<(), S::Error> {
    map.serialize_entry(name, value)
}

/// Writes a member, if it is there.
///
/// # Errors
///
/// Those of the serializer.
pub fn optional_entry<S: SerializeMap, T: Serialize>(
    map: &mut S,
    name: &str,
    value: &Option<T>,
) -> Result<(), S::Error> {
    value.as_ref().map_or(Ok(()), |value| map.serialize_entry(name, value))
}

/// Writes the members that a specification does not have.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize_extra<S: SerializeMap>(map: &mut S, extra: &Extra) -> Result<(), S::Error> {
    for (name, json) in extra.iter() {
        let json = RawValue::from_string(json.to_owned()).map_err(S::Error::custom)?;
        map.serialize_entry(name, &json)?;
    }
    Ok(())
}

/// Shows how long a text is, and none of its characters.
pub struct Redacted<'a>(pub &'a str);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.chars().count() {
            1 => f.write_str("\"…\" (1 character)"),
            length => write!(f, "\"…\" ({length} characters)"),
        }
    }
}

/// Shows that there is a number or a boolean.
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// [`Hidden`] where there is something.
#[must_use]
pub fn hidden(is_there: bool) -> Option<Hidden> {
    is_there.then_some(Hidden)
}

/// Shows how long a list is.
pub struct Elements(pub usize);

impl fmt::Debug for Elements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("[…] (1 element)"),
            length => write!(f, "[…] ({length} elements)"),
        }
    }
}

/// [`Elements`] of a list that may be absent.
#[must_use]
pub fn elements<T>(list: Option<&[T]>) -> Option<Elements> {
    list.map(|list| Elements(list.len()))
}
