//! How a message arrives: the parameters of its form, and one that is signed.

use std::borrow::Cow;
use std::time::{Duration, UNIX_EPOCH};

use alipay_notify::Envelope;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_schema::{Family, FieldSchema, Kind, MessageSchema, ObjectSchema, Presence};
use maud::{Markup, html};

use super::field_table;
use super::message_page::long_line;
use crate::client::FORM;
use crate::curl;
use crate::lang::say;

/// When the request was sent that is shown: the same on each page, and in each run.
const SENT_AT: Duration = Duration::from_millis(1_514_210_452_731);

/// Where it is sent to.
const GATEWAY: &str = "http://127.0.0.1:8080/alipay";

pub(super) fn render(schema: &MessageSchema, key: &TestKey) -> Markup {
    let envelope = ObjectSchema::new(envelope(schema.family).into(), Cow::Borrowed(&[]));
    html! {
        h2 id="request" { (say!("Request", "请求")) }
        p {
            @if schema.family.is_flat() {
                (say!(
                    "A POST of a form with the fields above and these parameters:",
                    "以 POST 提交表单，除上述字段外还有以下参数："
                ))
            } @else {
                (say!(
                    "A POST of a form with these parameters; the fields above are the JSON in ",
                    "以 POST 提交表单，参数如下；上述字段是其中 JSON 的内容："
                ))
                code { "biz_content" } (say!(".", "。"))
            }
        }
        (field_table::render(&envelope, "parameter-"))
        p {
            (say!("What is signed: all parameters but ", "被签名的内容：除 ")) code { "sign" }
            (say!(", decoded, sorted by name and joined by ", " 之外的所有参数，解码后按名称排序，以 "))
            code { "&" }
            (say!("; of some messages without ", " 连接；有的消息不含 ")) code { "sign_type" }
            (say!(" (V1), of others with it (V2).", "（V1），有的包含（V2）。"))
        }
        p {
            (say!(
                "The sample, signed by a throw-away key. A gateway accepts it that has the public \
                 half of that key in the place of Alipay's (支付宝公钥); one with a limit of age finds \
                 it too old:",
                "用一次性密钥签名的示例。把下面的公钥配置为支付宝公钥的网关会接受它；限制消息时间的网关会认为它已过期："
            ))
        }
        // No command line is as long as some samples might be.
        @if let Some(request) = request(schema, key) {
            (long_line(&say!("Request", "请求"), &request))
        }
        (long_line(&say!("Public key", "公钥"), &key.public_key_base64()))
    }
}

/// The parameters around the members of a family. All are signed, so all have what belongs to that.
fn envelope(family: Family) -> Vec<FieldSchema> {
    let mut fields = Envelope::documented(family).to_vec();
    if family == Family::Service {
        fields.push(FieldSchema::new(family.parameter().into(), Presence::Required, Kind::String));
    }
    for name in ["charset", "sign_type", "sign"] {
        if fields.iter().all(|field| field.name != name)
            && let Some((_, field)) = Envelope::SCHEMA.field(name)
        {
            fields.push(field.clone());
        }
    }
    fields
}

/// The sample as a command of curl.
fn request(schema: &MessageSchema, key: &TestKey) -> Option<String> {
    let sample = TestMessage::from_schema(schema).sent_at(UNIX_EPOCH + SENT_AT);
    let body = sample.sign(key).body();
    curl::command(GATEWAY, &[("Content-Type", FORM.as_bytes())], &body)
}
