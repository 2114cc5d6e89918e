//! What a value of a generated type must hold, by a second reading of the schema file.
//!
//! Verdicts alone would not show that two members are taken for each other, or that something is
//! dropped in silence.

use serde_json::Value;

use crate::json::{Json, Style};
use crate::reference::is_time;

/// A document as its value is written: what can't be represented is left out with the optional
/// member that it is in; where every member around it is required, or there is none, so is the
/// whole.
pub(crate) fn expected(document: &Json, schema: &Value) -> Option<Json> {
    match (schema["type"].as_str()?, document) {
        ("object", Json::Object(members)) => object(members, schema),
        ("array", Json::Array(elements)) => {
            let elements = elements.iter().map(|element| expected(element, &schema["items"]));
            elements.collect::<Option<_>>().map(Json::Array)
        }
        ("string", Json::Text(text)) => expected_text(text, schema).map(Json::Text),
        ("string", Json::Number(_) | Json::Boolean(_)) => {
            expected_text(&document.write(Style::Compact), schema).map(Json::Text)
        }
        ("integer", Json::Number(literal)) => {
            integer(literal).map(|value| Json::Number(value.to_string()))
        }
        ("number", Json::Number(_)) | ("boolean", Json::Boolean(_)) => Some(document.clone()),
        _ => None,
    }
}

fn object(members: &[(String, Json)], schema: &Value) -> Option<Json> {
    let mut kept = Vec::new();
    for (name, property) in schema["properties"].as_object()? {
        let is_required = schema["required"]
            .as_array()
            .is_some_and(|names| names.contains(&name.as_str().into()));
        let member = members.iter().find(|(other, value)| other == name && *value != Json::Null);
        match member.and_then(|(_, value)| expected(value, property)) {
            Some(value) => kept.push((name.clone(), value)),
            None if is_required => return None,
            None => {}
        }
    }
    Some(Json::Object(kept))
}

/// Listed values in the schema's letter case; JSON of a known shape as that shape writes it.
fn expected_text(text: &str, schema: &Value) -> Option<String> {
    match schema["x-alipay-format"].as_str() {
        Some("yuan") => return yuan(text),
        Some(_) => return beijing_time(text),
        None => {}
    }
    if let Some(content) = schema.get("contentSchema") {
        return Some(expected(&Json::parse(text)?, content)?.write(Style::Compact));
    }
    let mut listed = schema["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|value| value["const"].as_str());
    Some(listed.find(|listed| listed.eq_ignore_ascii_case(text)).unwrap_or(text).to_owned())
}

/// An amount with two decimals, if 64 bits hold its fen.
fn yuan(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || fraction.len() > 2 {
        return None;
    }
    let fen: u128 = format!("{whole}{fraction:0<2}").parse().ok()?;
    (fen <= u64::MAX.into()).then(|| format!("{}.{:02}", fen / 100, fen % 100))
}

/// A time with three digits of a second, or without any where they are zero.
fn beijing_time(text: &str) -> Option<String> {
    if !is_time(text) {
        return None;
    }
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_whole = fraction.bytes().all(|digit| digit == b'0');
    Some(if is_whole { seconds.to_owned() } else { format!("{seconds}.{fraction:0<3}") })
}

/// The integer that a literal is, if 64 bits hold it. Spelt with a point or an exponent, none here
/// is large.
fn integer(literal: &str) -> Option<i64> {
    if let Ok(value) = literal.parse() {
        return Some(value);
    }
    let value: f64 = literal.parse().ok()?;
    (value.fract() == 0.0 && value.abs() < 1e15).then(|| format!("{value:.0}").parse().ok())?
}

/// Whether two trees are the same, members in any order, in texts of JSON as well.
pub(crate) fn is_same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Object(members), Json::Object(others)) => {
            let found = |name: &String| others.iter().find(|(other, _)| other == name);
            members.len() == others.len()
                && members.iter().all(|(name, value)| {
                    found(name).is_some_and(|(_, other)| is_same(value, other))
                })
        }
        (Json::Array(elements), Json::Array(others)) => {
            elements.len() == others.len()
                && elements.iter().zip(others).all(|(one, other)| is_same(one, other))
        }
        (Json::Text(text), Json::Text(other)) if text != other => {
            let inner = Json::parse(text).zip(Json::parse(other));
            inner.is_some_and(|(one, other)| !matches!(one, Json::Text(_)) && is_same(&one, &other))
        }
        _ => one == other,
    }
}
