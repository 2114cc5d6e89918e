//! The struct whose fields alone are the specification, and the types of these fields.

use std::fmt::Write;

use super::text::{Attributes, docs, literal};
use super::types::{Claim, Definition, Types};
use super::{groups, names};
use alipay_notify_schema::{
    EnumValue, FieldSchema, GroupRule, JsonText, Kind, MessageSchema, ObjectSchema, Presence,
};

pub(super) fn message(schema: &MessageSchema) -> String {
    let name = super::struct_name(&schema.msg_method);
    let mut attributes = Attributes::default();
    attributes.value("msg_method", &schema.msg_method);
    attributes.value("title", &schema.title);
    let head = docs(&schema.description, "");
    let reserved = std::iter::once(name.clone()).chain(groups::enum_names(&schema.content));
    let mut writer = Writer { types: Types::reserving(reserved), groups: Vec::new() };
    let item =
        Item { name: &name, derive: "AlipayNotify", head, attributes, key: schema.idempotency_key };
    let message = writer.object(item, &schema.content);
    let rest = writer.types.into_texts();
    let derives = ["AlipayEnum", "AlipayNotify", "AlipayObject"];
    let used = |derive: &&str| {
        let last = format!(" {derive})]\n");
        message.contains(&last) || rest.iter().any(|text| text.contains(&last))
    };
    let used: Vec<_> = derives.into_iter().filter(used).collect();
    let used = if used.len() == 1 { used.concat() } else { format!("{{{}}}", used.join(", ")) };
    let mut text = format!("use alipay_notify::{used};\n\n{message}");
    for item in rest {
        text.push('\n');
        text.push_str(&item);
    }
    text
}

/// Writes objects as structs, and collects the types that these need.
struct Writer {
    types: Types,
    /// The enums that the derive writes for groups. Where another one would have the name of one,
    /// a member of its group is no `String`, so that none is written.
    groups: Vec<String>,
}

/// What stands before a struct's braces.
struct Item<'a> {
    name: &'a str,
    derive: &'a str,
    head: String,
    attributes: Attributes,
    key: Option<usize>,
}

impl Writer {
    fn object(&mut self, item: Item<'_>, schema: &ObjectSchema) -> String {
        let Item { name, derive, head, mut attributes, key } = item;
        let fields = names::fields(schema);
        let mut boxed = Vec::new();
        for group in &*schema.groups {
            let members: Vec<_> =
                group.members.iter().filter_map(|index| fields.get(*index)).cloned().collect();
            let rule = match group.rule {
                GroupRule::ExactlyOne => "exactly_one",
                GroupRule::AtLeastOne => "at_least_one",
            };
            attributes.push(format!("{rule}({})", members.join(", ")));
            if let Some(name) = groups::enum_name(group, schema, &fields) {
                if self.groups.contains(&name) {
                    boxed.extend(group.members.first());
                }
                self.groups.push(name);
            }
        }
        let mut text = head
            + &format!("#[derive(Clone, Debug, PartialEq, {derive})]\n")
            + &attributes.lines("");
        let _ = writeln!(text, "pub struct {name} {{");
        for ((index, field), ident) in schema.fields.iter().enumerate().zip(&fields) {
            let is_grouped = schema.groups.iter().any(|group| group.members.contains(&index));
            let is_optional = is_grouped || field.presence != Presence::Required;
            let ty =
                if boxed.contains(&index) { "Box<str>".to_owned() } else { self.ty(field, name) };
            let ty = if is_optional { format!("Option<{ty}>") } else { ty };
            text += &docs(&field.description, "    ");
            text += &field_attributes(field, ident, key == Some(index)).lines("    ");
            let _ = writeln!(text, "    pub {ident}: {ty},");
        }
        text + "}\n"
    }

    /// The type of a field, but for its presence.
    fn ty(&mut self, field: &FieldSchema, owner: &str) -> String {
        let element = match &field.kind {
            Kind::Enum(values) => self.enumeration(field, values, owner),
            Kind::Integer => "i64".to_owned(),
            Kind::Number => "alipay_notify::decode::Number".to_owned(),
            Kind::Boolean => "bool".to_owned(),
            Kind::Object(schema) => self.nested(field, schema, field.repeated, owner),
            Kind::Json(JsonText { repeated, content: Some(schema) }) => {
                let element = self.nested(field, schema, field.repeated || *repeated, owner);
                let content = if *repeated { format!("Vec<{element}>") } else { element };
                // Of one text `#[alipay(json)]` says what it is.
                if field.repeated {
                    format!("alipay_notify::decode::Json<{content}>")
                } else {
                    content
                }
            }
            _ => "String".to_owned(),
        };
        if field.repeated { format!("Vec<{element}>") } else { element }
    }

    fn enumeration(&mut self, field: &FieldSchema, values: &[EnumValue], owner: &str) -> String {
        let wanted = names::wanted(field, field.repeated);
        match self.types.claim(&wanted, owner, Definition::Enum(values.to_vec())) {
            Claim::Shared(name) => name,
            Claim::Fresh(name, place) => {
                self.types.fill(place, enum_text(&name, field, values));
                name
            }
        }
    }

    fn nested(
        &mut self,
        field: &FieldSchema,
        schema: &ObjectSchema,
        repeated: bool,
        owner: &str,
    ) -> String {
        let wanted = names::wanted(field, repeated);
        match self.types.claim(&wanted, owner, Definition::Object(schema.clone())) {
            Claim::Shared(name) => name,
            Claim::Fresh(name, place) => {
                let what = if repeated { "An element of" } else { "What is in" };
                let head = format!("/// {what} `{}`.\n", field.name);
                let attributes = Attributes::default();
                let item =
                    Item { name: &name, derive: "AlipayObject", head, attributes, key: None };
                let text = self.object(item, schema);
                self.types.fill(place, text);
                name
            }
        }
    }
}

fn field_attributes(field: &FieldSchema, ident: &str, is_key: bool) -> Attributes {
    let mut attributes = Attributes::default();
    if ident.trim_start_matches("r#") != field.name {
        attributes.value("rename", &field.name);
    }
    attributes.value("title", &field.title);
    if let Some(limit) = field.max_len {
        attributes.push(format!("max_len = {limit}"));
    }
    let is_json =
        !field.repeated && matches!(field.kind, Kind::Json(JsonText { content: Some(_), .. }));
    let conditional = field.presence == Presence::Conditional;
    for (flag, is_set) in
        [("conditional", conditional), ("json", is_json), ("idempotency_key", is_key)]
    {
        if is_set {
            attributes.push(flag.to_owned());
        }
    }
    attributes
}

fn enum_text(name: &str, field: &FieldSchema, values: &[EnumValue]) -> String {
    let mut text = format!(
        "/// The values of `{}`.\n#[derive(Clone, Debug, PartialEq, AlipayEnum)]\npub enum {name} {{\n",
        field.name
    );
    let mut taken = vec![names::OTHER.to_owned()];
    let mut seen: Vec<&str> = Vec::new();
    for EnumValue { value, title } in values {
        // In messages letter case does not count, so such a value is there already.
        if seen.iter().any(|other| other.eq_ignore_ascii_case(value)) {
            continue;
        }
        seen.push(value);
        let variant = names::variant(value).unwrap_or_else(|| "Value".to_owned());
        let variant = names::distinct(&variant, |name| taken.iter().any(|other| other == name), "");
        let mut attributes = Attributes::default();
        if names::implied_value(&variant) != **value {
            attributes.push(format!("value = {}", literal(value)));
        }
        attributes.value("title", title);
        let _ = writeln!(text, "{}    {variant},", attributes.lines("    "));
        taken.push(variant);
    }
    text + "    #[alipay(other)]\n    Other(String),\n}\n"
}
