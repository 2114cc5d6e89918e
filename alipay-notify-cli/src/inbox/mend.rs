//! `alipay-notify inbox retry` and `drop`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use alipay_notify::inbox::InboxError;
use alipay_notify_inbox::{AnyInbox, Mended};
use serde_json::{Value, json};

use super::opened::{self, failed};
use super::{DropArguments, FilterOptions, RetryArguments};
use crate::failure::Failure;
use crate::lang::say;
use crate::output::json_line;
use crate::printable::printable;

pub(super) async fn retry(
    inbox: &AnyInbox,
    arguments: &RetryArguments,
) -> Result<ExitCode, Failure> {
    let keys = if arguments.dead {
        let (dead, _) = FilterOptions::dead().first(inbox, u32::MAX).await?;
        dead.into_iter().map(|entry| entry.key).collect()
    } else {
        arguments.keys.clone()
    };
    let mut mended = Vec::new();
    for key in keys {
        let became = inbox.retry(&key).await;
        mended.push((key, noted(became)?));
    }
    report(&mended, arguments.output.json, || say!("is tried again", "将重新处理"))
}

pub(super) async fn discard(
    inbox: &AnyInbox,
    arguments: &DropArguments,
) -> Result<ExitCode, Failure> {
    let mut mended = Vec::new();
    for key in &arguments.keys {
        let became = inbox.discard(key).await;
        mended.push((key.clone(), noted(became)?));
    }
    report(&mended, arguments.output.json, || say!("counts as done", "视为已完成"))
}

fn noted(became: Result<Mended, InboxError>) -> Result<Mended, Failure> {
    became.map_err(|error| failed(&error))
}

fn report(
    mended: &[(String, Mended)],
    as_json: bool,
    changed: impl Fn() -> String,
) -> Result<ExitCode, Failure> {
    if as_json {
        let messages: Vec<Value> =
            mended.iter().map(|(key, became)| fields(key, *became)).collect();
        writeln!(io::stdout(), "{}", json_line(&json!({ "messages": messages }))?)?;
    } else if mended.is_empty() {
        writeln!(io::stdout(), "{}", say!("No message is dead.", "没有死信。"))?;
    }
    for (key, became) in mended.iter().filter(|_| !as_json) {
        let what = match became {
            Mended::Changed => changed(),
            Mended::Missing => say!(
                "is not in the inbox; `inbox list` shows the keys",
                "不在收件箱中；inbox list 可列出 key"
            ),
            Mended::Refused(state) => refused(&opened::state(*state)),
        };
        let key = printable(key);
        writeln!(io::stdout(), "{}", say!("{key} {what}", "{key}：{what}"))?;
    }
    let are_all = mended.iter().all(|(_, became)| *became == Mended::Changed);
    Ok(ExitCode::from(u8::from(!are_all)))
}

fn refused(state: &str) -> String {
    say!(
        "is {state}: only what is waiting, stuck or dead can be changed",
        "状态为{state}：只能更改等待、卡住或死信状态的消息"
    )
}

fn fields(key: &str, became: Mended) -> Value {
    let (outcome, state) = match became {
        Mended::Changed => ("changed", None),
        Mended::Missing => ("missing", None),
        Mended::Refused(state) => ("refused", Some(state.as_str())),
    };
    json!({ "key": key, "outcome": outcome, "state": state })
}
