//! A content as a tree, with what its specification calls each of its members.

use alipay_notify_schema::{FieldSchema, JsonText, Kind, ObjectSchema};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::output;
use crate::schema::wording;

/// How many members and elements a tree has at the most, and how deep they are. What is beyond is
/// shown as it is written.
const MOST: usize = 20_000;
const DEEPEST: usize = 50;

/// A value, and what is in it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Node {
    /// None of an element of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(flatten)]
    value: Value,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Value {
    /// The text of a string, or anything else as it is written; how long it is, where values are
    /// hidden.
    Text(String),
    Hidden(usize),
    Object(Vec<Node>),
    List(Vec<Node>),
}

/// Makes trees.
#[derive(Debug)]
pub(super) struct Trees {
    /// Whether names and structure are all that may be shown.
    pub(super) hides: bool,
    left: usize,
}

impl Trees {
    pub(super) fn new(hides: bool) -> Self {
        Self { hides, left: MOST }
    }

    /// The members of a content; the content itself where it has none.
    pub(super) fn of(mut self, content: &str, schema: Option<&ObjectSchema>) -> Vec<Node> {
        match self.value(content, Within::Object(schema), DEEPEST) {
            Value::Object(members) => members,
            value => vec![Node { name: None, label: String::new(), value }],
        }
    }

    fn value(&mut self, json: &str, within: Within<'_>, depth: usize) -> Value {
        let text = serde_json::from_str::<String>(json).ok();
        // A text that holds JSON by its specification is shown as what it holds.
        if let (Some(text), Within::Text(inner)) = (&text, within) {
            let content = inner.content.as_deref();
            let inside =
                if inner.repeated { Within::Elements(content) } else { Within::Object(content) };
            let value = self.value(text, inside, depth);
            if matches!(value, Value::Object(_) | Value::List(_)) {
                return value;
            }
        }
        let parts = match json.trim_start().as_bytes().first() {
            _ if depth == 0 => None,
            Some(b'{') => self.members(json, within, depth),
            Some(b'[') => self.elements(json, within, depth),
            _ => None,
        };
        parts.unwrap_or_else(|| {
            let text = text.unwrap_or_else(|| json.trim().to_owned());
            if self.hides { Value::Hidden(text.chars().count()) } else { Value::Text(text) }
        })
    }

    fn members(&mut self, json: &str, within: Within<'_>, depth: usize) -> Option<Value> {
        let members = output::members(json, ToOwned::to_owned).ok()?;
        self.left = self.left.checked_sub(members.len())?;
        let nodes = members.into_iter().map(|(name, json)| {
            let field = within.object().and_then(|object| object.field(&name));
            let field = field.map(|(_, field)| field);
            let label = field.map(|field| wording::label(&field.title, &field.description));
            let value = self.value(&json, field.map_or(Within::Unknown, Within::of), depth - 1);
            Node { name: Some(name), label: label.unwrap_or_default().to_owned(), value }
        });
        Some(Value::Object(nodes.collect()))
    }

    fn elements(&mut self, json: &str, within: Within<'_>, depth: usize) -> Option<Value> {
        let elements: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        self.left = self.left.checked_sub(elements.len())?;
        let nodes = elements.into_iter().map(|element| Node {
            name: None,
            label: String::new(),
            value: self.value(element.get(), within.element(), depth - 1),
        });
        Some(Value::List(nodes.collect()))
    }
}

/// What is specified of a value.
#[derive(Clone, Copy, Debug)]
enum Within<'s> {
    Unknown,
    Object(Option<&'s ObjectSchema>),
    /// A list of objects.
    Elements(Option<&'s ObjectSchema>),
    /// A list of texts that hold JSON, or one of them.
    Texts(&'s JsonText),
    Text(&'s JsonText),
}

impl<'s> Within<'s> {
    fn of(field: &'s FieldSchema) -> Self {
        match (&field.kind, field.repeated) {
            (Kind::Object(object), false) => Self::Object(Some(object)),
            (Kind::Object(object), true) => Self::Elements(Some(object)),
            (Kind::Json(text), false) => Self::Text(text),
            (Kind::Json(text), true) => Self::Texts(text),
            _ => Self::Unknown,
        }
    }

    fn object(self) -> Option<&'s ObjectSchema> {
        match self {
            Self::Object(object) => object,
            _ => None,
        }
    }

    fn element(self) -> Self {
        match self {
            Self::Elements(object) => Self::Object(object),
            Self::Texts(text) => Self::Text(text),
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use alipay_notify_schema::MessageSchema;
    use serde_json::json;

    use super::*;

    const SCHEMA: &str = r#"{
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "urn:alipay:message:my.order",
      "title": "订单", "type": "object", "properties": {
        "no": { "title": "订单号", "type": "string" },
        "lines": { "type": "array", "items": { "type": "object", "properties": {
          "sku": { "title": "商品", "type": "string" } } } },
        "bills": { "title": "账单", "type": "string", "contentMediaType": "application/json",
          "contentSchema": { "type": "array", "items": { "type": "object", "properties": {
            "amount": { "title": "金额", "type": "string" } } } } } } }"#;

    fn tree(content: &str, hides: bool) -> serde_json::Value {
        let schema = MessageSchema::parse(SCHEMA).expect("a schema");
        json!(Trees::new(hides).of(content, Some(&schema.content)))
    }

    #[test]
    fn members_have_the_labels_of_their_specification() {
        let content = r#"{"no":"a\"1","no":2.50,"lines":[{"sku":"s"},3],
            "bills":"[{\"amount\":\"1.00\"}]","other":{"no":null}}"#;
        let expected = json!([
            { "name": "no", "label": "订单号", "text": "a\"1" },
            { "name": "no", "label": "订单号", "text": "2.50" },
            { "name": "lines", "list": [
                { "object": [{ "name": "sku", "label": "商品", "text": "s" }] },
                { "text": "3" },
            ] },
            { "name": "bills", "label": "账单", "list": [
                { "object": [{ "name": "amount", "label": "金额", "text": "1.00" }] },
            ] },
            { "name": "other", "object": [{ "name": "no", "text": "null" }] },
        ]);
        assert_eq!(tree(content, false), expected);
    }

    #[test]
    fn hidden_values_are_not_there() {
        let expected = json!([
            { "name": "no", "label": "订单号", "hidden": 3 },
            { "name": "bills", "label": "账单", "hidden": 1 },
        ]);
        assert_eq!(tree(r#"{"no":"支付宝","bills":"x"}"#, true), expected);
    }

    #[test]
    fn what_is_too_much_is_shown_as_it_is_written() {
        let list = format!("[{}1]", "1,".repeat(MOST));
        assert_eq!(tree(&list, false), json!([{ "text": list }]));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let nodes = Trees::new(false).of(&deep, None);
        let mut tree = &nodes[0].value;
        let mut depth = 0;
        while let Value::List(inner) = tree {
            (tree, depth) = (&inner[0].value, depth + 1);
        }
        assert_eq!(depth, DEEPEST);
        assert_eq!(*tree, Value::Text(deep[DEEPEST..deep.len() - DEEPEST].to_owned()));
        assert_eq!(self::tree("no JSON {", false), json!([{ "text": "no JSON {" }]));
    }
}
