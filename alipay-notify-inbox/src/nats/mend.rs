//! What is done by hand, and what the keeper does: trying again, dropping, removing.

use std::sync::atomic::{AtomicU64, Ordering};

use alipay_notify::inbox::{Condition, InboxError, StoredDelivery};
use async_nats::jetstream::Message;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::kept::{self, Kept, Order};
use super::layout::Shelf;
use super::server::{Server, TRIES, delete};
use crate::engine::{Kind, Next, Resume};
use crate::entry::{Mended, State};

/// How many deliveries are removed, or looked up, at the same time.
pub(super) const AT_ONCE: usize = 64;

/// How many that are done and may not go are passed over in a purge. More of them than that come
/// only from a clock that was wrong.
const SPARED: usize = 4096;

/// A delivery that is marked, and what is kept of it.
pub(super) struct Marked {
    pub(super) token: String,
    pub(super) kept: Kept,
    /// What the gateway kept beside the body, where that can be read.
    record: Option<StoredDelivery>,
}

impl Server {
    pub(super) async fn retry(&self, token: &str) -> Result<Mended, InboxError> {
        if self.delivery(token).await?.is_none() {
            return Ok(Mended::Missing);
        }
        for _ in 0..TRIES {
            // It waits for its first attempt.
            let Some(kept) = self.kept(token).await? else { return Ok(Mended::Changed) };
            if matches!(kept.state, State::Running | State::Done) {
                return Ok(Mended::Refused(kept.state));
            }
            if self.work_again(token, &kept, 0).await? {
                return Ok(Mended::Changed);
            }
        }
        Err(InboxError::new("others change it all the time"))
    }

    /// Orders that a delivery be worked again; whether it still was as it was seen.
    async fn work_again(
        &self,
        token: &str,
        kept: &Kept,
        attempts: u32,
    ) -> Result<bool, InboxError> {
        let Some(carrier) = self.order(token, kept.version, attempts).await? else {
            return Ok(false);
        };
        let waiting = Kept {
            state: State::Waiting,
            attempts,
            carrier,
            ack: String::new(),
            mark: None,
            due_at: 0,
            finished_at: None,
            kept_until: None,
            ..kept.clone()
        };
        if self.keep(token, kept.version, &waiting).await?.is_none() {
            // A worker may have seen the order already.
            let now = self.kept_since(token, kept.version).await?;
            if now.is_none_or(|now| now.carrier != carrier) {
                return Ok(false);
            }
        }
        self.unmark(kept).await;
        self.release_carrier(kept).await;
        Ok(true)
    }

    /// The sequence of an order to work a delivery again that is in the state of this version.
    async fn order(&self, token: &str, of: u64, attempts: u32) -> Result<Option<u64>, InboxError> {
        let subject = self.layout.again_subject(token, of);
        let message = Order { of, attempts }.message();
        if let Some(sequence) = self.publish(subject.clone(), message).await? {
            return Ok(Some(sequence));
        }
        // Somebody else has just ordered the same.
        self.last_sequence(subject).await
    }

    /// Has the server forget what was to have it worked at its time.
    async fn release_carrier(&self, kept: &Kept) {
        if kept.state == State::Waiting {
            self.finish(&kept.ack, kept.order()).await;
        }
    }

    pub(super) async fn discard(
        &self,
        token: &str,
        now: i64,
        kept_until: i64,
    ) -> Result<Mended, InboxError> {
        let Some(delivery) = self.delivery(token).await? else { return Ok(Mended::Missing) };
        for _ in 0..TRIES {
            let kept = self.kept(token).await?.unwrap_or_else(|| Kept::first(delivery.sequence));
            if matches!(kept.state, State::Running | State::Done) {
                return Ok(Mended::Refused(kept.state));
            }
            let done = kept.then(&Next {
                state: State::Done,
                condition: None,
                attempts: kept.attempts,
                due_at: 0,
                delay: 0,
                finished_at: Some(now),
                kept_until: Some(kept_until),
                note: Some("dropped by hand".to_owned()),
            });
            if self.keep(token, kept.version, &done).await?.is_some() {
                self.unmark(&kept).await;
                self.release_carrier(&kept).await;
                return Ok(Mended::Changed);
            }
        }
        Err(InboxError::new("others change it all the time"))
    }

    /// Which messages are stuck for want of a handler.
    pub(super) async fn unhandled(&self) -> Result<Vec<Kind>, InboxError> {
        let mut kinds = Vec::new();
        for marked in self.marked(Shelf::Stuck).await? {
            let kind = marked.kind();
            if marked.kept.condition == Some(Condition::Unhandled) && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Ok(kinds)
    }

    pub(super) async fn resume(&self, which: &Resume) -> Result<u64, InboxError> {
        let mut stuck = self.marked(Shelf::Stuck).await?;
        stuck.retain(|marked| {
            let is_unhandled = marked.kept.condition == Some(Condition::Unhandled);
            match which {
                Resume::Unhandled(kind) => is_unhandled && marked.kind() == *kind,
                Resume::Rejected => !is_unhandled,
            }
        });
        let orders = stuck.into_iter().map(|marked| async move {
            self.work_again(&marked.token, &marked.kept, marked.kept.attempts).await
        });
        let orders = stream::iter(orders).buffer_unordered(AT_ONCE).try_collect::<Vec<_>>();
        Ok(orders.await?.into_iter().map(u64::from).sum())
    }

    /// What is marked there and kept so. A mark of what is not is removed.
    pub(super) async fn marked(&self, shelf: Shelf) -> Result<Vec<Marked>, InboxError> {
        let (on, subject) = (self.shelf(shelf), self.layout.shelf_subject(shelf, "*"));
        if self.count(on).await? == 0 {
            return Ok(Vec::new());
        }
        let mut scan = self.scan(on, 0, subject, false).await?;
        let mut marked = Vec::new();
        loop {
            let page = scan.next().await?;
            if page.is_empty() {
                break;
            }
            let looks = page.into_iter().map(|mark| self.look(shelf, mark));
            let mut looks = stream::iter(looks).buffered(AT_ONCE);
            while let Some(found) = looks.try_next().await? {
                marked.extend(found);
            }
        }
        scan.end().await;
        Ok(marked)
    }

    async fn look(&self, shelf: Shelf, mark: Message) -> Result<Option<Marked>, InboxError> {
        let Some(token) = mark.subject.split('.').nth(2) else { return Ok(None) };
        let kept = self.kept(token).await?;
        let replaced = mark.headers.as_ref().map_or(0, kept::replaced);
        match kept {
            Some(kept) if kept.state == shelf.state() => {
                let record = std::str::from_utf8(&mark.payload).unwrap_or_default();
                let record = StoredDelivery::from_trusted_storage(record, Vec::new()).ok();
                Ok(Some(Marked { token: token.to_owned(), kept, record }))
            }
            // It is about to be kept.
            Some(kept) if kept.version == replaced => Ok(None),
            _ => {
                if let Ok(info) = mark.info() {
                    self.remove_mark(shelf, info.stream_sequence).await;
                }
                Ok(None)
            }
        }
    }

    /// Removes some that are done, those first that have been so for longest. What is not done is
    /// passed over once, and never looked at again: whatever changes goes to the end.
    pub(super) async fn purge_done(
        &self,
        passed: &AtomicU64,
        until: i64,
        now: i64,
        limit: usize,
    ) -> Result<u64, InboxError> {
        let start = passed.load(Ordering::Relaxed);
        let mut scan = self.scan(&self.states, start, self.layout.state_subject("*"), true).await?;
        let (mut over, mut spared, mut next) = (Vec::new(), Vec::new(), start);
        'all: loop {
            let page = scan.next().await?;
            if page.is_empty() {
                break;
            }
            for message in page {
                let Some((token, kept)) = state_of(&message) else { continue };
                next = kept.version + 1;
                match kept.state {
                    State::Done if kept.is_over(until, now) => over.push((token, kept)),
                    State::Done => spared.push(kept.version),
                    _ => {}
                }
                if over.len() >= limit || spared.len() >= SPARED {
                    break 'all;
                }
            }
        }
        scan.end().await;
        let purged = self.remove_all(over).await?;
        passed.fetch_max(spared.first().copied().unwrap_or(next), Ordering::Relaxed);
        Ok(purged)
    }

    pub(super) async fn purge_dead(
        &self,
        until: i64,
        now: i64,
        limit: usize,
    ) -> Result<u64, InboxError> {
        let marked = self.marked(Shelf::Dead).await?.into_iter();
        let over = marked.filter(|marked| marked.kept.is_over(until, now)).take(limit);
        let over: Vec<_> = over.map(|marked| (marked.token, marked.kept)).collect();
        self.remove_all(over).await
    }

    async fn remove_all(&self, over: Vec<(String, Kept)>) -> Result<u64, InboxError> {
        let count = over.len() as u64;
        let removals =
            over.into_iter().map(|(token, kept)| async move { self.remove(&token, &kept).await });
        stream::iter(removals).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        Ok(count)
    }

    /// Removes a delivery that ended. Its state goes last: without one it would be handled again.
    async fn remove(&self, token: &str, kept: &Kept) -> Result<(), InboxError> {
        delete(&self.deliveries, kept.delivery).await?;
        if kept.order().is_some() {
            let orders = self.layout.again_subject(token, '*');
            self.deliveries.purge().filter(orders).await.map_err(InboxError::new)?;
        }
        self.unmark(kept).await;
        delete(&self.states, kept.version).await
    }
}

impl Marked {
    fn kind(&self) -> Kind {
        let record = self.record.as_ref();
        let family = record.and_then(StoredDelivery::family);
        Kind {
            family: family.map(|family| family.parameter().to_owned()),
            name: record.and_then(StoredDelivery::name).map(str::to_owned),
        }
    }
}

/// The key of a message of states, and what it says but for its note.
fn state_of(message: &Message) -> Option<(String, Kept)> {
    let token = message.subject.split('.').nth(2)?;
    let version = message.info().ok()?.stream_sequence;
    let kept = Kept::read(version, message.headers.as_ref()?, "").ok()?;
    Some((token.to_owned(), kept))
}
