//! What a specification says, in words.

use alipay_notify::schema::{FieldSchema, Group, GroupRule, JsonText, Kind, Presence};

use crate::lang::{Language, say};

/// The document's own label or the description, whichever is wanted; the other one where there is only that.
pub(super) fn label<'t>(title: &'t str, description: &'t str, wanted: Language) -> &'t str {
    let (first, second) = match wanted {
        Language::Chinese => (title, description),
        Language::English => (description, title),
    };
    if first.is_empty() { second } else { first }
}

/// Whether a member must be there. The documents' own words in Chinese.
pub(super) fn presence(presence: Presence, group: Option<&Group>) -> String {
    let alone = match presence {
        Presence::Required => say!("required", "必选"),
        Presence::Optional => say!("optional", "可选"),
        Presence::Conditional => say!("conditional", "特殊可选"),
    };
    let Some(Group { rule, members }) = group else { return alone };
    let among = match (rule, members.len()) {
        (GroupRule::ExactlyOne, 2) => say!("one of two", "二选一"),
        (GroupRule::ExactlyOne, members) => say!("one of {members}", "{members} 选一"),
        (GroupRule::AtLeastOne, _) => say!("at least one", "至少选一"),
    };
    match presence {
        Presence::Conditional => say!("{among}, {alone}", "{among}、{alone}"),
        Presence::Required | Presence::Optional => among,
    }
}

/// A group of these members as a sentence.
pub(super) fn group(rule: GroupRule, members: &[String]) -> String {
    let names = listed(members);
    match rule {
        GroupRule::ExactlyOne => {
            say!("Exactly one of {names} is present.", "{names} 必须且只能出现其中一个。")
        }
        GroupRule::AtLeastOne => say!("At least one of {names} is present.", "{names} 至少出现其中一个。"),
    }
}

/// What tells messages apart, as a sentence.
pub(super) fn identity(name: &str) -> String {
    say!(
        "Deliveries to one app with the same {name} are the same message.",
        "同一应用收到的投递，{name} 相同即为同一条消息。"
    )
}

/// What a value is: `string`, `object[]` for a list of objects, `string(JSON object[])` for a text that holds one.
/// The same in every language.
pub(super) fn kind(field: &FieldSchema) -> String {
    let list = |repeated| if repeated { "[]" } else { "" };
    let one = match &field.kind {
        Kind::String | Kind::Enum(_) => "string".to_owned(),
        Kind::Json(JsonText { content: None, .. }) => "string(JSON)".to_owned(),
        Kind::Json(JsonText { content: Some(_), repeated }) => {
            format!("string(JSON object{})", list(*repeated))
        }
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Object(_) => "object".to_owned(),
        other => other.described().to_owned(),
    };
    one + list(field.repeated)
}

/// `a, b and c`, or `a、b 和 c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => {
            let others = others.join(&say!(", ", "、"));
            say!("{others} and {last}", "{others} 和 {last}")
        }
    }
}
