//! Taking what is due, and noting what came of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use alipay_notify::inbox::{InboxError, StoredDelivery};
use async_nats::jetstream::{AckKind, Message};
use futures_util::future::join_all;

use super::kept::{self, Kept, Order};
use super::layout::Shelf;
use super::server::{Server, TRIES, delete, fetch};
use crate::engine::{Next, Taking};
use crate::entry::State;

/// What the workers of this process have taken, by the sequence of what had it worked.
#[derive(Default)]
pub(super) struct Holding(Mutex<HashMap<i64, Held>>);

/// What a worker has taken.
#[derive(Clone)]
struct Held {
    worker: Arc<str>,
    /// Gone once nobody is at it any more.
    at_it: Weak<()>,
    token: String,
    kept: Kept,
}

impl Holding {
    fn held(&self) -> MutexGuard<'_, HashMap<i64, Held>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is held by this taking, unless another one holds the same by now.
    fn of(&self, taking: &Taking) -> Option<Held> {
        let held = self.held().get(&taking.id).cloned();
        held.filter(|held| held.worker == taking.worker)
    }

    /// Whether somebody in this process still is at what the server takes for given up, as after a
    /// restart of its own. It is acknowledged where it was sent last.
    fn is_held(&self, id: i64, kept: &Kept, ack: &str) -> bool {
        match self.held().get_mut(&id) {
            Some(held) if held.kept.version == kept.version && held.at_it.strong_count() > 0 => {
                ack.clone_into(&mut held.kept.ack);
                true
            }
            _ => false,
        }
    }

    fn release(&self, taking: &Taking) {
        let mut held = self.held();
        if held.get(&taking.id).is_some_and(|held| held.worker == taking.worker) {
            held.remove(&taking.id);
        }
    }
}

/// A message of the workers' consumer: a delivery, or an order to work one again.
struct Work {
    sequence: u64,
    /// Whether this is the first time that the server sends it.
    is_first: bool,
    ack: String,
    token: String,
    order: Option<Order>,
    message: Message,
}

impl Work {
    fn of(message: Message) -> Option<Self> {
        let info = message.info().ok()?;
        let (sequence, is_first) = (info.stream_sequence, info.delivered == 1);
        let ack = message.reply.as_ref()?.to_string();
        let mut tokens = message.subject.split('.').skip(1);
        let (kind, token, version) = (tokens.next()?, tokens.next()?, tokens.next());
        let order = match (kind, version) {
            ("new", None) => None,
            ("again", Some(version)) => Some(Order::read(version, message.headers.as_ref())?),
            _ => return None,
        };
        Some(Self { sequence, is_first, ack, token: token.to_owned(), order, message })
    }
}

/// What a piece of work means for what is kept.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    /// Nothing any more.
    Obsolete,
    /// A new attempt, with so many behind it.
    Attempt(u32),
    /// The worker that had it ended in the middle of it.
    Lapsed,
}

fn meaning(sequence: u64, order: Option<Order>, kept: &Kept) -> Meaning {
    let is_carrier = kept.carrier == sequence;
    match (kept.state, order) {
        (State::Waiting, _) if is_carrier => Meaning::Attempt(kept.attempts),
        (State::Running, _) if is_carrier => Meaning::Lapsed,
        // It is here before whoever gave it could note that.
        (State::Waiting | State::Stuck | State::Dead, Some(order)) if order.of == kept.version => {
            Meaning::Attempt(order.attempts)
        }
        _ => Meaning::Obsolete,
    }
}

impl Server {
    /// Takes what is due.
    pub(super) async fn take(
        &self,
        holding: &Holding,
        worker: &Arc<str>,
        limit: usize,
    ) -> Result<Vec<Taking>, InboxError> {
        loop {
            let messages = fetch(&self.workers, limit).await?;
            let is_empty = messages.is_empty();
            let takings =
                messages.into_iter().map(|message| self.take_one(holding, worker, message));
            let (mut taken, mut failed) = (Vec::new(), None);
            for taking in join_all(takings).await {
                match taking {
                    Ok(taking) => taken.extend(taking),
                    Err(error) => failed = Some(error),
                }
            }
            match failed {
                Some(error) if taken.is_empty() => return Err(error),
                // The server sends it again.
                Some(error) => tracing::warn!("a message could not be taken: {error:?}"),
                None => {}
            }
            if is_empty || !taken.is_empty() {
                return Ok(taken);
            }
        }
    }

    async fn take_one(
        &self,
        holding: &Holding,
        worker: &Arc<str>,
        message: Message,
    ) -> Result<Option<Taking>, InboxError> {
        let ack = message.reply.clone();
        let Some(work) = Work::of(message) else {
            if let Some(ack) = ack {
                self.acknowledge(ack, AckKind::Term).await;
            }
            return Ok(None);
        };
        let Some((sequence, delivery)) = self.content(&work).await? else {
            self.finish(&work.ack, work.order.map(|_| work.sequence)).await;
            return Ok(None);
        };
        // Nothing is kept yet of what comes for the first time, most likely.
        let is_new = work.is_first && work.order.is_none();
        let mut now = if is_new { None } else { self.kept(&work.token).await? };
        for _ in 0..TRIES {
            let kept = now.unwrap_or_else(|| Kept::first(sequence));
            let version = kept.version;
            match meaning(work.sequence, work.order, &kept) {
                Meaning::Obsolete => {
                    self.finish(&work.ack, work.order.map(|_| work.sequence)).await;
                    return Ok(None);
                }
                Meaning::Lapsed if holding.is_held(id(&work), &kept, &work.ack) => return Ok(None),
                Meaning::Lapsed => {
                    let kept = Kept { ack: work.ack.clone(), ..kept };
                    return Ok(Some(hold(holding, worker, &work, kept, true, delivery)));
                }
                Meaning::Attempt(attempts) => {
                    let begun = begun(&work, worker, &kept, attempts);
                    if let Some(version) = self.keep(&work.token, kept.version, &begun).await? {
                        self.unmark(&kept).await;
                        let kept = Kept { version, ..begun };
                        return Ok(Some(hold(holding, worker, &work, kept, false, delivery)));
                    }
                }
            }
            now = self.kept_since(&work.token, version).await?;
        }
        Err(InboxError::new("others change it all the time"))
    }

    /// The sequence of the delivery, and what it holds; none where it was removed.
    async fn content(&self, work: &Work) -> Result<Option<(u64, Delivery)>, InboxError> {
        let (sequence, headers, body) = if work.order.is_some() {
            let Some(message) = self.delivery(&work.token).await? else { return Ok(None) };
            (message.sequence, Some(message.headers), message.payload)
        } else {
            (work.sequence, work.message.headers.clone(), work.message.payload.clone())
        };
        let record = kept::record(headers.as_ref());
        Ok(Some((sequence, StoredDelivery::from_trusted_storage(record, body.to_vec()))))
    }

    /// Notes what is to become of what was taken; whether it still was this taking's.
    pub(super) async fn settle(
        &self,
        holding: &Holding,
        taking: &Taking,
        next: Next,
    ) -> Result<bool, InboxError> {
        let Some(held) = holding.of(taking) else { return Ok(false) };
        let is_own = self.note(&held, taking, &next).await?;
        if is_own {
            if taking.has_lapsed {
                self.remove_marks(&held.token, Shelf::of(next.state)).await;
            }
            if next.state == State::Waiting {
                let delay = u64::try_from(next.delay).ok().filter(|delay| *delay > 0);
                let nak = AckKind::Nak(delay.map(Duration::from_millis));
                self.acknowledge(held.kept.ack, nak).await;
            } else {
                self.finish(&held.kept.ack, held.kept.order()).await;
            }
        }
        holding.release(taking);
        Ok(is_own)
    }

    /// Keeps what became of it, unless somebody else has it by now.
    async fn note(&self, held: &Held, taking: &Taking, next: &Next) -> Result<bool, InboxError> {
        let version = held.kept.version;
        let mut kept = held.kept.then(next);
        kept.worker = taking.worker.to_string();
        let shelf = Shelf::of(next.state);
        if let Some(shelf) = shelf {
            let record = taking.delivery.as_ref().map(StoredDelivery::record).unwrap_or_default();
            kept.mark = self.mark(shelf, &held.token, version, &kept, record).await?;
        }
        if self.keep(&held.token, version, &kept).await?.is_some() {
            return Ok(true);
        }
        // It may be that only the server's answer was lost the last time.
        let now = self.kept_since(&held.token, version).await?;
        let is_own = now.as_ref().is_some_and(|now| {
            (now.state, now.carrier, &now.worker) == (kept.state, kept.carrier, &kept.worker)
        });
        // A shelf has one mark of a key: where another worker has put it there, this is its mark.
        let is_needed = now.is_some_and(|now| now.state == kept.state);
        if !is_needed && let (Some(shelf), Some(mark)) = (shelf, kept.mark) {
            self.remove_mark(shelf, mark).await;
        }
        Ok(is_own)
    }

    /// Has the server send nothing of it again: where it was sent, it is acknowledged, and an order
    /// is removed.
    pub(super) async fn finish(&self, ack: &str, order: Option<u64>) {
        if !ack.is_empty() {
            self.acknowledge(ack, AckKind::Ack).await;
        }
        if let Some(order) = order
            && let Err(error) = delete(&self.deliveries, order).await
        {
            tracing::debug!("an order could not be removed: {error:?}");
        }
    }

    /// Says of all that a worker has taken that it lives.
    pub(super) async fn beat(&self, holding: &Holding, worker: &str) -> Result<(), InboxError> {
        let acks: Vec<_> = {
            let mut held = holding.held();
            held.retain(|_, held| held.at_it.strong_count() > 0);
            let own = held.values().filter(|held| *held.worker == *worker);
            own.map(|held| held.kept.ack.clone()).collect()
        };
        for ack in acks {
            self.client.publish(ack, AckKind::Progress.into()).await.map_err(InboxError::new)?;
        }
        Ok(())
    }
}

/// What a delivery holds, where that can be read.
type Delivery = Result<StoredDelivery, alipay_notify::inbox::RecordError>;

/// What is kept of it while a worker is at it.
fn begun(work: &Work, worker: &Arc<str>, kept: &Kept, attempts: u32) -> Kept {
    Kept {
        state: State::Running,
        attempts: attempts.saturating_add(1),
        worker: worker.to_string(),
        carrier: work.sequence,
        ack: work.ack.clone(),
        mark: None,
        finished_at: None,
        kept_until: None,
        ..kept.clone()
    }
}

/// What tells it from all else that workers take.
fn id(work: &Work) -> i64 {
    i64::try_from(work.sequence).unwrap_or(i64::MAX)
}

fn hold(
    holding: &Holding,
    worker: &Arc<str>,
    work: &Work,
    kept: Kept,
    has_lapsed: bool,
    delivery: Delivery,
) -> Taking {
    let id = id(work);
    let attempts = kept.attempts;
    let (worker, at_it) = (Arc::clone(worker), Arc::new(()));
    let (token, weak) = (work.token.clone(), Arc::downgrade(&at_it));
    let held = Held { worker: Arc::clone(&worker), at_it: weak, token, kept };
    holding.held().insert(id, held);
    Taking { id, worker, attempts, has_lapsed, at_it, delivery }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is kept in this state, of version 5, whose carrier is 3.
    fn kept(state: State) -> Kept {
        Kept { version: 5, state, attempts: 2, carrier: 3, ..Kept::first(1) }
    }

    #[test]
    fn only_its_carrier_and_new_orders_have_a_delivery_worked() {
        use Meaning::{Attempt, Lapsed, Obsolete};
        let new = Some(Order { of: 5, attempts: 0 });
        let old = Some(Order { of: 4, attempts: 0 });
        for (state, of_carrier, by_order) in [
            (State::Waiting, Attempt(2), Attempt(0)),
            (State::Running, Lapsed, Obsolete),
            (State::Stuck, Obsolete, Attempt(0)),
            (State::Dead, Obsolete, Attempt(0)),
            (State::Done, Obsolete, Obsolete),
        ] {
            let kept = kept(state);
            assert_eq!(meaning(3, old, &kept), of_carrier, "{state}");
            assert_eq!(meaning(7, new, &kept), by_order, "{state}");
            for (sequence, order) in [(1, None), (2, old), (7, old)] {
                assert_eq!(meaning(sequence, order, &kept), Obsolete, "{state}");
            }
        }
        assert_eq!(meaning(1, None, &Kept::first(1)), Attempt(0));
    }
}
