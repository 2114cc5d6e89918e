//! A page as a browser saves it.

use super::{COLUMNS, parameters};
use crate::model::{Field, GROUP, Page};

pub(super) fn document(page: &Page, charset: &str) -> String {
    let headings: String = COLUMNS.iter().map(|column| format!("<th>{column}</th>")).collect();
    let heading = format!("<thead>\n<tr>{headings}</tr></thead>");
    let mut text = format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"{charset}\"><title>{0} - 文档</title>\n\
         <script>var menu = \"<td>消息属性</td>\";</script>\
         <style>td > p {{ margin: 0 }}</style></head>\n\
         <body><nav><ul><li>首页</li><li>产品</li></ul></nav><h1>{0}</h1>\n<h2>公共请求参数</h2>\n\
         <table>{heading}<tbody>\n",
        page.title
    );
    for [name, kind, length, description, example] in parameters(page) {
        let cells = [name, kind, "必选", length, description, example];
        text += &format!("<tr>{}</tr>\n", cells.map(|cell| format!("<td>{cell}</td>")).concat());
    }
    text += &format!("</tbody></table>\n<h2>消息属性</h2>\n<table>{heading}<tbody>\n");
    rows(page, &page.fields, 0, &mut text);
    text += &format!(
        "</tbody></table>\n<h2>消息示例</h2><pre><code>{}</code></pre>\n\
         <h2>接口工具</h2>\n<p>下载</p></body></html>\n",
        escaped(&page.request())
    );
    text
}

fn rows(page: &Page, fields: &[Field], depth: usize, text: &mut String) {
    let mut in_group = false;
    for field in fields {
        if field.is_grouped() && !in_group {
            *text += &format!("<tr><td colspan=\"6\"><b>{GROUP}</b></td></tr>\n");
        }
        in_group = field.is_grouped();
        let name = match (page.seed % 3, depth) {
            (_, 0) => format!("<td>{}</td>", field.name),
            (0, _) => {
                format!("<td>{}└ <code>{}</code></td>", "&nbsp;".repeat(4 * depth), field.name)
            }
            (1, _) => {
                format!("<td style=\"padding-left: {}px\">{}</td>", 16 + 24 * depth, field.name)
            }
            _ => format!("<td>\n      {} {}\n    </td>", "- ".repeat(depth).trim(), field.name),
        };
        let length = field.max_len.map_or("-".to_owned(), |length| length.to_string());
        let values = field
            .values()
            .iter()
            .map(|(value, label)| format!("<p>{}: {value}</p>", escaped(label)));
        let values: String = values.collect();
        let list =
            if values.is_empty() { values } else { format!("<p>【枚举值】</p>{values}") };
        let cells = [
            field.type_word(),
            field.level_word().to_owned(),
            length,
            format!("{}{list}", escaped(&field.description)),
            escaped(&field.example),
        ];
        let cells = cells.map(|cell| format!("\n    <td>{cell}</td>")).concat();
        *text += &format!("<tr>{name}{cells}\n</tr>\n");
        rows(page, field.members(), depth + 1, text);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
