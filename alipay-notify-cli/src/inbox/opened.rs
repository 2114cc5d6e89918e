//! An inbox that is open, and how what it holds is written.

use std::time::{Duration, SystemTime};

use alipay_notify::inbox::InboxError;
use alipay_notify_inbox::{AnyInbox, Entry, Filter, OpenError, State};
use serde::Serialize;
use time::OffsetDateTime;

use super::{FilterOptions, StateName, VARIABLE};
use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;

/// How many are read at a time.
const PAGE: u32 = 500;

/// Opens an inbox. One that is not there is not made.
pub(super) async fn open(url: Option<&str>) -> Result<AnyInbox, Failure> {
    let Some(url) = url else {
        return Err(Failure::new(say!(
            "no inbox is named; give --url, or set {VARIABLE}: sqlite:inbox.db, \
             postgres://user@host/database or nats://user@host/NAME",
            "没有指定收件箱；请使用 --url 或设置 {VARIABLE}：sqlite:inbox.db、\
             postgres://user@host/database 或 nats://user@host/NAME"
        )));
    };
    AnyInbox::open_existing(url).await.map_err(|error| {
        let why = error.localized();
        match error {
            OpenError::Failed(_) => Failure::new(say!(
                "{why}; check the URL, and that its server runs or its file can be written",
                "{why}；请检查 URL，以及服务器是否在运行、文件是否可写"
            )),
            _ => Failure::new(why),
        }
    })
}

impl FilterOptions {
    /// The first of them, and whether there are more.
    pub(super) async fn first(
        &self,
        inbox: &AnyInbox,
        limit: u32,
    ) -> Result<(Vec<Entry>, bool), Failure> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut filter = self.filter();
        let mut entries = Vec::new();
        loop {
            let page = inbox.list(&filter).await.map_err(|error| failed(&error))?;
            let Some(last) = page.last() else { return Ok((entries, false)) };
            filter = filter.after(last.cursor);
            entries.extend(page);
            if entries.len() > limit {
                entries.truncate(limit);
                return Ok((entries, true));
            }
        }
    }

    fn filter(&self) -> Filter {
        let all = Filter::default().limit(PAGE);
        let filter = self.state.iter().fold(all, |filter, state| filter.state(state.state()));
        match &self.name {
            Some(name) => filter.name(name),
            None => filter,
        }
    }

    /// All that are dead.
    pub(super) fn dead() -> Self {
        Self { state: vec![StateName::Dead], name: None }
    }
}

impl StateName {
    fn state(self) -> State {
        match self {
            Self::Waiting => State::Waiting,
            Self::Running => State::Running,
            Self::Stuck => State::Stuck,
            Self::Done => State::Done,
            Self::Dead => State::Dead,
        }
    }
}

/// What a step that failed says.
pub(super) fn failed(error: &InboxError) -> Failure {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    Failure::new(say!(
        "the inbox can't be read or written: {cause}; check its server or file, and try again",
        "无法读写收件箱：{cause}；请检查其服务器或文件后重试"
    ))
}

/// The name of a state.
pub(super) fn state(state: State) -> String {
    match state {
        State::Waiting => say!("waiting", "等待"),
        State::Running => say!("running", "处理中"),
        State::Stuck => say!("stuck", "卡住"),
        State::Done => say!("done", "完成"),
        State::Dead => say!("dead", "死信"),
    }
}

/// For how long it has been there.
pub(super) fn age(entry: &Entry) -> Duration {
    SystemTime::now().duration_since(entry.received_at).unwrap_or_default()
}

/// A point in time in UTC, for people and programs: `2026-11-27T16:30:00.123Z`.
pub(super) fn time(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let (date, millisecond) = (time.date(), time.millisecond());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{date}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// A message for programs, without what may be anybody's words.
#[derive(Serialize)]
pub(super) struct EntryFields<'e> {
    key: &'e str,
    app_id: Option<&'e str>,
    parameter: Option<&'static str>,
    name: Option<&'e str>,
    state: &'static str,
    condition: alipay_notify::inbox::Condition,
    attempts: u32,
    received_at: String,
    due_at: Option<String>,
    finished_at: Option<String>,
}

impl<'e> From<&'e Entry> for EntryFields<'e> {
    fn from(entry: &'e Entry) -> Self {
        Self {
            key: &entry.key,
            app_id: entry.app_id.as_deref(),
            parameter: entry.family.map(alipay_notify_schema::Family::parameter),
            name: entry.name.as_deref(),
            state: entry.state.as_str(),
            condition: entry.condition,
            attempts: entry.attempts,
            received_at: time(entry.received_at),
            due_at: entry.due_at.map(time),
            finished_at: entry.finished_at.map(time),
        }
    }
}
