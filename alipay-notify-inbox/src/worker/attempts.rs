//! Takes what is due, has it handled, and notes what came of it.

use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alipay_notify::inbox::{Condition, StoredDelivery, Worked};
use alipay_notify::store::Clock;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::next::{Over, Policy};
use crate::engine::{Attempt, Engine, Next, Taking};
use crate::entry::State;
use crate::time::millis_of;
use crate::work::AnyWork;

/// How long a worker waits for an engine that fails.
const PAUSE: Duration = Duration::from_secs(1);

/// How many attempts there may be for each that is handled: what became of the others is being
/// noted.
const UNSETTLED: usize = 4;

/// How often it tries to note what came of an attempt.
const TRIES: u32 = 60;

/// All that a worker needs.
pub(super) struct Attempts {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) work: Arc<dyn AnyWork>,
    /// What tells this worker from any other.
    pub(super) id: Arc<str>,
    pub(super) concurrency: usize,
    pub(super) lease: Duration,
    pub(super) policy: Policy,
    pub(super) clock: Arc<dyn Clock>,
    /// What the log calls the inbox.
    pub(super) name: Option<Arc<str>>,
    pub(super) at_work: AtWork,
}

/// The ids of what this worker is handling.
#[derive(Default)]
pub(super) struct AtWork(Mutex<HashSet<i64>>);

impl AtWork {
    pub(super) fn ids(&self) -> MutexGuard<'_, HashSet<i64>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempts {
    /// The time now.
    pub(super) fn now(&self) -> i64 {
        millis_of(self.clock.now())
    }

    /// Makes one attempt after another until it is to stop, and waits for the last ones then.
    pub(super) async fn make(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        let slots = Arc::new(Semaphore::new(self.concurrency.min(Semaphore::MAX_PERMITS)));
        let mut running = JoinSet::new();
        while !*stopping.borrow() {
            while running.try_join_next().is_some() {}
            let unsettled =
                self.concurrency.saturating_mul(UNSETTLED).saturating_sub(running.len());
            let room = slots.available_permits().min(unsettled);
            let taken = if room > 0 { self.take(room).await } else { Some(Vec::new()) };
            let failed = taken.is_none();
            let taken = taken.unwrap_or_default();
            let is_idle = taken.len() < room;
            for taking in taken {
                // There are as many: nobody else takes any.
                let slot = Arc::clone(&slots).try_acquire_owned().ok();
                running.spawn(Arc::clone(&self).attempt(taking, slot));
            }
            tokio::select! {
                biased;
                _ = stopping.wait_for(|stop| *stop) => {}
                _ = slots.acquire(), if !is_idle && room < unsettled => {}
                Some(_) = running.join_next() => {}
                () = self.idle(failed), if is_idle => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Takes what is due; `None` where the engine fails.
    async fn take(&self, room: usize) -> Option<Vec<Taking>> {
        match self.engine.take(&self.id, room, self.now()).await {
            Ok(taken) => {
                self.at_work.ids().extend(taken.iter().map(|taking| taking.id));
                Some(taken)
            }
            Err(error) => {
                let error = &error as &dyn Error;
                let inbox = self.name.as_deref();
                tracing::error!(inbox, error, cause = cause(error), "nothing can be taken");
                None
            }
        }
    }

    async fn idle(&self, failed: bool) {
        if failed { sleep(PAUSE).await } else { self.engine.woken().await }
    }

    async fn attempt(self: Arc<Self>, taking: Taking, slot: Option<OwnedSemaphorePermit>) {
        if taking.has_lapsed {
            self.lapse(&taking).await;
        } else {
            self.handle(&taking, slot).await;
        }
        self.at_work.ids().remove(&taking.id);
    }

    /// Sees to it that what a dead worker was handling is handled.
    async fn lapse(&self, taking: &Taking) {
        let next = self.policy.lapsed(&of(taking, self.now()));
        if next.state != State::Dead {
            let (key, name) = named(taking.delivery.as_ref().ok());
            let attempts = taking.attempts;
            tracing::warn!(key, name, attempts, "a message is taken over from a worker that ended");
        }
        self.settle(taking, next).await;
    }

    /// Has it handled; `slot` is what that takes of the worker's concurrency. The next one need not
    /// wait until it is noted what came of this one.
    async fn handle(&self, taking: &Taking, slot: Option<OwnedSemaphorePermit>) {
        let over = |now| of(taking, now);
        let attempt = match &taking.delivery {
            Ok(delivery) => {
                let done = self.policy.done(&over(self.now()));
                self.engine.attempt(taking, self.work.work(delivery), done).await
            }
            Err(_) => Attempt::Open(Worked::Stuck(Condition::Unreadable)),
        };
        drop(slot);
        match attempt {
            Attempt::Noted => {}
            Attempt::Lost => lost(taking),
            Attempt::Open(worked) => {
                let mut next = self.policy.next(&over(self.now()), &worked);
                if let Err(error) = &taking.delivery {
                    next.note = Some(error.to_string());
                }
                self.settle(taking, next).await;
            }
        }
    }

    /// Notes what is to become of it, and tries again while the engine fails. What it can't note is
    /// taken again, by this worker or another.
    async fn settle(&self, taking: &Taking, next: Next) {
        for attempt in 1..=TRIES {
            match self.engine.settle(taking, next.clone()).await {
                Ok(true) => {
                    if next.state == State::Dead {
                        self.dead(taking.delivery.as_ref().ok(), &next);
                    }
                    return;
                }
                Ok(false) => return lost(taking),
                Err(error) => {
                    if attempt == 1 || attempt == TRIES {
                        let error = &error as &dyn Error;
                        tracing::error!(
                            inbox = self.name.as_deref(),
                            error,
                            cause = cause(error),
                            "what came of a message could not be noted"
                        );
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Says that somebody has to look at it.
    fn dead(&self, delivery: Option<&StoredDelivery>, next: &Next) {
        let (inbox, (key, name)) = (self.name.as_deref(), named(delivery));
        tracing::error!(inbox, key, name, attempts = next.attempts, "a message is dead");
        #[cfg(feature = "metrics")]
        crate::metrics::dead();
    }
}

/// An attempt that is over at this time.
fn of(taking: &Taking, now: i64) -> Over<'_> {
    let delivery = taking.delivery.as_ref().ok();
    Over {
        family: delivery.and_then(StoredDelivery::family),
        name: delivery.and_then(StoredDelivery::name),
        attempts: taking.attempts,
        now,
    }
}

/// How the log tells a message from others.
fn named(delivery: Option<&StoredDelivery>) -> (Option<String>, Option<&str>) {
    let key = delivery.map(|delivery| delivery.key().to_string());
    (key, delivery.and_then(StoredDelivery::name))
}

fn lost(taking: &Taking) {
    let (key, _) = named(taking.delivery.as_ref().ok());
    tracing::warn!(key, "another worker took over a message that was being handled");
}

/// What the database says.
pub(super) fn cause(error: &dyn Error) -> Option<String> {
    error.source().map(ToString::to_string)
}
