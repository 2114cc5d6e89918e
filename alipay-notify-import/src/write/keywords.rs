//! Which keywords say what a specification says.

use super::tree::{Member, Tree};
use alipay_notify_schema::META_SCHEMA;
use alipay_notify_schema::{
    EnumValue, FieldSchema, Group, GroupRule, JsonText, Kind, MessageSchema, ObjectSchema, Presence,
};

/// The keywords in which an object has its groups.
pub(crate) const GROUPS: [&str; 3] = ["oneOf", "anyOf", "allOf"];

pub(super) fn message(schema: &MessageSchema) -> Tree {
    let mut members = vec![
        Member::new("$schema", Tree::text(META_SCHEMA)),
        Member::new("$id", Tree::text(&schema.id())),
    ];
    words(&schema.title, &schema.description, &mut members);
    members.push(Member::new("type", Tree::text("object")));
    object(&schema.content, schema.idempotency_key, &mut members);
    let examples: Vec<_> =
        schema.examples.iter().filter_map(|example| Tree::read(example)).map(Tree::open).collect();
    list("examples", examples, &mut members);
    Tree::Open(members)
}

fn words(title: &str, description: &str, members: &mut Vec<Member>) {
    for (keyword, text) in [("title", title), ("description", description)] {
        if !text.is_empty() {
            members.push(Member::new(keyword, Tree::text(text)));
        }
    }
}

/// A list, unless there is nothing in it.
fn list(keyword: &str, elements: Vec<Tree>, members: &mut Vec<Member>) {
    if !elements.is_empty() {
        members.push(Member::new(keyword, Tree::Array(elements)));
    }
}

/// What an object says beyond its `type`.
fn object(schema: &ObjectSchema, key: Option<usize>, members: &mut Vec<Member>) {
    let required = schema.fields.iter().filter(|field| field.presence == Presence::Required);
    list("required", required.map(|field| Tree::text(&field.name)).collect(), members);
    let fields = schema.fields.iter().enumerate();
    let properties =
        fields.map(|(index, field)| Member::new(&field.name, property(field, key == Some(index))));
    members.push(Member::new("properties", Tree::Open(properties.collect())));
    groups(schema, members);
}

/// Groups have keywords of their own as long as these keep their order, and share `allOf`
/// otherwise.
fn groups(schema: &ObjectSchema, members: &mut Vec<Member>) {
    let keyword = |group: &Group| match group.rule {
        GroupRule::ExactlyOne => "oneOf",
        GroupRule::AtLeastOne => "anyOf",
    };
    let one = |group: &Group| {
        let names = schema.members(group).map(|name| {
            let name = Tree::Array(vec![Tree::text(name)]);
            Tree::Object(vec![Member::new("required", name)])
        });
        Member::new(keyword(group), Tree::Array(names.collect()))
    };
    let keywords: Vec<_> = schema.groups.iter().map(keyword).collect();
    if matches!(*keywords, [_] | ["oneOf", "anyOf"]) {
        members.extend(schema.groups.iter().map(one));
    } else {
        list(
            "allOf",
            schema.groups.iter().map(|group| Tree::Object(vec![one(group)])).collect(),
            members,
        );
    }
}

fn property(field: &FieldSchema, is_key: bool) -> Tree {
    let mut members = Vec::new();
    words(&field.title, &field.description, &mut members);
    repeated(field.repeated, &mut members, |members| kind(&field.kind, field.max_len, members));
    if field.presence == Presence::Conditional {
        members.push(Member::new("x-alipay-presence", Tree::text("conditional")));
    }
    if is_key {
        members.push(Member::new("x-alipay-idempotency-key", Tree::Token("true".to_owned())));
    }
    if !field.type_name.is_empty() {
        members.push(Member::new("x-alipay-type", Tree::text(&field.type_name)));
    }
    let is_text = !field.repeated && field.kind.is_text();
    let example =
        |example: &str| if is_text { Some(Tree::text(example)) } else { Tree::read(example) };
    list(
        "examples",
        field.examples.iter().filter_map(|text| example(text)).collect(),
        &mut members,
    );
    Tree::Open(members)
}

/// A value, or an array of them.
fn repeated(is_repeated: bool, members: &mut Vec<Member>, element: impl FnOnce(&mut Vec<Member>)) {
    if !is_repeated {
        return element(members);
    }
    let mut items = Vec::new();
    element(&mut items);
    members.push(Member::new("type", Tree::text("array")));
    // As open as a property is, where it has properties.
    members.push(Member::new("items", Tree::Object(items)));
}

fn kind(kind: &Kind, max_len: Option<usize>, members: &mut Vec<Member>) {
    let name = match kind {
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Object(_) => "object",
        _ => "string",
    };
    members.push(Member::new("type", Tree::text(name)));
    if let Some(limit) = max_len {
        members.push(Member::new("maxLength", Tree::Token(limit.to_string())));
    }
    match kind {
        Kind::Enum(values) => list("oneOf", values.iter().map(enum_value).collect(), members),
        Kind::Format(format) => {
            members.push(Member::new("x-alipay-format", Tree::text(format.keyword())));
        }
        Kind::Json(json) => json_text(json, members),
        Kind::Object(schema) => object(schema, None, members),
        _ => {}
    }
}

fn enum_value(EnumValue { value, title, .. }: &EnumValue) -> Tree {
    let mut members = vec![Member::new("const", Tree::text(value))];
    words(title, "", &mut members);
    Tree::Object(members)
}

fn json_text(json: &JsonText, members: &mut Vec<Member>) {
    members.push(Member::new("contentMediaType", Tree::text("application/json")));
    let Some(content) = &json.content else { return };
    let mut inner = Vec::new();
    repeated(json.repeated, &mut inner, |members| {
        members.push(Member::new("type", Tree::text("object")));
        object(content, None, members);
    });
    members.push(Member::new("contentSchema", Tree::Object(inner)));
}
