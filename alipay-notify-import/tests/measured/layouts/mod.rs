//! The ways in which a page is copied or saved.

mod browser;
mod html;
mod markdown;
mod tabs;
mod tree;

use encoding_rs::GBK;

use crate::model::Page;

/// What a layout is called, and the file that it makes.
type Layout = (&'static str, fn(&Page) -> Vec<u8>);

pub(crate) const LAYOUTS: [Layout; 8] = [
    ("a browser's copy", |page| browser::lines(page).into_bytes()),
    ("one column", |page| browser::one_column(page).into_bytes()),
    ("tabs", |page| tabs::table(page).into_bytes()),
    ("Markdown", |page| markdown::document(page).into_bytes()),
    ("HTML", |page| html::document(page, "utf-8").into_bytes()),
    ("HTML in GBK", |page| GBK.encode(&html::document(page, "gbk")).0.into_owned()),
    ("UTF-16, from an editor", |page| utf_16(&browser::lines(page).replace('\n', "\r\n"))),
    ("JSON", |page| tree::document(page).into_bytes()),
];

fn utf_16(text: &str) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The rows of the common parameters: name, type, length, description, example.
fn parameters(page: &Page) -> [[&str; 5]; 4] {
    [
        ["notify_id", "String", "50", "通知ID", "5608cccc09ddb39d41c2e3c06e3d9fejh2"],
        ["msg_method", "String", "100", "消息接口名称", &page.method],
        ["app_id", "String", "20", "应用id", "2014060600164699"],
        ["biz_content", "String", "-", "消息报文", "参见消息属性"],
    ]
}

const COLUMNS: [&str; 6] = ["参数", "类型", "是否必选", "最大长度", "描述", "示例值"];
