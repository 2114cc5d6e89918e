//! A JSON object of decoded parameters, as programs log them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{Capture, CaptureError, CaptureKind, built, form};
use crate::parameters::are_of_a_message;

/// Reads the object. A name that comes twice is a parameter that comes twice, and so is each
/// element of a list: some frameworks write all values in lists.
pub(super) fn parse(text: &[u8]) -> Result<Capture, CaptureError> {
    let parameters = serde_json::from_slice(text).map_err(|error| misplaced(&error))?;
    Ok(capture(&parameters))
}

/// Reads an object with parameters of Alipay's that stands somewhere in a text, such as the line of
/// a log.
pub(super) fn within(text: &[u8]) -> Option<Capture> {
    /// A line of a log may have other braces first, but not many.
    const TRIES: usize = 10;
    let starts = text.iter().enumerate().filter(|(_, byte)| **byte == b'{').take(TRIES);
    starts.map(|(at, _)| text.get(at..).unwrap_or_default()).find_map(|rest| {
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter();
        let parameters: Parameters = values.next()?.ok()?;
        let left_out = text.len() - values.byte_offset();
        parameters.are_of_a_message().then(|| Capture { left_out, ..capture(&parameters) })
    })
}

/// The body of these parameters, or the one that is a value or a name among them: gateways of
/// functions wrap bodies so, and servers that take a body for a name without a value.
fn capture(parameters: &Parameters) -> Capture {
    let wrapped = if parameters.are_of_a_message() { None } else { parameters.body() };
    let built =
        || built(parameters.0.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())));
    Capture {
        kind: CaptureKind::Json,
        method: None,
        target: None,
        headers: Vec::new(),
        is_built: wrapped.is_none(),
        left_out: 0,
        body: wrapped.unwrap_or_else(built),
        announced: None,
    }
}

fn misplaced(error: &serde_json::Error) -> CaptureError {
    CaptureError::Json { line: error.line(), column: error.column() }
}

/// Names and values in the order of the text.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn are_of_a_message(&self) -> bool {
        are_of_a_message(self.0.iter().map(|(name, _)| name.as_bytes()))
    }

    /// A whole body among names and values, perhaps in base64.
    fn body(&self) -> Option<Vec<u8>> {
        let texts = self.0.iter().flat_map(|(name, value)| [value.as_bytes(), name.as_bytes()]);
        let decoded = texts.clone().filter_map(|text| STANDARD.decode(text).ok());
        texts.map(<[u8]>::to_vec).chain(decoded).find(|text| form::is_form(text))
    }
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Parameters;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of parameters")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters, A::Error> {
        let mut parameters = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
            parameters.extend(values(value.get()).into_iter().map(|value| (name.clone(), value)));
        }
        Ok(Parameters(parameters))
    }
}

/// The values of a member: one, or those of a list. `null` is a parameter that was not there.
fn values(raw: &str) -> Vec<String> {
    match raw.as_bytes() {
        b"null" => Vec::new(),
        [b'[', ..] => elements(raw).unwrap_or_else(|| vec![raw.to_owned()]),
        _ => vec![value(raw)],
    }
}

/// The elements of a list of values; nothing for a list of objects, which is the text of a content.
fn elements(raw: &str) -> Option<Vec<String>> {
    let mut deserializer = serde_json::Deserializer::from_str(raw);
    let elements = deserializer.deserialize_seq(Elements).ok()?;
    let texts = elements.iter().map(|element| element.get());
    let are_scalar = texts.clone().all(|text| !text.starts_with(['{', '[']));
    are_scalar.then(|| texts.map(value).collect())
}

struct Elements;

impl<'de> Visitor<'de> for Elements {
    type Value = Vec<Box<RawValue>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            elements.push(element);
        }
        Ok(elements)
    }
}

/// A string without its quotes and escapes, anything else as it is written.
fn value(raw: &str) -> String {
    serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned())
}
