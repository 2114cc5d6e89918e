//! What all pages have.

use maud::{DOCTYPE, Markup, html};

use super::files::{COPY, INDEX, Page, SEARCH, SEARCH_DATA, STYLE};
use super::groups::{Group, Groups, short_name};
use super::text;
use crate::lang::{self, say};

/// Nothing but the site's own style and scripts, should a text from a specification ever get out of
/// its place.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'";

/// A whole page: that of a message, or the list of all, which alone has the `data` that is
/// searched.
pub(super) fn page(
    title: &str,
    groups: &Groups<'_>,
    current: Option<&Page<'_>>,
    main: &Markup,
) -> Markup {
    let is_index = current.is_none();
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
                @if !is_index { script defer src=(COPY) {} }
            }
            body {
                a class="skip" href="#content" { (say!("Skip to the content", "跳到正文")) }
                header {
                    nav aria-label=(say!("Site", "网站")) {
                        a href=(INDEX) aria-current=[is_index.then_some("page")] { (site_title()) }
                    }
                }
                div class="frame" {
                    (sidebar(groups, current))
                    main id="content" data-copy=(say!("Copy", "复制"))
                        data-copied=(say!("Copied", "已复制")) { (main) }
                }
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

/// All groups, and of the current one all messages. A phone has no room for it; the list of
/// messages says the same.
fn sidebar(groups: &Groups<'_>, current: Option<&Page<'_>>) -> Markup {
    html! {
        nav class="sidebar" aria-label=(say!("Messages", "消息")) {
            ul {
                @for group in groups.iter() {
                    li {
                        a class="group" href={ (INDEX) "#" (group.anchor) } {
                            (text::name(&group.title))
                        }
                        @if let Some(page) = current.filter(|page| group.has(page)) {
                            (messages(group, page))
                        }
                    }
                }
            }
        }
    }
}

fn messages(group: &Group<'_>, current: &Page<'_>) -> Markup {
    html! {
        ul {
            @for page in &group.pages {
                li {
                    a href=(page.file)
                        aria-current=[(page.file == current.file).then_some("page")] {
                        (text::name(short_name(page.schema)))
                    }
                }
            }
        }
    }
}

pub(super) fn site_title() -> String {
    say!("Alipay messages", "支付宝消息")
}
