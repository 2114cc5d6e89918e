//! Examples, put right where they break a group, and left out where they still break their schema.

use std::borrow::Cow;

use super::sample::Sample;
use super::warning::{Doubt, Warnings};
use alipay_notify_schema::json::quoted;
use alipay_notify_schema::json::{self, Member, Node, Value};
use alipay_notify_schema::path::join;
use alipay_notify_schema::{FieldSchema, GroupRule, Kind, MessageSchema, ObjectSchema};

/// How deeply the example of a message may be nested.
const MAX_DEPTH: usize = 24;

/// How deeply that of a field may be. A file of the dialect is read 64 levels deep, of which fields
/// take up to 42.
const MAX_DEPTH_IN_FIELD: usize = 16;

/// The sample message as an example of its schema.
pub(super) fn of_message(
    schema: &MessageSchema,
    sample: &Sample,
    warnings: &mut Warnings,
) -> Option<String> {
    let line = sample.line(&sample.root);
    if depth(&sample.root) > MAX_DEPTH {
        warnings.message(line, Doubt::TooLarge);
        return None;
    }
    let Value::Object(members) = &sample.root.value else { return None };
    let mut trimmer = Trimmer { text: sample.text(), dropped: Vec::new() };
    let text = trimmer.object(members, Some(&schema.content), "");
    for dropped in trimmer.dropped {
        warnings.push(sample.line_at(dropped.at), &dropped.path, dropped.doubt);
    }
    let violations = schema.check(&text).ok()?;
    if !violations.is_empty() {
        warnings.message(line, Doubt::ExampleRejected { violations });
        return None;
    }
    Some(text)
}

/// An example of a field, as its schema has it: the text of a string, or the JSON of anything else.
pub(super) fn of_field(
    schema: &FieldSchema,
    path: &str,
    (line, text): (usize, &str),
    warnings: &mut Warnings,
) -> Option<Cow<'static, str>> {
    let is_text = schema.kind.is_text();
    let (example, json) = if is_text && !schema.repeated {
        (text.to_owned(), quoted(text))
    } else {
        let json = literal(schema, path, (line, text), warnings)?;
        (json.clone(), json)
    };
    match schema.check(&json) {
        Ok(violations) if violations.is_empty() => Some(Cow::Owned(example)),
        Ok(violations) => {
            warnings.push(line, path, Doubt::ExampleRejected { violations });
            None
        }
        Err(_) => {
            warnings.push(line, path, Doubt::ExampleNotJson);
            None
        }
    }
}

/// An example that is JSON. That of a list may be that of an element.
fn literal(
    schema: &FieldSchema,
    path: &str,
    (line, text): (usize, &str),
    warnings: &mut Warnings,
) -> Option<String> {
    let is_text = schema.kind.is_text();
    let mut read = json::read_strict(text).ok().map(|node| (text.to_owned(), node));
    let is_list = |read: &Option<(String, Node)>| {
        matches!(read, Some((_, Node { value: Value::Array(_), .. })))
    };
    if schema.repeated && !is_list(&read) && (is_text || read.is_some()) {
        let element = if is_text { format!("[{}]", quoted(text)) } else { format!("[{text}]") };
        read = json::read_strict(&element).ok().map(|node| (element, node));
        warnings.push(line, path, Doubt::ExampleOfElement);
    }
    let Some((text, node)) = read.filter(|(_, node)| depth(node) <= MAX_DEPTH_IN_FIELD) else {
        warnings.push(line, path, Doubt::ExampleNotJson);
        return None;
    };
    let mut trimmer = Trimmer { text: &text, dropped: Vec::new() };
    let trimmed = trimmer.value(&node, Some(schema), path);
    for Dropped { path, doubt, .. } in trimmer.dropped {
        warnings.push(line, &path, doubt);
    }
    Some(trimmed)
}

fn depth(node: &Node) -> usize {
    match &node.value {
        Value::Array(elements) => 1 + elements.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => {
            1 + members.iter().map(|member| depth(&member.node)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// Writes an example again, without the members that its groups do not permit.
struct Trimmer<'t> {
    text: &'t str,
    dropped: Vec<Dropped>,
}

struct Dropped {
    at: usize,
    path: String,
    doubt: Doubt,
}

impl Trimmer<'_> {
    fn object(&mut self, members: &[Member], schema: Option<&ObjectSchema>, path: &str) -> String {
        let superfluous = schema.map(|schema| superfluous(members, schema)).unwrap_or_default();
        let mut written = Vec::new();
        for member in members {
            let path = join(path, &member.name);
            if let Some((_, kept)) = superfluous.iter().find(|(name, _)| *name == member.name) {
                let doubt = Doubt::GroupMemberDropped { kept: kept.clone() };
                self.dropped.push(Dropped { at: member.node.span.start, path, doubt });
                continue;
            }
            let field =
                schema.and_then(|schema| schema.field(&member.name)).map(|(_, field)| field);
            written.push(format!(
                "{}:{}",
                quoted(&member.name),
                self.value(&member.node, field, &path)
            ));
        }
        format!("{{{}}}", written.join(","))
    }

    fn value(&mut self, node: &Node, field: Option<&FieldSchema>, path: &str) -> String {
        match &node.value {
            Value::Array(elements) => {
                let elements: Vec<_> =
                    elements.iter().map(|element| self.value(element, field, path)).collect();
                format!("[{}]", elements.join(","))
            }
            Value::Object(members) => {
                let schema = field.and_then(|field| match &field.kind {
                    Kind::Object(schema) => Some(&**schema),
                    _ => None,
                });
                self.object(members, schema, path)
            }
            _ => node.text(self.text).to_owned(),
        }
    }
}

/// The members beyond the one that each exactly-one group permits, with the one that stays:
/// `open_id`, which is to replace the others in time, or else the first on the page.
fn superfluous(members: &[Member], schema: &ObjectSchema) -> Vec<(String, String)> {
    let mut superfluous = Vec::new();
    for group in schema.groups.iter().filter(|group| group.rule == GroupRule::ExactlyOne) {
        let is_present = |name: &str| {
            members
                .iter()
                .any(|member| member.name == name && !matches!(member.node.value, Value::Null))
        };
        let present: Vec<&str> =
            schema.members(group).map(|name| &**name).filter(|name| is_present(name)).collect();
        let Some(kept) = present.iter().find(|name| **name == "open_id").or(present.first()) else {
            continue;
        };
        let others = present.iter().filter(|name| *name != kept);
        superfluous.extend(others.map(|name| ((*name).to_owned(), (*kept).to_owned())));
    }
    superfluous
}
