//! One property: its kind, length, enum and examples.

use std::borrow::Cow;

use super::error::{Report, SchemaProblem};
use super::expected::Expected;
use super::keywords::{Keywords, expected};
use super::object::{Object, object};
use super::{enums, example, idempotency};
use crate::format::Format;
use crate::json::{JsonType, Node, Value, join};
use crate::model::{FieldSchema, JsonText, Kind, ObjectSchema, Presence};

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
    let (title, description) =
        (keywords.text("title", report), keywords.text("description", report));
    let presence = presence(&mut keywords, report);
    let type_name = keywords.text("x-alipay-type", report);
    let mark = keywords.take(idempotency::KEYWORD);
    let value = repeated(&mut keywords, report);
    let samples = keywords.array("examples", report);
    keywords.finish(report);

    let (repeated, (kind, max_len)) = value?;
    let examples = samples.iter().map(|node| Cow::Owned(sample_text(node, report))).collect();
    let name = Cow::Owned(name.to_owned());
    let schema = FieldSchema {
        name,
        title,
        description,
        presence,
        repeated,
        kind,
        max_len,
        examples,
        type_name,
    };
    refuse_useless_type_name(&schema, node, pointer, report);
    example::check_values(&schema, samples, &join(pointer, "examples"), report);
    Some(Property { schema, mark })
}

/// How deeply JSON in texts may be nested: each level doubles the escapes of what is in it.
pub const MAX_TEXT_LEVELS: usize = 4;

/// How many levels of JSON in texts there are in an object.
#[must_use]
pub fn text_levels(schema: &ObjectSchema) -> usize {
    let levels = |field: &FieldSchema| match &field.kind {
        Kind::Object(inner) => text_levels(inner),
        Kind::Json(JsonText { content, .. }) => 1 + content.as_deref().map_or(0, text_levels),
        _ => 0,
    };
    schema.fields.iter().map(levels).max().unwrap_or_default()
}

/// Only an enum and an object become a type that can have a name.
fn refuse_useless_type_name(
    field: &FieldSchema,
    node: &Node,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let is_type = matches!(
        &field.kind,
        Kind::Enum(_) | Kind::Object(_) | Kind::Json(JsonText { content: Some(_), .. })
    );
    if !is_type && !field.type_name.is_empty() {
        let keyword = "x-alipay-type";
        let at = node.member(keyword).map_or(node.span.start, |name| name.span.start);
        report.push(at, &join(pointer, keyword), SchemaProblem::NoTypeToName);
    }
}

/// `x-alipay-presence`; whether a field is required is for its object to say.
fn presence(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Presence {
    match keywords.take("x-alipay-presence") {
        None => Presence::Optional,
        Some(Node { value: Value::String(text), .. }) if text == "conditional" => {
            Presence::Conditional
        }
        Some(node) => {
            expected(
                node,
                &keywords.at("x-alipay-presence"),
                Expected::Text("conditional"),
                report,
            );
            Presence::Optional
        }
    }
}

/// The kind of a property, or of its elements where it is an array.
fn repeated(
    keywords: &mut Keywords<'_>,
    report: &mut Report<'_>,
) -> Option<(bool, (Kind, Option<usize>))> {
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

fn kind(
    node: &Node,
    keywords: &mut Keywords<'_>,
    report: &mut Report<'_>,
) -> Option<(Kind, Option<usize>)> {
    let Value::String(name) = &node.value else {
        expected(node, &keywords.at("type"), Expected::Type(JsonType::String), report);
        return None;
    };
    Some(match name.as_str() {
        "string" => {
            let max_len = max_len(keywords, report);
            (text_kind(max_len, keywords, report), max_len)
        }
        "integer" => (Kind::Integer, None),
        "number" => (Kind::Number, None),
        "boolean" => (Kind::Boolean, None),
        "object" => (Kind::Object(Cow::Owned(nested(keywords, report))), None),
        _ => {
            expected(node, &keywords.at("type"), Expected::TypeName, report);
            return None;
        }
    })
}

/// An object inside the content, which the message is not recognised by.
fn nested(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> ObjectSchema {
    let before = report.count();
    let Object { schema, marks } = object(keywords, report);
    idempotency::refuse(&marks, report);
    example::check_made(&schema, keywords.start(), &keywords.pointer, before, report);
    schema
}

fn max_len(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Option<usize> {
    let node = keywords.take("maxLength")?;
    let limit = match &node.value {
        Value::Number(literal) => literal.parse().ok().filter(|limit| *limit > 0),
        _ => None,
    };
    if limit.is_none() {
        expected(node, &keywords.at("maxLength"), Expected::PositiveInteger, report);
    }
    limit
}

/// A string is an enum where `oneOf` lists its values, JSON where `contentMediaType` says so, and
/// an amount or the like where `x-alipay-format` does.
fn text_kind(max_len: Option<usize>, keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Kind {
    if let Some(node) = keywords.take("contentMediaType") {
        if !matches!(&node.value, Value::String(media_type) if media_type == "application/json") {
            expected(
                node,
                &keywords.at("contentMediaType"),
                Expected::Text("application/json"),
                report,
            );
        }
        return Kind::Json(json_text(keywords, report));
    }
    if let Some(node) = keywords.take("x-alipay-format") {
        return format(node, keywords, report).map_or(Kind::String, Kind::Format);
    }
    match keywords.take("oneOf") {
        None => Kind::String,
        Some(node) => enums::listed(node, max_len, &keywords.at("oneOf"), report),
    }
}

fn format(node: &Node, keywords: &Keywords<'_>, report: &mut Report<'_>) -> Option<Format> {
    let found = Format::ALL.into_iter().find(
        |format| matches!(&node.value, Value::String(keyword) if keyword == format.keyword()),
    );
    if found.is_none() {
        expected(node, &keywords.at("x-alipay-format"), Expected::Format, report);
    }
    found
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
        Some((_, (Kind::Object(schema), _))) if text_levels(&schema) == MAX_TEXT_LEVELS => {
            report.push(
                node.span.start,
                &pointer,
                SchemaProblem::TextsTooDeep { limit: MAX_TEXT_LEVELS },
            );
            any
        }
        Some((repeated, (Kind::Object(schema), _))) => JsonText { repeated, content: Some(schema) },
        Some(_) => {
            expected(node, &pointer, Expected::ObjectOrObjects, report);
            any
        }
        None => any,
    }
}

/// The text of a string, or the literal of anything else.
fn sample_text(node: &Node, report: &Report<'_>) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        _ => report.source(node).to_owned(),
    }
}
