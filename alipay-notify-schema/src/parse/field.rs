//! One property: its kind, length, enum and examples.

use std::borrow::Cow;

use super::error::{Report, SchemaProblem};
use super::keywords::{Keywords, expected, join};
use super::object::object;
use crate::json::{Node, Value};
use crate::{EnumValue, FieldSchema, Kind, Presence, Violations};

/// Reads one property.
pub(super) fn field(name: &str, node: &Node, pointer: &str, report: &mut Report<'_>) -> Option<FieldSchema> {
    let mut keywords = Keywords::of(node, pointer, report)?;
    let (title, description) = (keywords.text("title", report), keywords.text("description", report));
    let presence = presence(&mut keywords, report);
    let value = repeated(&mut keywords, report);
    let samples = keywords.array("examples", report);
    keywords.finish(report);

    let (repeated, (kind, max_len)) = value?;
    let examples = samples.iter().filter_map(scalar_text).map(Cow::Owned).collect();
    let name = Cow::Owned(name.to_owned());
    let field = FieldSchema { name, title, description, presence, repeated, kind, max_len, examples };
    if !field.repeated {
        check_samples(&field, samples, &join(pointer, "examples"), report);
    }
    Some(field)
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
        "object" => (Kind::Object(object(keywords, report)), None),
        _ => {
            let what = "string, integer, number, boolean, object or (for a property) array of these";
            expected(node, &keywords.at("type"), what, report);
            return None;
        }
    })
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

/// A string is an enum where `oneOf` lists its values.
fn text_kind(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Kind {
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

/// One value of an enum: `{"const": "success", "title": "认证成功"}`.
fn enum_value(node: &Node, pointer: &str, report: &mut Report<'_>) -> Option<EnumValue> {
    let mut keywords = Keywords::of(node, pointer, report)?;
    keywords.require("const", report)?;
    let value = keywords.text("const", report);
    let title = keywords.text("title", report);
    keywords.finish(report);
    (!value.is_empty()).then_some(EnumValue { value, title })
}

/// Texts must keep their own length and enum; other kinds must at least be of their type.
fn check_samples(field: &FieldSchema, samples: &[Node], pointer: &str, report: &mut Report<'_>) {
    for (index, node) in samples.iter().enumerate() {
        let pointer = join(pointer, &index.to_string());
        match (&field.kind, &node.value) {
            (Kind::String | Kind::Enum(_), Value::String(text)) => {
                let mut violations = Violations::default();
                field.check_text(text, &mut violations);
                for violation in &violations {
                    let violation = violation.problem.to_string();
                    report.push(node.at, &pointer, SchemaProblem::Example { violation });
                }
            }
            (Kind::Integer | Kind::Number, Value::Number(_))
            | (Kind::Boolean, Value::Boolean(_))
            | (Kind::Object(_), Value::Object(_)) => {}
            (kind, _) => expected(node, &pointer, kind.described(), report),
        }
    }
}

fn scalar_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        Value::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}
