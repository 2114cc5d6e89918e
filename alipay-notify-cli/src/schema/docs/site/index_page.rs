//! The list of all messages, and their search.

use maud::{Markup, html};

use super::files::Page;
use super::groups::Groups;
use super::{layout, text};
use crate::lang::say;

pub(super) fn render(groups: &Groups<'_>) -> Markup {
    let title = layout::site_title();
    let main = html! {
        h1 { (title) }
        p {
            (say!(
                "What Alipay sends to a merchant, message by message.",
                "支付宝向商户投递的消息。"
            ))
        }
        (search(groups.pages().count()))
        div id="messages" {
            @for group in groups.iter() {
                section {
                    h2 id=(group.anchor) { (text::name(&group.title)) }
                    ul {
                        @for page in &group.pages { (item(page)) }
                    }
                }
            }
        }
    };
    layout::page(&title, groups, None, &main)
}

/// Hidden until the script is there that makes it work.
fn search(total: usize) -> Markup {
    html! {
        form id="finder" role="search" hidden {
            label for="search" { (say!("Search", "搜索")) }
            input id="search" type="search" autocomplete="off" spellcheck="false"
                aria-describedby="search-hint";
            p id="search-hint" {
                (say!(
                    "Names, labels, descriptions, fields and values; 二选一 finds what excludes \
                     each other.",
                    "可搜索消息名、名称、描述、字段和枚举值，也可搜索“二选一”等。"
                ))
                span class="keys" { " " (say!("Press ", "按 ")) kbd { "/" } (say!(
                    " to search.",
                    " 开始搜索。"
                )) }
            }
            // The script fills in how many it has found.
            output id="found" for="search" data-text=(say!(
                "{{}} of {total} messages",
                "共 {total} 条消息，匹配 {{}} 条"
            ))
                data-fields=(say!("Fields: ", "字段：")) {}
        }
    }
}

fn item(page: &Page<'_>) -> Markup {
    let schema = page.schema;
    html! {
        li {
            h3 { a href=(page.file) { (text::name(&schema.name)) } }
            (text::labelled("label", &schema.title))
            (text::labelled("description", &schema.description))
        }
    }
}
