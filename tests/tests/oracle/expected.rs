//! What a value of a generated type must hold, by a second reading of the schema file.
//!
//! Verdicts alone would not show that two members are taken for each other, or that something is
//! dropped in silence.

use serde_json::Value;

use crate::json::{Json, Style};

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
