//! Schema files, which users of the derive write.

use alipay_notify_schema::{FieldSchema, Kind, MessageSchema, ObjectSchema, SchemaErrors};
use serde_json::Value;

use crate::kit::{self, MARK};
use crate::written::check_written;

/// Takes a schema file and, after a zero byte, a content to hold against it.
pub fn schema(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let Some(Ok(file)) = parts.next().map(str::from_utf8) else { return };
    match MessageSchema::parse(file) {
        Ok(schema) => {
            check_model(&schema.content);
            check_key(&schema);
            check_examples(file, &schema);
            check_written(file, &schema);
            if let Some(Ok(content)) = parts.next().map(str::from_utf8) {
                check_content(&schema, content);
            }
        }
        Err(errors) => check_places(file, &errors),
    }
}

/// Every mistake is at a place that the file has.
fn check_places(file: &str, errors: &SchemaErrors) {
    assert!(errors.iter().len() > 0, "no mistake, and no schema");
    let lines: Vec<&str> = file.split('\n').collect();
    let value = serde_json::from_str::<Value>(file);
    for error in errors {
        let line = lines.get(error.line.wrapping_sub(1));
        let column =
            1..=line.unwrap_or_else(|| panic!("no such line: {error}")).chars().count() + 1;
        assert!(column.contains(&error.column), "no such column: {error}");
        if let Ok(value) = &value {
            assert!(value.pointer(&error.pointer).is_some(), "no such value: {error}");
        }
        assert!(
            error.to_string().starts_with(&format!("line {}, column {}", error.line, error.column))
        );
    }
}

/// What a schema says can be used without looking twice.
pub(crate) fn check_model(object: &ObjectSchema) {
    assert!(object.fields.len() <= ObjectSchema::MAX_FIELDS);
    for (index, field) in object.fields.iter().enumerate() {
        assert_eq!(object.field(&field.name), Some((index, field)), "a name twice");
        inner(field).inspect(|inner| check_model(inner));
    }
    for group in &*object.groups {
        assert_eq!(object.members(group).count(), group.members.len());
    }
}

pub(crate) fn inner(field: &FieldSchema) -> Option<&ObjectSchema> {
    match &field.kind {
        Kind::Object(object) => Some(object),
        Kind::Json(json) => json.content.as_deref(),
        _ => None,
    }
}

/// What identifies a message can do so.
fn check_key(schema: &MessageSchema) {
    if let Some(index) = schema.idempotency_key {
        assert_eq!(schema.content.fields[index].key_fault(), None);
    }
}

/// The examples that a file gives, and the one that is made of it, keep the schema.
fn check_examples(file: &str, schema: &MessageSchema) {
    for example in &*schema.examples {
        assert!(file.contains(&**example), "{example}");
        assert_keeps(schema, example);
    }
    if schema.examples.is_empty() {
        assert_keeps(schema, &schema.content.example());
    }
}

fn assert_keeps(schema: &MessageSchema, example: &str) {
    let violations =
        schema.check(example).unwrap_or_else(|malformed| panic!("{malformed}: {example}"));
    assert!(violations.is_empty(), "{violations}: {example}");
}

fn check_content(schema: &MessageSchema, content: &str) {
    let key = schema.idempotency_key(content);
    // What the schema says may be repeated.
    let is_told = format!("{schema:?}").contains(MARK);
    match schema.check(content) {
        Ok(violations) if !is_told => kit::assert_tells_nothing(&violations),
        Ok(_) => {}
        Err(malformed) => {
            assert_eq!(key, None, "a key of what is no JSON");
            assert!(malformed.at() <= content.len(), "{malformed}");
            kit::assert_tells_nothing(&malformed);
        }
    }
}
