//! A specification for programs: one flat list of fields.

use std::io;

use alipay_notify_schema::{EnumValue, GroupRule, Kind, Presence};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::pretty::pretty;
use crate::schema::rows::{Among, Row, Rows};
use crate::schema::wording;
use crate::schemas::Known;

pub(super) fn written(known: &Known) -> io::Result<String> {
    let schema = &known.schema;
    let rows = Rows::of(&schema.content);
    let message = Message {
        msg_method: &schema.msg_method,
        title: &schema.title,
        description: &schema.description,
        source: known.source.name(),
        idempotency_key: super::key(schema),
        fields: rows.members.iter().map(Field::of).collect::<io::Result<_>>()?,
        groups: rows.groups.iter().map(Group::of).collect(),
        example: RawValue::from_string(schema.example())?,
    };
    Ok(pretty(&serde_json::to_string(&message)?))
}

#[derive(Serialize)]
struct Message<'s> {
    msg_method: &'s str,
    title: &'s str,
    description: &'s str,
    source: String,
    idempotency_key: Option<&'s str>,
    fields: Vec<Field<'s>>,
    groups: Vec<Group<'s>>,
    example: Box<RawValue>,
}

#[derive(Serialize)]
struct Field<'s> {
    path: &'s str,
    title: &'s str,
    description: &'s str,
    r#type: String,
    presence: &'static str,
    max_length: Option<usize>,
    values: Vec<Value<'s>>,
    example: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Value<'s> {
    value: &'s str,
    title: &'s str,
}

#[derive(Serialize)]
struct Group<'s> {
    rule: &'static str,
    members: &'s [String],
}

impl<'s> Field<'s> {
    fn of(row: &'s Row<'_>) -> io::Result<Self> {
        let field = row.field;
        let values: &[EnumValue] = if let Kind::Enum(values) = &field.kind { values } else { &[] };
        let is_text =
            !field.repeated && matches!(field.kind, Kind::String | Kind::Enum(_) | Kind::Json(_));
        let literal = |example: &str| {
            if is_text { to_raw_value(example) } else { RawValue::from_string(example.to_owned()) }
        };
        Ok(Self {
            path: &row.path,
            title: &field.title,
            description: &field.description,
            r#type: wording::kind(field),
            presence: match field.presence {
                Presence::Required => "required",
                Presence::Optional => "optional",
                Presence::Conditional => "conditional",
            },
            max_length: field.max_len,
            values: values
                .iter()
                .map(|value| Value { value: &value.value, title: &value.title })
                .collect(),
            example: field.examples.first().map(|example| literal(example)).transpose()?,
        })
    }
}

impl<'s> Group<'s> {
    fn of(among: &'s Among<'_>) -> Self {
        let rule = match among.group.rule {
            GroupRule::ExactlyOne => "exactly_one",
            GroupRule::AtLeastOne => "at_least_one",
        };
        Self { rule, members: &among.members }
    }
}
