//! The page. Its script fills in what the server hands out, always as text.

use alipay_notify_schema::{Family, MessageSchema};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::action::unsigned;
use super::inspector::Inspector;
use crate::lang::{self, say};
use crate::listen::{Ending, Listener};
use crate::schema::wording;

const STYLE: &str = concat!(include_str!("../../style/base.css"), include_str!("assets/style.css"));
const SCRIPT: &str = include_str!("assets/script.js");

/// The page, which may run its own script and ask its own server, and nothing else.
pub(super) fn answer(listener: &Listener, inspector: &Inspector) -> Response {
    let mut random = [0; 16];
    if getrandom::fill(&mut random).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let nonce = format!("{:032x}", u128::from_be_bytes(random));
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    let Ok(policy) = HeaderValue::from_str(&policy) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = page(&nonce, listener, inspector).into_string();
    ([(CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

fn page(nonce: &str, listener: &Listener, inspector: &Inspector) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang::current().tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (say!("Deliveries", "投递")) " – alipay-notify" }
                style nonce=(nonce) { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#deliveries" { (say!("Skip to the list", "跳到列表")) }
                header {
                    h1 { (say!("Deliveries", "投递")) }
                    label class="switch" {
                        input id="hide" type="checkbox" role="switch" autocomplete="off";
                        (say!("Hide all values", "隐藏所有值"))
                    }
                }
                main {
                    p id="gone" role="alert" hidden {
                        (say!(
                            "The command does not answer: it has ended, or the token of this page \
                             is not its own.",
                            "命令没有响应：已结束，或本页的令牌不属于它。"
                        ))
                    }
                    section id="list" aria-label=(say!("List", "列表")) {
                        (examples(listener, inspector))
                        (filters())
                        (deliveries())
                    }
                    p id="nothing" {
                        (say!(
                            "Choose a delivery to see what is in it.",
                            "选择一次投递以查看其内容。"
                        ))
                    }
                    (detail(inspector))
                }
                (templates())
                script nonce=(nonce) { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn filters() -> Markup {
    let families = Family::ALL.map(Family::parameter).into_iter().chain(["method"]);
    html! {
        form id="filter" role="search" aria-label=(say!("Filter", "筛选")) {
            label { (say!("Name", "名称"))
                input name="name" type="search" autocomplete="off" spellcheck="false"
                    aria-keyshortcuts="/";
            }
            label { (say!("Family", "类别"))
                select name="family" autocomplete="off" {
                    option value="" { (say!("all", "全部")) }
                    @for family in families { option { (family) } }
                }
            }
            label { (say!("Outcome", "结果"))
                select name="outcome" autocomplete="off" {
                    option value="" { (say!("all", "全部")) }
                    @for outcome in Ending::NAMES { option { (outcome) } }
                }
            }
        }
    }
}

fn deliveries() -> Markup {
    html! {
        p id="count"
            data-none=(say!("Nothing has come yet.", "尚未收到投递。"))
            data-all=(say!("Deliveries: {{wanted}}", "投递：{{wanted}} 次"))
            data-some=(say!("Deliveries: {{wanted}} of {{kept}}", "投递：{{kept}} 次中的 {{wanted}} 次"))
            data-lost=(say!("; older ones that were dropped: {{lost}}", "；已移出更早的 {{lost}} 次")) {}
        ol id="deliveries" tabindex="-1" {}
        p id="pages" {
            button id="newest" type="button" hidden { (say!("Newest", "最新")) } " "
            button id="older" type="button" hidden { (say!("Older", "更早")) }
        }
    }
}

fn examples(listener: &Listener, inspector: &Inspector) -> Markup {
    let schemas = || listener.decider.schemas.iter();
    html! {
        details id="examples" {
            summary { (say!("Send an example", "发送示例")) }
            @if inspector.examples.is_none() {
                p { (unsigned()) }
            } @else {
                form id="example" {
                    label { (say!("Message", "消息"))
                        select name="message" autocomplete="off" {
                            @for schema in schemas() { (example(schema)) }
                        }
                    }
                    label { (say!("To", "投递到"))
                        input name="to" value=(inspector.to()) spellcheck="false"
                            autocomplete="off";
                    }
                    button { (say!("Send", "发送")) }
                    (result())
                }
            }
        }
    }
}

fn example(schema: &MessageSchema) -> Markup {
    let value = format!("{} {}", schema.family.parameter(), schema.name);
    html! {
        option value=(value) {
            (schema.name) " " (wording::label(&schema.title, &schema.description))
        }
    }
}

fn detail(inspector: &Inspector) -> Markup {
    html! {
        article id="detail" aria-labelledby="title" hidden {
            p id="back" { a href="#" { (say!("Back to the list", "返回列表")) } }
            h2 id="title" tabindex="-1" data-slot="name" {}
            p data-slot="event" {}
            p id="verdict" data-slot="sentence" {}
            ul data-slot="hints" {}
            (facts())
            div id="actions" { (actions(inspector)) }
            (reply())
            section data-part="violations" {
                h3 { (say!("Breaks its specification", "不符合定义")) }
                ul data-slot="violations" {}
            }
            section data-part="content" {
                h3 { (say!("Content", "内容")) }
                ul class="tree" data-slot="content" {}
            }
            section data-part="parameters" {
                h3 { (say!("Parameters", "参数")) }
                dl data-slot="parameters" {}
            }
        }
    }
}

fn facts() -> Markup {
    let fact = |name: String, slot: &str| {
        html! { div data-part=(slot) { dt { (name) } dd data-slot=(slot) {} } }
    };
    html! {
        dl class="facts" {
            (fact(say!("Outcome", "结果"), "outcome"))
            (fact(say!("Received", "收到"), "at"))
            (fact(say!("Took", "耗时"), "took"))
            (fact(say!("Family", "类别"), "family"))
            (fact("ID".to_owned(), "id"))
            (fact(say!("Request", "请求"), "request"))
            (fact(say!("Content type", "内容类型"), "content_type"))
            (fact(say!("Bytes", "字节"), "bytes"))
        }
    }
}

fn actions(inspector: &Inspector) -> Markup {
    html! {
        form id="replay" {
            label { (say!("Deliver again to", "重新投递到"))
                input name="to" value=(inspector.to()) spellcheck="false" autocomplete="off";
            }
            button { (say!("Replay", "重放")) } " "
            button id="curl" type="button" { (say!("Copy as curl", "复制为 curl")) } " "
            button id="save" type="button" { (say!("Save", "保存")) }
            (result())
        }
    }
}

/// Where it is told what came of a button.
fn result() -> Markup {
    html! {
        p class="result" role="status"
            data-answered=(say!(
                "Answered {{status}} {{reply}} in {{milliseconds}} ms",
                "应答 {{status}} {{reply}}，耗时 {{milliseconds}} ms"
            ))
            data-waiting=(say!("Waiting for the answer…", "等待应答…"))
            data-copied=(say!("Copied.", "已复制。"))
            data-uncopied=(say!("The browser does not allow copying.", "浏览器不允许复制。"))
            data-saved=(say!("Saved as {{name}}.", "已保存为 {{name}}。")) {}
    }
}

fn reply() -> Markup {
    html! {
        section data-part="reply" {
            h3 { (say!("Reply", "应答")) }
            p data-slot="reply" {}
            ul data-slot="remarks" {}
            p id="again"
                data-done=(say!(
                    "Done: Alipay does not deliver it again.",
                    "处理完成：支付宝不会重新投递。"
                ))
                data-next=(say!(
                    "Delivery {{delivery}} of {{of}}; Alipay delivers it again in {{wait}}.",
                    "第 {{delivery}}/{{of}} 次投递；支付宝将在 {{wait}} 后重新投递。"
                ))
                data-due=(say!(
                    "Delivery {{delivery}} of {{of}}; the next is due.",
                    "第 {{delivery}}/{{of}} 次投递；已到重新投递的时间。"
                ))
                data-last=(say!(
                    "Delivery {{delivery}} of {{of}}: Alipay gives up.",
                    "第 {{delivery}}/{{of}} 次投递：支付宝不再投递。"
                ))
                data-came=(say!(
                    "Delivery {{delivery}} of {{of}}; it came again as #{{came_as}}.",
                    "第 {{delivery}}/{{of}} 次投递；之后再次投递，见 #{{came_as}}。"
                )) {}
        }
    }
}

/// What the script makes copies of.
fn templates() -> Markup {
    html! {
        template id="row" {
            li { a { span class="name" {} " " span class="outcome" {} " " span class="about" {} } }
        }
        template id="unnamed" { (say!("(no name)", "（无名称）")) }
        template id="hidden" { (say!("{{count}} characters, hidden", "已隐藏，{{count}} 个字符")) }
        template id="more" {
            button type="button" class="more" {
                (say!("Show all ({{count}})", "全部显示（{{count}}）"))
            }
        }
    }
}
