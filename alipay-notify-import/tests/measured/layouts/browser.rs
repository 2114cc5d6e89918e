//! What a browser copies of the documentation's page, as a text.

use super::{COLUMNS, parameters};
use crate::model::{Field, GROUP, Kind, Page};

/// The heads of fields on a line each.
pub(super) fn lines(page: &Page) -> String {
    document(page, |field| {
        format!("{}|{}{}{}", field.name, field.label, field.level_word(), written(field))
    })
}

/// The cells of heads on a line each.
pub(super) fn one_column(page: &Page) -> String {
    document(page, |field| {
        let cells =
            [&*field.name, &*field.label, field.level_word(), &*written(field)].map(str::to_owned);
        cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\n")
    })
}

fn document(page: &Page, head: fn(&Field) -> String) -> String {
    let mut text = format!(
        "通用场景\n{}\n公共请求参数\n{} |\n---|---|---|---|---|---|\n",
        page.title,
        COLUMNS.join(" | ")
    );
    for [name, kind, length, description, example] in parameters(page) {
        text += &format!("{name} | {kind} | 必选 | {length} | {description} | {example} |\n");
    }
    text += "消息属性\n";
    fields(&page.fields, head, &mut text);
    text += &format!(
        "消息示例\n默认示例\n{}\n说明:notify_url是应用网关地址\n通知应答\n响应报文 | 描述 | 是否重试 |\n---|---|---|\n\
         success | 消息处理成功 | 否 |\nfail | 消息处理失败 | 是 |\n接口工具\n",
        page.request()
    );
    text
}

fn fields(fields: &[Field], head: fn(&Field) -> String, text: &mut String) {
    let mut in_group = false;
    for field in fields {
        if field.is_grouped() && !in_group {
            *text += &format!("{GROUP}\n");
        }
        in_group = field.is_grouped();
        *text += &format!("{}\n【描述】{}\n", head(field), field.description);
        if let Kind::Enum(values) = &field.kind {
            *text += "【枚举值】\n";
            for (value, label) in values {
                *text += &format!("{label}: {value}\n");
            }
        }
        if !field.example.is_empty() {
            *text += &format!("【示例值】{}\n", field.example);
        }
        self::fields(field.members(), head, text);
    }
}

/// The type with its length, or its range.
fn written(field: &Field) -> String {
    let word = field.type_word();
    match (&field.kind, field.max_len) {
        (Kind::Text, Some(length)) if length > 64 => format!("string[0,{length}]"),
        (Kind::Text, Some(length)) if length > 16 => format!("string[1,{length}]"),
        (Kind::Texts, Some(length)) => format!("string({length})[]"),
        (Kind::Textual("price"), _) => "price[0.01,100000000]".to_owned(),
        (_, Some(length)) => format!("{word}({length})"),
        _ => word,
    }
}
