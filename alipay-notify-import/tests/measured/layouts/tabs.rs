//! A table between tabs, whose rows are indented for their depth: old pages, and spreadsheets.

use super::parameters;
use crate::model::{Field, GROUP, Page};
use alipay_notify_schema::Presence;

const COLUMNS: &str = "参数\t类型\t是否必填\t最大长度\t描述\t示例值\n";

pub(super) fn table(page: &Page) -> String {
    let mut text = format!("{}\n{}\n公共参数\n{COLUMNS}", page.method, page.title);
    for [name, kind, length, description, example] in parameters(page) {
        text += &format!("{name}\t{kind}\t是\t{length}\t{description}\t{example}\n");
    }
    text += &format!("消息属性\n{COLUMNS}");
    rows(&page.fields, 0, &mut text);
    text += &format!("消息示例\n{}\n", crate::model::sample(&page.fields));
    text
}

fn rows(fields: &[Field], depth: usize, text: &mut String) {
    let mut in_group = false;
    for field in fields {
        if field.is_grouped() && !in_group {
            *text += &format!("{GROUP}\n");
        }
        in_group = field.is_grouped();
        let length = field.max_len.map_or("-".to_owned(), |length| length.to_string());
        let level = match field.level {
            Some(Presence::Required) => "是",
            Some(Presence::Optional) => "否",
            _ => field.level_word(),
        };
        let values = field.values().iter().map(|(value, label)| format!("{value}-{label}"));
        let values = values.collect::<Vec<_>>().join("；");
        let list =
            if values.is_empty() { String::new() } else { format!("。枚举值：{values}") };
        let indent = "  ".repeat(depth);
        *text += &format!(
            "{indent}{}\t{}\t{level}\t{length}\t{}{list}\t{}\n",
            field.name,
            field.type_word(),
            field.description,
            field.example
        );
        rows(field.members(), depth + 1, text);
    }
}
