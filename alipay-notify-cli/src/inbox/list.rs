//! `alipay-notify inbox list`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use alipay_notify_inbox::{AnyInbox, Entry, Health};
use serde::Serialize;
use textwrap::core::display_width;

use super::opened::{self, EntryFields, age, failed};
use super::{ListArguments, age::short};
use crate::failure::Failure;
use crate::lang::say;
use crate::pretty::pretty;
use crate::printable::printable;

pub(super) async fn run(inbox: &AnyInbox, arguments: &ListArguments) -> Result<ExitCode, Failure> {
    let (entries, are_more) = arguments.filter.first(inbox, arguments.limit).await?;
    let health = inbox.health().await.map_err(|error| failed(&error))?;
    let text = if arguments.output.json {
        json(&entries, are_more, &health)?
    } else {
        readable(&entries, are_more, &health)
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::from(u8::from(health.dead > 0)))
}

fn readable(entries: &[Entry], are_more: bool, health: &Health) -> String {
    let mut text = String::new();
    if !entries.is_empty() {
        let header = [say!("State", "状态"), say!("Age", "时长"), say!("Tries", "次数")];
        text += &line(&header, &say!("Message, and its key", "消息及其 key"));
    }
    for entry in entries {
        let age = short(age(entry));
        let first = [opened::state(entry.state), age, entry.attempts.to_string()];
        let name = entry.name.as_deref().map_or_else(|| "-".to_owned(), printable);
        text += &line(&first, &name);
        // On a line of its own, whole, to be copied.
        text += &line(&[const { String::new() }; 3], &printable(&entry.key));
    }
    if are_more {
        let count = entries.len();
        text += &say!(
            "… the first {count}; --limit lists more\n",
            "…… 仅前 {count} 条；用 --limit 列出更多\n"
        );
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text + &sentence(health)
}

/// State, age, attempts and what else there is, as columns.
fn line([state, age, attempts]: &[String; 3], rest: &str) -> String {
    let before = |text: &str, width: usize| " ".repeat(width.saturating_sub(display_width(text)));
    let gap = before(state, 7);
    format!("{state}{gap}  {}{age}  {}{attempts}  {rest}\n", before(age, 4), before(attempts, 5))
}

fn sentence(health: &Health) -> String {
    let Health { waiting, running, stuck, dead, .. } = health;
    let oldest = health.oldest.map(short);
    match oldest {
        Some(oldest) => say!(
            "{waiting} waiting, {running} running, {stuck} stuck, {dead} dead; the oldest \
             for {oldest}",
            "等待 {waiting}，处理中 {running}，卡住 {stuck}，死信 {dead}；最早的已有 {oldest}"
        ),
        None => say!(
            "{waiting} waiting, {running} running, {stuck} stuck, {dead} dead",
            "等待 {waiting}，处理中 {running}，卡住 {stuck}，死信 {dead}"
        ),
    }
}

#[derive(Serialize)]
struct Listed<'e> {
    waiting: u64,
    running: u64,
    stuck: u64,
    dead: u64,
    oldest_seconds: Option<u64>,
    messages: Vec<EntryFields<'e>>,
    more: bool,
}

fn json(entries: &[Entry], more: bool, health: &Health) -> io::Result<String> {
    let Health { waiting, running, stuck, dead, oldest, .. } = *health;
    let messages = entries.iter().map(EntryFields::from).collect();
    let oldest_seconds = oldest.map(|oldest| oldest.as_secs());
    let listed = Listed { waiting, running, stuck, dead, oldest_seconds, messages, more };
    Ok(pretty(&serde_json::to_string(&listed)?))
}
