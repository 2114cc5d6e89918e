//! What each engine does: the one trait between workers, those who look after an inbox, and the
//! databases.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::inbox::{Condition, InboxError, Put, RecordError, StoredDelivery, Worked};
use alipay_notify::schema::Family;

use crate::entry::{Entry, Filter, Found, Mended, State};
use crate::health::Health;

/// What an engine will have done.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an engine will answer.
pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, InboxError>>;

/// An engine. Each method is one atomic step; times are milliseconds since 1970, by the clock of
/// whoever calls.
pub(crate) trait Engine: Send + Sync + 'static {
    /// Stores a delivery: as [`Inbox::put`](alipay_notify::inbox::Inbox::put).
    fn put(&self, delivery: StoredDelivery) -> Answer<'_, Put>;

    /// Notes after how long others take over what a worker was handling that says nothing any more,
    /// where the engine decides on that.
    fn lease(&self, lease: Duration) -> Answer<'_, ()> {
        let _ = lease;
        Box::pin(async { Ok(()) })
    }

    /// Takes some of what is due.
    fn take<'a>(&'a self, worker: &'a Arc<str>, limit: usize, now: i64) -> Answer<'a, Vec<Taking>>;

    /// Waits for an attempt whose handler may ask for a transaction. Where it did, and the message
    /// is done, effect and mark are committed together.
    fn attempt<'a>(
        &'a self,
        taking: &'a Taking,
        work: BoxFuture<'a, Worked>,
        done: Next,
    ) -> BoxFuture<'a, Attempt> {
        let _ = (taking, done);
        Box::pin(async move { Attempt::Open(work.await) })
    }

    /// Notes what is to become of what was taken; whether it still was this taking's.
    fn settle<'a>(&'a self, taking: &'a Taking, next: Next) -> Answer<'a, bool>;

    /// Says that this worker lives.
    fn beat<'a>(&'a self, worker: &'a str) -> Answer<'a, ()>;

    /// What is being handled, by whom. Nothing where the engine itself notices that a worker lives
    /// no more, and has what it was handling [taken](Taking::has_lapsed) by another.
    fn running(&self) -> Answer<'_, Vec<Seen>>;

    /// Notes what is to become of what was taken by a worker that does not live any more; whether
    /// it still was as it was seen.
    fn lapse<'a>(&'a self, seen: &'a Seen, next: Next) -> Answer<'a, bool>;

    /// Which messages are stuck for want of a handler.
    fn unhandled(&self) -> Answer<'_, Vec<Kind>>;

    /// Has what is stuck tried again.
    fn resume<'a>(&'a self, which: &'a Resume) -> Answer<'a, u64>;

    /// Brings forward what is due later than it can have been meant to, because the clock was put
    /// back.
    fn bring_forward(&self, now: i64) -> Answer<'_, u64>;

    /// Removes some that are done or dead since then, unless they could still come again.
    fn purge(&self, state: State, until: i64, now: i64, limit: u32) -> Answer<'_, u64>;

    /// Returns when there may be something to take: soon after something was put, and now and then.
    fn woken(&self) -> BoxFuture<'_, ()>;

    fn list<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<Entry>>;

    fn find<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Found>>;

    /// Has what waits, is stuck or is dead tried at once, with all its attempts.
    fn retry<'a>(&'a self, key: &'a str) -> Answer<'a, Mended>;

    /// Has what waits, is stuck or is dead count as done.
    fn discard<'a>(&'a self, key: &'a str, now: i64, kept_until: i64) -> Answer<'a, Mended>;

    fn health(&self, now: i64) -> Answer<'_, Health>;
}

/// What a worker took. The worker and the number of the attempt tell it from any other taking of
/// the same delivery.
pub(crate) struct Taking {
    pub(crate) id: i64,
    pub(crate) worker: Arc<str>,
    /// This attempt included.
    pub(crate) attempts: u32,
    /// Whether that was the attempt of a worker that does not live any more: there is nothing to be
    /// handled, but to be decided what is to become of it.
    pub(crate) has_lapsed: bool,
    /// Tells the engine for how long somebody is at it: until this is dropped.
    #[expect(dead_code, reason = "it is there to be dropped")]
    pub(crate) at_it: Arc<()>,
    pub(crate) delivery: Result<StoredDelivery, RecordError>,
}

/// What came of an attempt.
pub(crate) enum Attempt {
    /// This; it is not noted yet.
    Open(Worked),
    /// The message is done, and that is noted.
    Noted,
    /// Somebody else has the message by now. What the handler did in the transaction is undone.
    Lost,
}

/// What is to become of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Next {
    pub(crate) state: State,
    /// Where it is another one by now.
    pub(crate) condition: Option<Condition>,
    pub(crate) attempts: u32,
    /// 0: at once.
    pub(crate) due_at: i64,
    /// How long after the time of the order that is.
    pub(crate) delay: i64,
    pub(crate) finished_at: Option<i64>,
    /// Until when a copy of it could be accepted.
    pub(crate) kept_until: Option<i64>,
    pub(crate) note: Option<String>,
}

/// A delivery that is being handled.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) id: i64,
    pub(crate) worker: String,
    pub(crate) attempts: u32,
    /// How often its worker has said since that it lives.
    pub(crate) beat: i64,
    pub(crate) key: String,
    pub(crate) family: Option<Family>,
    pub(crate) name: Option<String>,
}

/// Which message something is: the parameter of its family and its name, as they are kept.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) family: Option<String>,
    pub(crate) name: Option<String>,
}

/// What of the stuck ones is tried again.
pub(crate) enum Resume {
    /// What had no handler, of this kind.
    Unhandled(Kind),
    /// What could not be read or broke its specification.
    Rejected,
}
