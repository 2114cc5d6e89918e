//! The documentation of what the derive writes, from what the schema says.

use alipay_notify_schema::{EnumValue, GroupRule, Presence};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

use crate::model::{Choice, FieldSpec, Label, Message, ObjectSpec, Said, Spec, WrittenType};

/// Documentation as it stands in a program: a `///` for each line.
pub(super) struct Docs(String);

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for line in self.0.lines() {
            let line = if line.is_empty() { String::new() } else { format!(" {line}") };
            tokens.extend(quote!(#[doc = #line]));
        }
    }
}

/// Examples longer than this say less than they take up.
const LONGEST_EXAMPLE: usize = 120;

/// What identifies a message, where that is a field of it.
pub(super) fn message(spec: &Spec) -> Option<Docs> {
    identified(spec).map(Docs)
}

/// The content of a message.
pub(super) fn content(message: &Message) -> Docs {
    let Spec { name, title, description, .. } = &message.spec;
    let mut reference = format!("The content of `{name}`, as [`{}`] specifies it.", message.ident);
    if let Some(identified) = identified(&message.spec) {
        reference.push_str("\n\n");
        reference.push_str(&identified);
    }
    introduced(title, description, reference)
}

fn identified(spec: &Spec) -> Option<String> {
    let name = &spec.content.fields.get(spec.idempotency_key?)?.name;
    Some(format!("Deliveries to one app with the same `{name}` are the same message."))
}

/// A field: what it means, then the rules it keeps.
pub(super) fn field(spec: &ObjectSpec, index: usize) -> Docs {
    let field = &spec.fields[index];
    let introduction = introduction(&field.title, &field.description)
        .unwrap_or_else(|| format!("The member `{}`.", field.name));
    let rules = [
        presence(spec, field, index),
        field.max_len.map(|limit| format!("At most {limit} characters.")),
        field
            .examples
            .first()
            .and_then(|example| code(example))
            .map(|code| format!("For example {code}.")),
    ];
    let rules: Vec<_> = rules.into_iter().flatten().collect();
    Docs(if rules.is_empty() {
        introduction
    } else {
        format!("{introduction}\n\n{}", rules.join(" "))
    })
}

/// The type of a field.
pub(super) fn of_field(label: &Label, ty: &WrittenType) -> Docs {
    let reference = match ty {
        WrittenType::Enum(_) => format!("The values of `{}`.", label.name),
        WrittenType::Object(..) => format!("The object in `{}`.", label.name),
    };
    introduced(&label.title, &label.description, reference)
}

/// A variant: its label, and the value it stands for.
pub(super) fn variant(value: &EnumValue) -> Docs {
    let wire = code(&value.value).unwrap_or_default();
    introduced(&value.title, "", format!("{wire} on the wire."))
}

/// The enum of an exactly-one group.
pub(super) fn choice(choice: &Choice) -> Docs {
    Docs(format!("The one that is present of {}.", members(choice)))
}

/// The method that returns the one.
pub(super) fn method(choice: &Choice) -> Docs {
    Docs(format!("The one of {} that is present; `None` unless exactly one is.", members(choice)))
}

fn members(choice: &Choice) -> String {
    listed(choice.members.iter().map(|member| member.field.unraw().to_string()))
}

/// What something is called and means, then what it is to the program.
fn introduced(title: &str, description: &str, reference: String) -> Docs {
    Docs(match introduction(title, description) {
        Some(introduction) => format!("{introduction}\n\n{reference}"),
        None => reference,
    })
}

fn introduction(title: &str, description: &str) -> Option<String> {
    let title = escaped(title.trim().trim_end_matches(['.', '。']));
    match (title.as_str(), description.trim()) {
        ("", "") => None,
        ("", description) => Some(description.to_owned()),
        (title, "") => Some(format!("{title}.")),
        (title, description) => Some(format!("{title}. {description}")),
    }
}

fn presence(spec: &ObjectSpec, field: &FieldSpec, index: usize) -> Option<String> {
    if let Some(group) = spec.groups.iter().find(|group| group.members.contains(&index)) {
        let members = listed(
            group.members.iter().filter_map(|index| Some(spec.fields.get(*index)?.name.clone())),
        );
        return Some(match group.rule {
            GroupRule::ExactlyOne => format!("Exactly one of {members} is present."),
            GroupRule::AtLeastOne => format!("At least one of {members} is present."),
        });
    }
    match field.presence {
        Said::Here(Presence::Optional) => Some("May be absent.".to_owned()),
        Said::Here(Presence::Conditional) => Some("Conditional (特殊可选).".to_owned()),
        Said::Here(Presence::Required) | Said::ByType(_) => None,
    }
}

/// `a`, `b` and `c`.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
        None => String::new(),
    }
}

/// A text as code, fenced by more backticks than it holds in a row; none for what would fill the
/// page.
fn code(text: &str) -> Option<String> {
    if text.chars().count() > LONGEST_EXAMPLE
        || text.contains(char::is_control)
        || text.trim().is_empty()
    {
        return None;
    }
    let longest_run = text.split(|other| other != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest_run + 1);
    let space = if longest_run == 0 { "" } else { " " };
    Some(format!("{fence}{space}{text}{space}{fence}"))
}

/// A label, which is plain text, so that nothing in it becomes a link, a tag or emphasis.
fn escaped(label: &str) -> String {
    let mut escaped = String::with_capacity(label.len());
    for character in label.chars() {
        if matches!(character, '\\' | '[' | ']' | '<' | '>' | '*' | '_' | '`') {
            escaped.push('\\');
        }
        escaped.push(if character.is_control() { ' ' } else { character });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_plain_text() {
        assert_eq!(
            introduction("a [b] <c>。", "See `d`."),
            Some("a \\[b\\] \\<c\\>. See `d`.".to_owned())
        );
        assert_eq!(introduction(" ", ""), None);
    }

    #[test]
    fn code_survives_backticks() {
        assert_eq!(code("0001").as_deref(), Some("`0001`"));
        assert_eq!(code("a`b").as_deref(), Some("`` a`b ``"));
        assert_eq!(code(&"a".repeat(200)), None);
    }

    #[test]
    fn lists() {
        let names = |names: &[&str]| listed(names.iter().map(ToString::to_string));
        assert_eq!(names(&["a"]), "`a`");
        assert_eq!(names(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
