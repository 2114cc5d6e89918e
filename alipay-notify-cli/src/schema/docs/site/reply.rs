//! What a gateway answers, and when Alipay delivers again.

use alipay_notify::gateway::redelivery;
use alipay_notify_schema::MessageSchema;
use maud::{Markup, html};

use crate::lang::say;
use crate::send::shown;

pub(super) fn render(schema: &MessageSchema) -> Markup {
    let waits: Vec<String> = redelivery(schema.family).map(shown).into();
    let (deliveries, waits) = (waits.len() + 1, waits.join(&say!(", ", "、")));
    html! {
        h2 id="reply" { (say!("Reply and retries", "应答与重试")) }
        ul class="rules" {
            li {
                (say!("Reply with ", "处理成功时应答 ")) code { "success" }
                (say!(
                    " and nothing else, as plain text, once the message is done.",
                    "，纯文本，不含其他内容。"
                ))
            }
            li {
                (say!("Anything else, ", "应答其他内容（通常为 ")) code { "fail" }
                (say!(
                    " by convention, or no reply in time has it delivered again: after {waits}; \
                     {deliveries} deliveries in about 25 hours.",
                    "）或未及时应答时会重新投递：间隔 {waits}，约 25 小时内共 {deliveries} 次。"
                ))
            }
            li {
                (say!(
                    "Each delivery is signed anew. They come in any order, and more than once \
                     even after a reply: do nothing twice.",
                    "每次投递都重新签名；不保证顺序，应答之后也可能重复：同一消息只处理一次。"
                ))
            }
        }
    }
}
