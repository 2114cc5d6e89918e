//! What all pages have.

use maud::{DOCTYPE, Markup, html};

use super::files::{INDEX, SEARCH, SEARCH_DATA, STYLE};
use crate::lang::{self, say};

/// Nothing but the site's own style and scripts, should a text from a specification ever get out of
/// its place.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'";

/// A whole page. Only the index has the `data` that is searched.
pub(super) fn page(title: &str, is_index: bool, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang::current().tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content="alipay-notify schema docs";
                title { (title) }
                link rel="stylesheet" href=(STYLE);
                @if is_index { script defer src=(SEARCH_DATA) {} }
                script defer src=(SEARCH) {}
            }
            body {
                a class="skip" href="#content" { (say!("Skip to the content", "跳到正文")) }
                header {
                    nav aria-label=(say!("Site", "网站")) {
                        a href=(INDEX) aria-current=[is_index.then_some("page")] { (site_title()) }
                    }
                }
                main id="content" { (main) }
                footer {
                    p {
                        (say!("Made from the messages' schemas by ", "根据 schema 文件生成，所用命令："))
                        code { "alipay-notify schema docs" }
                    }
                }
            }
        }
    }
}

pub(super) fn site_title() -> String {
    say!("Alipay messages", "支付宝消息")
}
