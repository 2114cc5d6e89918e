//! `alipay-notify inbox show`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use alipay_notify::inbox::Condition;
use alipay_notify::{ContentKey, Verified};
use alipay_notify_inbox::{AnyInbox, Entry, Found};
use serde::Serialize;

use super::ShowArguments;
use super::age::short;
use super::opened::{self, EntryFields, age, failed, time};
use crate::chinese::Localized as _;
use crate::config;
use crate::failure::Failure;
use crate::lang::say;
use crate::output::{self, Fields, property};
use crate::pretty::pretty;
use crate::printable::printable;
use crate::schemas::Schemas;

pub(super) async fn run(inbox: &AnyInbox, arguments: &ShowArguments) -> Result<ExitCode, Failure> {
    let schemas = arguments.schemas.load()?;
    let content_key = arguments.content_key_file.as_deref().map(config::content_key).transpose()?;
    let found = inbox.find(&arguments.key).await.map_err(|error| failed(&error))?;
    let found = found.ok_or_else(|| {
        Failure::at(
            &arguments.key,
            say!(
                "there is no such message; `inbox list` shows the keys",
                "没有这条消息；inbox list 可列出 key"
            ),
        )
    })?;
    let content = arguments.show_content.then(|| opened(&found, content_key.as_ref()));
    let text = if arguments.output.json {
        json(&found, content.as_ref(), &schemas)?
    } else {
        readable(found.entry(), content.as_ref(), &schemas)
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// The message, or why it can't be read.
fn opened(found: &Found, content_key: Option<&ContentKey>) -> Result<Verified, String> {
    let delivery = found.delivery().map_err(|error| error.localized())?;
    delivery.open(content_key).map_err(|error| error.localized())
}

fn readable(
    entry: &Entry,
    content: Option<&Result<Verified, String>>,
    schemas: &Schemas,
) -> String {
    let mut text = printable(entry.name.as_deref().unwrap_or("?")) + "\n";
    for (name, value) in properties(entry) {
        text += &property(&name, &value);
    }
    match content {
        None => {
            text += &say!(
                "  --show-content shows the content, and why the last attempt failed",
                "  加上 --show-content 可显示消息内容，以及上次失败的原因"
            );
            return text;
        }
        Some(Ok(verified)) => {
            text += &note(entry);
            text += &output::content_table(&verified.content(), schemas.of(verified), usize::MAX);
        }
        Some(Err(why)) => {
            text += &note(entry);
            text += &say!(
                "  the content can't be read: {why}; `inbox export` writes it as it came",
                "  无法读取消息内容：{why}；inbox export 可原样导出"
            );
        }
    }
    text
}

fn properties(entry: &Entry) -> Vec<(String, String)> {
    let received = time(entry.received_at);
    let age = short(age(entry));
    let mut properties = vec![
        (say!("key", "key"), entry.key.clone()),
        (say!("state", "状态"), opened::state(entry.state) + &condition(entry.condition)),
        (say!("attempts", "尝试次数"), entry.attempts.to_string()),
        (say!("received", "接收时间"), say!("{received}, {age} ago", "{received}（{age} 前）")),
    ];
    properties.extend(entry.due_at.map(|due| (say!("due", "下次处理"), time(due))));
    properties.extend(entry.finished_at.map(|end| (say!("ended", "结束时间"), time(end))));
    properties
}

/// What is to be said of it besides its state.
fn condition(condition: Condition) -> String {
    match condition {
        Condition::Ready => String::new(),
        Condition::Unhandled => say!(
            ": no handler takes it, and there is no fallback",
            "：没有处理函数，也没有 fallback"
        ),
        Condition::Unreadable => say!(": it can't be read", "：无法读取"),
        Condition::Invalid => say!(": it breaks its specification", "：不符合定义"),
    }
}

fn note(entry: &Entry) -> String {
    let note = entry.note.as_deref();
    note.map(|note| property(&say!("last attempt", "上次尝试"), note)).unwrap_or_default()
}

#[derive(Serialize)]
struct Shown<'f> {
    #[serde(flatten)]
    entry: EntryFields<'f>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Fields<'f>>,
    /// Why there is none, though it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'f str>,
}

fn json(
    found: &Found,
    content: Option<&Result<Verified, String>>,
    schemas: &Schemas,
) -> io::Result<String> {
    let mut shown = Shown {
        entry: found.entry().into(),
        note: content.and(found.entry().note.as_deref()),
        message: None,
        error: None,
    };
    match content {
        Some(Ok(verified)) => {
            shown.message = Some(Fields::new(verified, &schemas.violations(verified))?);
        }
        Some(Err(why)) => shown.error = Some(why),
        None => {}
    }
    Ok(pretty(&serde_json::to_string(&shown)?))
}
