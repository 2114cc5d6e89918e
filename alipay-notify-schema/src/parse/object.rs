//! `properties`, `required` and the groups of one object.

use std::borrow::Cow;

use super::error::{Report, SchemaProblem};
use super::expected::Expected;
use super::field::{Property, field};
use super::idempotency::{KEYWORD, Mark};
use super::keywords::{Keywords, expected};
use crate::json::{JsonType, Node, Value, join};
use crate::model::{FieldSchema, Group, GroupRule, ObjectSchema, Presence};
use crate::nearest::nearest;

/// An object, and which of its members are marked as the idempotency key.
pub(super) struct Object<'n> {
    pub(super) schema: ObjectSchema,
    pub(super) marks: Vec<Mark<'n>>,
}

/// Reads what makes an object of a schema, whether the content itself or a nested one.
pub(super) fn object<'n>(keywords: &mut Keywords<'n>, report: &mut Report<'_>) -> Object<'n> {
    let (mut fields, marks) = properties(keywords, report);
    require(&mut fields, keywords, report);
    let mut groups = Vec::new();
    for (keyword, rule) in [("oneOf", GroupRule::ExactlyOne), ("anyOf", GroupRule::AtLeastOne)] {
        if let Some(node) = keywords.take(keyword) {
            groups.extend(group(node, rule, &fields, &keywords.at(keyword), report));
        }
    }
    let more = keywords.array("allOf", report);
    for (index, node) in more.iter().enumerate() {
        let pointer = join(&keywords.at("allOf"), &index.to_string());
        groups.extend(wrapped_group(node, &fields, &pointer, report));
    }
    refuse_shared_members(&groups, &fields, keywords, report);
    Object {
        schema: ObjectSchema { fields: Cow::Owned(fields), groups: Cow::Owned(groups) },
        marks,
    }
}

fn properties<'n>(
    keywords: &mut Keywords<'n>,
    report: &mut Report<'_>,
) -> (Vec<FieldSchema>, Vec<Mark<'n>>) {
    let (mut fields, mut marks) = (Vec::new(), Vec::new());
    let Some(node) = keywords.require("properties", report) else { return (fields, marks) };
    let pointer = keywords.at("properties");
    let Value::Object(members) = &node.value else {
        expected(node, &pointer, Expected::Type(JsonType::Object), report);
        return (fields, marks);
    };
    if members.len() > ObjectSchema::MAX_FIELDS {
        let limit = ObjectSchema::MAX_FIELDS;
        expected(node, &pointer, Expected::Properties { limit }, report);
        return (fields, marks);
    }
    for member in members {
        let pointer = join(&pointer, &member.name);
        let Some(Property { schema, mark }) = field(&member.name, &member.node, &pointer, report)
        else {
            continue;
        };
        marks.extend(mark.map(|node| Mark {
            field: fields.len(),
            node,
            pointer: join(&pointer, KEYWORD),
        }));
        fields.push(schema);
    }
    (fields, marks)
}

/// Marks the fields that `required` names.
fn require(fields: &mut [FieldSchema], keywords: &mut Keywords<'_>, report: &mut Report<'_>) {
    let names = keywords.array("required", report);
    for (index, node) in names.iter().enumerate() {
        let pointer = join(&keywords.at("required"), &index.to_string());
        let Some(position) = named(node, fields, &pointer, report) else { continue };
        let field = &mut fields[position];
        let name = || field.name.clone().into_owned();
        match field.presence {
            Presence::Optional => {}
            Presence::Conditional => {
                report.push(node.span.start, &pointer, SchemaProblem::NotOptional { name: name() });
            }
            Presence::Required => {
                report.push(
                    node.span.start,
                    &pointer,
                    SchemaProblem::RequiredTwice { name: name() },
                );
            }
        }
        field.presence = Presence::Required;
    }
}

/// The index of the field that a node names.
fn named(
    node: &Node,
    fields: &[FieldSchema],
    pointer: &str,
    report: &mut Report<'_>,
) -> Option<usize> {
    let Value::String(name) = &node.value else {
        expected(node, pointer, Expected::Type(JsonType::String), report);
        return None;
    };
    let position = fields.iter().position(|field| field.name == *name);
    if position.is_none() {
        let meant = nearest(name, fields.iter().map(|field| &*field.name)).map(str::to_owned);
        report.push(
            node.span.start,
            pointer,
            SchemaProblem::UnknownField { name: name.clone(), meant },
        );
    }
    position
}

/// A group inside `allOf`: `{"oneOf": […]}` or `{"anyOf": […]}`.
fn wrapped_group(
    node: &Node,
    fields: &[FieldSchema],
    pointer: &str,
    report: &mut Report<'_>,
) -> Option<Group> {
    let mut keywords = Keywords::of(node, pointer, report)?;
    let (keyword, rule) = match keywords.take("anyOf") {
        Some(_) => ("anyOf", GroupRule::AtLeastOne),
        None => ("oneOf", GroupRule::ExactlyOne),
    };
    let group = keywords
        .require(keyword, report)
        .and_then(|inner| group(inner, rule, fields, &keywords.at(keyword), report));
    keywords.finish(report);
    group
}

/// The alternatives of a group: `[{"required": ["user_id"]}, {"required": ["open_id"]}]`.
fn group(
    node: &Node,
    rule: GroupRule,
    fields: &[FieldSchema],
    pointer: &str,
    report: &mut Report<'_>,
) -> Option<Group> {
    let alternatives = match &node.value {
        Value::Array(alternatives) if alternatives.len() >= 2 => alternatives,
        _ => {
            expected(node, pointer, Expected::Alternatives, report);
            return None;
        }
    };
    let mut members = Vec::new();
    for (index, alternative) in alternatives.iter().enumerate() {
        members.push(alternative_member(
            alternative,
            fields,
            &join(pointer, &index.to_string()),
            report,
        )?);
    }
    Some(Group { rule, members: Cow::Owned(members) })
}

/// One alternative of a group: `{"required": ["user_id"]}`.
fn alternative_member(
    node: &Node,
    fields: &[FieldSchema],
    pointer: &str,
    report: &mut Report<'_>,
) -> Option<usize> {
    let mut keywords = Keywords::of(node, pointer, report)?;
    let names = keywords.require("required", report)?;
    let pointer = keywords.at("required");
    keywords.finish(report);
    let name = match &names.value {
        Value::Array(names) if names.len() == 1 => &names[0],
        _ => {
            expected(names, &pointer, Expected::OneName, report);
            return None;
        }
    };
    let position = named(name, fields, &join(&pointer, "0"), report)?;
    if fields[position].presence == Presence::Required {
        let problem =
            SchemaProblem::NotOptional { name: fields[position].name.clone().into_owned() };
        report.push(name.span.start, &pointer, problem);
        return None;
    }
    Some(position)
}

fn refuse_shared_members(
    groups: &[Group],
    fields: &[FieldSchema],
    keywords: &Keywords<'_>,
    report: &mut Report<'_>,
) {
    let mut grouped = vec![false; fields.len()];
    for member in groups.iter().flat_map(|group| group.members.iter()) {
        if std::mem::replace(&mut grouped[*member], true) {
            let problem =
                SchemaProblem::TwoGroups { name: fields[*member].name.clone().into_owned() };
            report.push(keywords.start(), &keywords.pointer, problem);
        }
    }
}
