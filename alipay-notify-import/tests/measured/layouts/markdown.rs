//! The Markdown of a page.

use super::{COLUMNS, parameters};
use crate::model::{Field, GROUP, Page};

pub(super) fn document(page: &Page) -> String {
    let heading = format!("| {} |\n| {} |\n", COLUMNS.join(" | "), ["---"; 6].join(" | "));
    let mut text = format!("# {}\n\n## 公共请求参数\n\n{heading}", page.title);
    for [name, kind, length, description, example] in parameters(page) {
        text += &format!("| {name} | {kind} | 必选 | {length} | {description} | {example} |\n");
    }
    text += &format!("\n## 消息属性\n\n{heading}");
    rows(page, &page.fields, 0, &mut text);
    let sample =
        serde_json::to_string_pretty(&crate::model::sample(&page.fields)).expect("it is JSON");
    text += &format!(
        "\n## 消息示例\n\n```json\n{sample}\n```\n\n## 常见问题\n\n| 参数 | 描述 |\n| --- | --- |\n| x | y |\n"
    );
    text
}

fn rows(page: &Page, fields: &[Field], depth: usize, text: &mut String) {
    let mut in_group = false;
    for field in fields {
        if field.is_grouped() && !in_group {
            *text += &format!("| {GROUP} | | | | | |\n");
        }
        in_group = field.is_grouped();
        let name = if page.seed.is_multiple_of(2) {
            format!("`{}`", field.name)
        } else {
            field.name.replace('_', "\\_")
        };
        let branch = match depth {
            0 => String::new(),
            _ => format!("{}└ ", "&nbsp;&nbsp;".repeat(depth - 1)),
        };
        let length = field.max_len.map_or("-".to_owned(), |length| length.to_string());
        *text += &format!(
            "| {branch}{name} | {} | {} | {length} | {}{} | {} |\n",
            field.type_word(),
            field.level_word(),
            field.description.replace('|', "\\|"),
            values(page, field),
            field.example
        );
        rows(page, field.members(), depth + 1, text);
    }
}

fn values(page: &Page, field: &Field) -> String {
    let values = field.values().iter();
    if field.values().is_empty() {
        String::new()
    } else if page.seed.is_multiple_of(2) {
        let values = values.map(|(value, label)| format!("`{value}`（{label}）"));
        format!("<br>取值：{}", values.collect::<Vec<_>>().join("、"))
    } else {
        let values = values.map(|(value, label)| format!("{label}: {value}"));
        format!("<br>枚举值：<br>{}", values.collect::<Vec<_>>().join("<br>"))
    }
}
