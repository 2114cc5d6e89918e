//! The page of one message.

use alipay_notify::testing::TestKey;
use alipay_notify_schema::MessageSchema;
use maud::{Markup, html};

use super::files::Page;
use super::groups::Groups;
use super::{field_table, layout, reply, request, rust, text};
use crate::lang::say;
use crate::pretty::pretty;
use crate::printable::printable;
use crate::schema::wording;

pub(super) fn render(page: &Page<'_>, groups: &Groups<'_>, key: &TestKey) -> Markup {
    let schema = page.schema;
    let main = html! {
        h1 { (text::name(&schema.name)) }
        p class="facts" {
            code { (schema.family) }
            " · "
            a href=(page.schema_file) download { (say!("Download the schema", "下载 schema 文件")) }
        }
        (text::labelled("label", &schema.title))
        (text::labelled("description", &schema.description))
        (fields(schema))
        (sample(schema))
        (request::render(schema, key))
        (reply::render(schema))
        (in_rust(schema))
        (delivery(schema))
    };
    let title = format!("{} – {}", text::line(&schema.name), layout::site_title());
    layout::page(&title, groups, Some(page), &main)
}

fn fields(schema: &MessageSchema) -> Markup {
    html! {
        h2 id="fields" { (say!("Fields", "字段")) }
        @if schema.content.fields.is_empty() {
            p { (say!("None is specified.", "没有定义任何字段。")) }
        } @else {
            (field_table::render(&schema.content, "field-"))
        }
        p { (idempotency(schema)) }
    }
}

/// What identifies a message.
fn idempotency(schema: &MessageSchema) -> Markup {
    const PLACE: &str = "\0";
    let name = wording::key(schema);
    let sentence = wording::identity(name.map(|_| PLACE));
    let (before, behind) = sentence.split_once(PLACE).unwrap_or((&sentence, ""));
    html! {
        (before) @if let Some(name) = name { code { (text::line(name)) } } (behind)
    }
}

fn sample(schema: &MessageSchema) -> Markup {
    html! {
        h2 id="sample" { (say!("Sample", "示例")) }
        p {
            @if schema.family.is_flat() {
                (say!("The parameters of a form, as an object:", "表单参数，以对象表示："))
            } @else {
                (say!("A ", "一条 ")) code { "biz_content" } (say!(":", "："))
            }
        }
        (code_block(&say!("Sample", "示例"), &pretty(&schema.example())))
    }
}

fn in_rust(schema: &MessageSchema) -> Markup {
    let import = rust::import(schema);
    let declaration = code_block(&say!("Declaration", "声明"), &rust::declaration(schema));
    html! {
        h2 id="rust" { (say!("In Rust", "Rust 代码")) }
        @if let Some(import) = &import {
            p { (say!("This message is built in:", "此消息已内置：")) }
            (code_block(&say!("Import", "导入"), import))
        } @else {
            p { (say!("Declared by its schema file:", "用 schema 文件声明：")) }
            (declaration)
        }
        p { (say!("Its handler, on the builder of a gateway:", "在网关的构建器上注册处理函数：")) }
        (code_block(&say!("Handler", "处理函数"), &rust::handler(schema)))
        @if import.is_some() {
            p { (say!("To go by a schema file of your own, declare it instead:", "如需改用自己的 schema \
                文件，请这样声明：")) }
            (declaration)
        }
    }
}

fn delivery(schema: &MessageSchema) -> Markup {
    html! {
        @if let Some(command) = rust::send_command(schema) {
            h2 id="delivery" { (say!("Try it", "试一试")) }
            p {
                (say!(
                    "Sign the sample with a throw-away key and deliver it to a gateway on this \
                     machine that takes the key's public half for Alipay's:",
                    "用一次性密钥给示例签名，并投递到本机的网关（网关须将其公钥配置为支付宝公钥）："
                ))
            }
            (code_block(&say!("Command", "命令"), &command))
        }
    }
}

/// Code that may be wider than the page. Whoever has only a keyboard scrolls it by its focus. A
/// script puts the button that copies it in front.
pub(super) fn code_block(label: &str, code: &str) -> Markup {
    let code = code.lines().map(printable).collect::<Vec<_>>().join("\n");
    html! {
        div class="code" {
            pre tabindex="0" role="region" aria-label=(label) { code { (code) } }
        }
    }
}

/// A line that is longer than any page is wide: it is broken wherever it ends.
pub(super) fn long_line(label: &str, line: &str) -> Markup {
    html! {
        div class="code long" { pre aria-label=(label) { code { (line) } } }
    }
}
