//! What is known of each field, as one text per path.

use std::collections::BTreeMap;

use alipay_notify_schema::{FieldSchema, Kind, MessageSchema, ObjectSchema, Presence};

use crate::model::{self, Page};

type Facts = BTreeMap<String, String>;

pub(crate) fn of_page(page: &Page) -> Facts {
    let mut facts = Facts::new();
    of_model(&page.fields, "", &mut facts);
    facts
}

fn of_model(fields: &[model::Field], path: &str, facts: &mut Facts) {
    for field in fields {
        let path = format!("{path}/{}", field.name);
        let (kind, is_list) = match &field.kind {
            model::Kind::Text | model::Kind::Textual(_) => ("text".to_owned(), false),
            model::Kind::Texts => ("text".to_owned(), true),
            model::Kind::Json => ("json".to_owned(), false),
            model::Kind::Long => ("integer".to_owned(), false),
            model::Kind::Number => ("number".to_owned(), false),
            model::Kind::Boolean => ("boolean".to_owned(), false),
            model::Kind::Enum(values) => {
                let values = values.iter().map(|(value, label)| format!("{value}={label}"));
                (format!("enum {}", values.collect::<Vec<_>>().join(" ")), false)
            }
            model::Kind::Object(_, inner) => {
                of_model(inner, &path, facts);
                ("object".to_owned(), false)
            }
            model::Kind::Objects(_, inner) => {
                of_model(inner, &path, facts);
                ("object".to_owned(), true)
            }
        };
        let group = if field.is_grouped() { "one of two" } else { "" };
        facts.insert(path, fact(&kind, is_list, field.max_len, field.presence(), group));
    }
}

pub(crate) fn of_schema(schema: &MessageSchema) -> Facts {
    let mut facts = Facts::new();
    of_object(&schema.content, "", &mut facts);
    facts
}

fn of_object(object: &ObjectSchema, path: &str, facts: &mut Facts) {
    for (index, field) in object.fields.iter().enumerate() {
        let path = format!("{path}/{}", field.name);
        let is_member = object.groups.iter().any(|group| group.members.contains(&index));
        let group = if is_member { "one of two" } else { "" };
        let kind = kind(field, &path, facts);
        facts.insert(path, fact(&kind, field.repeated, field.max_len, field.presence, group));
    }
}

fn kind(field: &FieldSchema, path: &str, facts: &mut Facts) -> String {
    match &field.kind {
        Kind::String => "text".to_owned(),
        Kind::Json(_) => "json".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Enum(values) => {
            let values = values.iter().map(|listed| format!("{}={}", listed.value, listed.title));
            format!("enum {}", values.collect::<Vec<_>>().join(" "))
        }
        Kind::Object(inner) => {
            of_object(inner, path, facts);
            "object".to_owned()
        }
        other => format!("{other:?}"),
    }
}

fn fact(
    kind: &str,
    is_list: bool,
    max_len: Option<usize>,
    presence: Presence,
    group: &str,
) -> String {
    let list = if is_list { "[]" } else { "" };
    let length = max_len.map_or(String::new(), |length| format!("({length})"));
    format!("{kind}{list}{length} {presence:?} {group}")
}
