//! What a specification says, in words.

use alipay_notify::schema::{FieldSchema, GroupRule, Kind};

use crate::lang::say;

/// The type of a field.
pub(super) fn type_of(field: &FieldSchema) -> String {
    if field.repeated { list_of(&field.kind) } else { one(&field.kind) }
}

fn one(kind: &Kind) -> String {
    match kind {
        Kind::String => say!("string", "字符串"),
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
        other => other.described().to_owned(),
    }
}

fn list_of(kind: &Kind) -> String {
    match kind {
        Kind::String => say!("list of strings", "字符串数组"),
        Kind::Enum(_) => say!("list of enums", "枚举数组"),
        Kind::Json(_) => say!("list of strings of JSON", "JSON 字符串数组"),
        Kind::Integer => say!("list of integers", "整数数组"),
        Kind::Number => say!("list of numbers", "数字数组"),
        Kind::Boolean => say!("list of booleans", "布尔值数组"),
        Kind::Object(_) => say!("list of objects", "对象数组"),
        other => {
            let element = other.described();
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
