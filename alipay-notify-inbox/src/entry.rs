//! Deliveries as those see them who look after an inbox.

use std::fmt;
use std::time::SystemTime;

use alipay_notify::inbox::{Condition, RecordError, StoredDelivery};
use alipay_notify::schema::Family;

/// Where a delivery is on its way through the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is to be handled, now or at its time.
    Waiting,
    /// A worker is at it.
    Running,
    /// No handler comes to it until the program is another one; its [condition](Entry::condition)
    /// says why.
    Stuck,
    /// It is done.
    Done,
    /// It was given up: it failed as often as it may, or its handler said `Never`.
    Dead,
}

impl State {
    /// All of them, in this order.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Stuck, Self::Done, Self::Dead];

    /// Its name, as it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Stuck => "stuck",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A delivery of an inbox, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// What makes another delivery the same message.
    pub key: String,
    /// The app that received it, where it names one.
    pub app_id: Option<String>,
    /// Its family, where it is one that this version knows.
    pub family: Option<Family>,
    /// Which message it is, where it says so.
    pub name: Option<String>,
    /// Where it is on its way.
    pub state: State,
    /// What kind of delivery it is, as the gateway found that stored it, or the worker that was
    /// stuck with it last.
    pub condition: Condition,
    /// How often a handler was called for it and did not end well, and the attempt that is running.
    pub attempts: u32,
    /// When it was received, by the clock of the gateway.
    pub received_at: SystemTime,
    /// When it is tried again, where that is not at once.
    pub due_at: Option<SystemTime>,
    /// Since when it is done or dead.
    pub finished_at: Option<SystemTime>,
    /// What became of the last attempt. It repeats the handler's error, which may say anything.
    pub note: Option<String>,
    /// Its place in the list.
    pub cursor: Cursor,
}

/// A place in the list of an inbox: pages begin after one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(pub(crate) i64);

/// Which deliveries to list, and how many. By default the first 100 of all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filter {
    /// In one of these states; in any where there are none.
    pub states: Vec<State>,
    /// Of this name only.
    pub name: Option<String>,
    /// After this one; from the start unless set.
    pub after: Cursor,
    /// How many, at most.
    pub limit: u32,
}

impl Default for Filter {
    fn default() -> Self {
        Self { states: Vec::new(), name: None, after: Cursor::default(), limit: 100 }
    }
}

impl Filter {
    /// Those in this state; called again, those in that one too.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// Those of this name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Those after this one.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = cursor;
        self
    }

    /// This many, at most.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }
}

/// A delivery of an inbox with its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    entry: Entry,
    record: String,
    body: Vec<u8>,
}

impl Found {
    pub(crate) fn new(entry: Entry, record: String, body: Vec<u8>) -> Self {
        Self { entry, record, body }
    }

    /// What the list says of it.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// What is kept beside its body: see [`StoredDelivery::record`].
    #[must_use]
    pub fn record(&self) -> &str {
        &self.record
    }

    /// Its body as it was received.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The delivery, to be opened or exported.
    ///
    /// # Errors
    ///
    /// [`RecordError`] where a newer version wrote it, or something else.
    pub fn delivery(&self) -> Result<StoredDelivery, RecordError> {
        StoredDelivery::from_trusted_storage(&self.record, self.body.clone())
    }
}

/// Shows what identifies it and nothing more.
impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("key", &self.entry.key)
            .field("state", &self.entry.state)
            .finish_non_exhaustive()
    }
}

/// What became of an order to change a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mended {
    /// It is changed.
    Changed,
    /// There is no delivery of this key.
    Missing,
    /// In this state it can't be changed so.
    Refused(State),
}

/// The name of a condition, as it is kept.
pub(crate) fn condition_name(condition: Condition) -> &'static str {
    match condition {
        Condition::Ready => "ready",
        Condition::Unhandled => "unhandled",
        Condition::Unreadable => "unreadable",
        Condition::Invalid => "invalid",
    }
}

/// The condition of this name.
pub(crate) fn condition_of(name: &str) -> Option<Condition> {
    let all = [Condition::Ready, Condition::Unhandled, Condition::Unreadable, Condition::Invalid];
    all.into_iter().find(|condition| condition_name(*condition) == name)
}

/// The family that is named by this parameter.
pub(crate) fn family_of(parameter: &str) -> Option<Family> {
    Family::ALL.into_iter().find(|family| family.parameter() == parameter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_kept() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        assert_eq!(State::parse("Done"), None);
        assert_eq!(format!("[{:>8}]", State::Dead), "[    dead]");
        for name in ["ready", "unhandled", "unreadable", "invalid"] {
            assert_eq!(condition_of(name).map(condition_name), Some(name));
        }
        assert_eq!(condition_of(""), None);
    }
}
