//! One property: its kind, length, enum and examples.

use std::borrow::Cow;

use super::error::{Report, SchemaProblem};
use super::idempotency;
use super::keywords::{Keywords, expected, join};
use super::object::{Object, object};
use crate::json::{Node, Value};
use crate::{EnumValue, FieldSchema, JsonText, Kind, ObjectSchema, Presence};

/// One property, and where it is marked as the idempotency key.
pub(super) struct Property<'n> {
    pub(super) schema: FieldSchema,
    pub(super) mark: Option<&'n Node>,
}

/// Reads one property.
pub(super) fn field<'n>(
    name: &str,
    node: &'n Node,
    pointer: &str,
    report: &mut Report<'_>,
) -> Option<Property<'n>> {
    let mut keywords = Keywords::of(node, pointer, report)?;
    let (title, description) = (keywords.text("title", report), keywords.text("description", report));
    let presence = presence(&mut keywords, report);
    let type_name = keywords.text("x-alipay-type", report);
    let mark = keywords.take(idempotency::KEYWORD);
    let value = repeated(&mut keywords, report);
    let samples = keywords.array("examples", report);
    keywords.finish(report);

    let (repeated, (kind, max_len)) = value?;
    let examples = samples.iter().map(|node| Cow::Owned(sample_text(node, report))).collect();
    let name = Cow::Owned(name.to_owned());
    let schema =
        FieldSchema { name, title, description, presence, repeated, kind, max_len, examples, type_name };
    check_samples(&schema, samples, &join(pointer, "examples"), report);
    Some(Property { schema, mark })
}

/// `x-alipay-presence`; whether a field is required is for its object to say.
fn presence(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Presence {
    match keywords.take("x-alipay-presence") {
        None => Presence::Optional,
        Some(Node { value: Value::String(text), .. }) if text == "conditional" => Presence::Conditional,
        Some(node) => {
            expected(node, &keywords.at("x-alipay-presence"), "\"conditional\"", report);
            Presence::Optional
        }
    }
}

/// The kind of a property, or of its elements where it is an array.
fn repeated(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Option<(bool, (Kind, Option<usize>))> {
    let node = keywords.require("type", report)?;
    if !matches!(&node.value, Value::String(name) if name == "array") {
        return kind(node, keywords, report).map(|kind| (false, kind));
    }
    let items = keywords.require("items", report)?;
    let mut items = Keywords::of(items, &keywords.at("items"), report)?;
    // What an element is called and means is said at the array; repeating it here is harmless.
    let _ = (items.text("title", report), items.text("description", report));
    let node = items.require("type", report)?;
    let kind = kind(node, &mut items, report);
    items.finish(report);
    kind.map(|kind| (true, kind))
}

fn kind(node: &Node, keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Option<(Kind, Option<usize>)> {
    let Value::String(name) = &node.value else {
        expected(node, &keywords.at("type"), "a string", report);
        return None;
    };
    Some(match name.as_str() {
        "string" => (text_kind(keywords, report), max_len(keywords, report)),
        "integer" => (Kind::Integer, None),
        "number" => (Kind::Number, None),
        "boolean" => (Kind::Boolean, None),
        "object" => (Kind::Object(Cow::Owned(nested(keywords, report))), None),
        _ => {
            let what = "string, integer, number, boolean, object or (for a property) array of these";
            expected(node, &keywords.at("type"), what, report);
            return None;
        }
    })
}

/// An object inside the content, which the message is not recognised by.
fn nested(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> ObjectSchema {
    let Object { schema, marks } = object(keywords, report);
    idempotency::refuse(&marks, report);
    schema
}

fn max_len(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Option<usize> {
    let node = keywords.take("maxLength")?;
    let limit = match &node.value {
        Value::Number(literal) => literal.parse().ok().filter(|limit| *limit > 0),
        _ => None,
    };
    if limit.is_none() {
        let problem = SchemaProblem::Expected { expected: "a whole number from 1".to_owned() };
        report.push(node.at, &keywords.at("maxLength"), problem);
    }
    limit
}

/// A string is an enum where `oneOf` lists its values, and JSON where `contentMediaType` says so.
fn text_kind(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Kind {
    if let Some(node) = keywords.take("contentMediaType") {
        if !matches!(&node.value, Value::String(media_type) if media_type == "application/json") {
            expected(node, &keywords.at("contentMediaType"), "\"application/json\"", report);
        }
        return Kind::Json(json_text(keywords, report));
    }
    let Some(node) = keywords.take("oneOf") else { return Kind::String };
    let pointer = keywords.at("oneOf");
    let Value::Array(alternatives) = &node.value else {
        expected(node, &pointer, "an array", report);
        return Kind::String;
    };
    if alternatives.is_empty() {
        expected(node, &pointer, "an array of at least one value", report);
    }
    let values = alternatives
        .iter()
        .enumerate()
        .filter_map(|(index, alternative)| {
            enum_value(alternative, &join(&pointer, &index.to_string()), report)
        })
        .collect();
    Kind::Enum(Cow::Owned(values))
}

/// What is in a text that is JSON itself: `contentSchema`, an object or an array of objects.
fn json_text(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> JsonText {
    let any = JsonText { repeated: false, content: None };
    let Some(node) = keywords.take("contentSchema") else { return any };
    let pointer = keywords.at("contentSchema");
    let Some(mut inner) = Keywords::of(node, &pointer, report) else { return any };
    let value = repeated(&mut inner, report);
    inner.finish(report);
    match value {
        Some((repeated, (Kind::Object(schema), _))) => JsonText { repeated, content: Some(schema) },
        Some(_) => {
            expected(node, &pointer, "an object, or an array of objects", report);
            any
        }
        None => any,
    }
}

/// One value of an enum: `{"const": "success", "title": "认证成功"}`.
fn enum_value(node: &Node, pointer: &str, report: &mut Report<'_>) -> Option<EnumValue> {
    let mut keywords = Keywords::of(node, pointer, report)?;
    keywords.require("const", report)?;
    let value = keywords.text("const", report);
    let title = keywords.text("title", report);
    keywords.finish(report);
    (!value.is_empty()).then_some(EnumValue { value, title })
}

/// Examples must keep the rules of their own field.
fn check_samples(field: &FieldSchema, samples: &[Node], pointer: &str, report: &mut Report<'_>) {
    for (index, node) in samples.iter().enumerate() {
        let violations = match (&node.value, &field.kind) {
            // Alipay's numbers in the place of texts are tolerated, but they are no examples.
            (Value::Number(_) | Value::Boolean, Kind::String | Kind::Enum(_) | Kind::Json(_)) => {
                expected(node, &join(pointer, &index.to_string()), field.kind.described(), report);
                continue;
            }
            _ => field.check(report.source(node)),
        };
        for violation in violations.iter().flatten() {
            let path = violation.path.strip_prefix(&*field.name).unwrap_or_default();
            let separator = if path.is_empty() { "" } else { ": " };
            let violation = format!("{}{separator}{}", path.trim_start_matches('.'), violation.problem);
            report.push(node.at, &join(pointer, &index.to_string()), SchemaProblem::Example { violation });
        }
    }
}

/// The text of a string, or the literal of anything else.
fn sample_text(node: &Node, report: &Report<'_>) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        _ => report.source(node).to_owned(),
    }
}
