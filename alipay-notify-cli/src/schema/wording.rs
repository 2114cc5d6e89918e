//! What a specification says, in words.

use alipay_notify_schema::{
    Family, FieldSchema, Format, Group, GroupRule, JsonText, Kind, MessageSchema, Presence,
};

use crate::lang::{self, Language, say};

/// The document's own label in Chinese, the description in English; the other one where there is
/// only that.
pub(crate) fn label<'t>(title: &'t str, description: &'t str) -> &'t str {
    let (first, second) = match lang::current() {
        Language::Chinese => (title, description),
        Language::English => (description, title),
    };
    if first.is_empty() { second } else { first }
}

/// All that a file says of something. Of what is built in the label is enough in Chinese: the
/// descriptions are this project's, in English.
pub(super) fn said<'t>(title: &'t str, description: &'t str, is_built_in: bool) -> Vec<&'t str> {
    let is_label_enough = match lang::current() {
        Language::Chinese => is_built_in,
        Language::English => !description.chars().any(is_chinese),
    };
    let mut said = vec![title, description];
    if is_label_enough || title == description {
        said = vec![label(title, description)];
    }
    said.retain(|text| !text.is_empty());
    said
}

pub(super) fn is_chinese(ch: char) -> bool {
    matches!(ch, '\u{4e00}'..='\u{9fff}')
}

/// Whether a member must be there, in the words of both languages, by which it is found.
pub(super) fn presence_terms(presence: Presence, group: Option<&Group>) -> String {
    let alone = match presence {
        Presence::Required => "required 必选",
        Presence::Optional => "optional 可选",
        Presence::Conditional => "conditional 特殊可选",
    };
    let Some(Group { rule, members, .. }) = group else { return alone.to_owned() };
    let among = match (rule, members.len()) {
        (GroupRule::ExactlyOne, 2) => "exactly one of two 二选一".to_owned(),
        (GroupRule::ExactlyOne, count) => {
            format!("exactly one of {count} {count} 选一 {count}选一")
        }
        (GroupRule::AtLeastOne, _) => "at least one 至少选一".to_owned(),
    };
    match presence {
        Presence::Conditional => format!("{among} {alone}"),
        Presence::Required | Presence::Optional => among,
    }
}

/// Whether a member must be there. The documents' own words in Chinese.
pub(super) fn presence(presence: Presence, group: Option<&Group>) -> String {
    let alone = match presence {
        Presence::Required => say!("required", "必选"),
        Presence::Optional => say!("optional", "可选"),
        Presence::Conditional => say!("conditional", "特殊可选"),
    };
    let Some(Group { rule, members, .. }) = group else { return alone };
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
        GroupRule::AtLeastOne => {
            say!("At least one of {names} is present.", "{names} 至少出现其中一个。")
        }
    }
}

/// The name of what identifies a message, if anything does.
pub(super) fn key(schema: &MessageSchema) -> Option<&str> {
    match (schema.idempotency_field(), schema.family) {
        (Some(field), _) => Some(&field.name),
        (None, Family::Message | Family::Notify) => Some("notify_id"),
        (None, Family::Service) => None,
    }
}

/// What identifies a message, as a sentence.
pub(super) fn identity(name: Option<&str>) -> String {
    let Some(name) = name else {
        return say!(
            "Nothing tells its deliveries apart: there is no notify_id, and no field is marked.",
            "无法识别重复投递：没有 notify_id，也没有标明任何字段。"
        );
    };
    say!(
        "Deliveries to one app with the same {name} are the same message.",
        "同一应用收到的投递，{name} 相同即为同一条消息。"
    )
}

/// What a value is: `string`, `object[]` for a list of objects, `string(JSON object[])` for a text
/// that holds one. The same in every language.
pub(super) fn kind(field: &FieldSchema) -> String {
    let list = |repeated| if repeated { "[]" } else { "" };
    let one = match &field.kind {
        Kind::String | Kind::Enum(_) => "string".to_owned(),
        Kind::Format(format) => format!("string({})", format.keyword()),
        Kind::Json(JsonText { content: None, .. }) => "string(JSON)".to_owned(),
        Kind::Json(JsonText { content: Some(_), repeated, .. }) => {
            format!("string(JSON object{})", list(*repeated))
        }
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Object(_) => "object".to_owned(),
        other => other.json_type().to_string(),
    };
    one + list(field.repeated)
}

/// The type of a field.
pub(super) fn type_of(field: &FieldSchema) -> String {
    if field.repeated { list_of(&field.kind) } else { one(&field.kind) }
}

fn one(kind: &Kind) -> String {
    match kind {
        Kind::String => say!("string", "字符串"),
        Kind::Format(Format::Yuan) => say!("amount in yuan", "金额（元）"),
        Kind::Format(Format::BeijingTime) => say!("Beijing time", "北京时间"),
        Kind::Enum(_) => say!("enum", "枚举"),
        Kind::Json(json) => match (&json.content, json.repeated) {
            (None, _) => say!("string of JSON", "JSON 字符串"),
            (Some(_), false) => say!("string of JSON: an object", "JSON 字符串：对象"),
            (Some(_), true) => say!("string of JSON: a list of objects", "JSON 字符串：对象数组"),
        },
        Kind::Integer => say!("integer", "整数"),
        Kind::Number => say!("number", "数字"),
        Kind::Boolean => say!("boolean", "布尔值"),
        Kind::Object(_) => say!("object", "对象"),
        // The model may grow.
        other => other.json_type().to_string(),
    }
}

fn list_of(kind: &Kind) -> String {
    match kind {
        Kind::String => say!("list of strings", "字符串数组"),
        Kind::Format(Format::Yuan) => say!("list of amounts in yuan", "金额（元）数组"),
        Kind::Format(Format::BeijingTime) => say!("list of Beijing times", "北京时间数组"),
        Kind::Enum(_) => say!("list of enums", "枚举数组"),
        Kind::Json(_) => say!("list of strings of JSON", "JSON 字符串数组"),
        Kind::Integer => say!("list of integers", "整数数组"),
        Kind::Number => say!("list of numbers", "数字数组"),
        Kind::Boolean => say!("list of booleans", "布尔值数组"),
        Kind::Object(_) => say!("list of objects", "对象数组"),
        other => {
            let element = other.json_type();
            say!("list: {element}", "数组：{element}")
        }
    }
}

/// The longest text that a field may have.
pub(super) fn limit(field: &FieldSchema) -> Option<String> {
    let most = field.max_len?;
    Some(match (field.repeated, most) {
        (false, 1) => say!("at most 1 character", "最多 1 个字符"),
        (false, _) => say!("at most {most} characters", "最多 {most} 个字符"),
        (true, 1) => say!("each at most 1 character", "每项最多 1 个字符"),
        (true, _) => say!("each at most {most} characters", "每项最多 {most} 个字符"),
    })
}

/// What stands before the names of a group's members.
pub(super) fn rule(rule: GroupRule) -> String {
    match rule {
        GroupRule::ExactlyOne => say!("Exactly one of ", "以下字段必须且只能出现一个："),
        GroupRule::AtLeastOne => say!("At least one of ", "以下字段至少出现一个："),
    }
}

/// What stands before a name of a list: `a, b and c`.
pub(super) fn separator(index: usize, count: usize) -> String {
    match index {
        0 => String::new(),
        _ if index + 1 == count => say!(" and ", "、"),
        _ => say!(", ", "、"),
    }
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
