//! A schema as a file of the dialect, so that what an import returns can be held against the dialect.

use alipay_notify_schema::{
    EnumValue, FieldSchema, GroupRule, JsonText, Kind, MessageSchema, ObjectSchema, Presence,
    SCHEMA_ID_PREFIX,
};

/// The members of an object: names, and JSON that is indented already.
type Members = Vec<(String, String)>;

pub(crate) fn file(schema: &MessageSchema) -> String {
    let mut members = vec![
        ("$schema".to_owned(), quoted("https://json-schema.org/draft/2020-12/schema")),
        ("$id".to_owned(), quoted(&format!("{SCHEMA_ID_PREFIX}{}", schema.msg_method))),
    ];
    text(&mut members, "title", &schema.title);
    text(&mut members, "description", &schema.description);
    object(&mut members, &schema.content);
    let examples: Vec<String> = schema.examples.iter().map(ToString::to_string).collect();
    list(&mut members, "examples", &examples);
    written(&members)
}

fn object(members: &mut Members, schema: &ObjectSchema) {
    members.push(("type".to_owned(), quoted("object")));
    let required = schema.fields.iter().filter(|field| field.presence == Presence::Required);
    let required: Vec<String> = required.map(|field| quoted(&field.name)).collect();
    list(members, "required", &required);
    let properties: Members =
        schema.fields.iter().map(|field| (field.name.to_string(), property(field))).collect();
    members.push(("properties".to_owned(), written(&properties)));
    let groups = schema.groups.iter().map(|group| {
        let keyword = match group.rule {
            GroupRule::ExactlyOne => "oneOf",
            GroupRule::AtLeastOne => "anyOf",
        };
        let names = schema.members(group).map(|name| format!("{{\"required\":[{}]}}", quoted(name)));
        format!("{{\"{keyword}\":[{}]}}", names.collect::<Vec<_>>().join(","))
    });
    list(members, "allOf", &groups.collect::<Vec<_>>());
}

fn property(field: &FieldSchema) -> String {
    let mut members = Members::new();
    text(&mut members, "title", &field.title);
    text(&mut members, "description", &field.description);
    let mut value = Members::new();
    kind(&mut value, &field.kind);
    if let Some(limit) = field.max_len {
        value.push(("maxLength".to_owned(), limit.to_string()));
    }
    repeat(&mut members, field.repeated, value);
    if field.presence == Presence::Conditional {
        members.push(("x-alipay-presence".to_owned(), quoted("conditional")));
    }
    let is_text = !field.repeated && matches!(field.kind, Kind::String | Kind::Enum(_) | Kind::Json(_));
    let examples = field.examples.iter().map(|text| if is_text { quoted(text) } else { text.to_string() });
    list(&mut members, "examples", &examples.collect::<Vec<_>>());
    written(&members)
}

fn repeat(members: &mut Members, repeated: bool, value: Members) {
    if repeated {
        members.extend([("type".to_owned(), quoted("array")), ("items".to_owned(), written(&value))]);
    } else {
        members.extend(value);
    }
}

fn kind(members: &mut Members, kind: &Kind) {
    let name = match kind {
        Kind::Object(schema) => return object(members, schema),
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        _ => "string",
    };
    members.push(("type".to_owned(), quoted(name)));
    match kind {
        Kind::Enum(values) => {
            let values: Vec<_> = values.iter().map(enum_value).collect();
            list(members, "oneOf", &values);
        }
        Kind::Json(JsonText { repeated, content }) => {
            members.push(("contentMediaType".to_owned(), quoted("application/json")));
            if let Some(schema) = content {
                let (mut outer, mut inner) = (Members::new(), Members::new());
                object(&mut inner, schema);
                repeat(&mut outer, *repeated, inner);
                members.push(("contentSchema".to_owned(), written(&outer)));
            }
        }
        _ => {}
    }
}

fn enum_value(listed: &EnumValue) -> String {
    let mut members = Members::new();
    text(&mut members, "const", &listed.value);
    text(&mut members, "title", &listed.title);
    let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn text(members: &mut Members, keyword: &str, text: &str) {
    if !text.is_empty() {
        members.push((keyword.to_owned(), quoted(text)));
    }
}

fn list(members: &mut Members, keyword: &str, elements: &[String]) {
    if !elements.is_empty() {
        members.push((keyword.to_owned(), format!("[{}]", elements.join(", "))));
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}

/// An object, a line for each member.
fn written(members: &Members) -> String {
    if members.is_empty() {
        return "{}".to_owned();
    }
    let members: Vec<_> = members
        .iter()
        .map(|(name, value)| format!("{}: {}", quoted(name), value.replace('\n', "\n  ")))
        .collect();
    format!("{{\n  {}\n}}", members.join(",\n  "))
}
