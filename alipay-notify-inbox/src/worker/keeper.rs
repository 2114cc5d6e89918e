//! What a worker does besides: says that it lives, takes over from those that don't, clears up.

use std::error::Error;
use std::time::{Duration, Instant};

use alipay_notify::inbox::InboxError;
use alipay_notify::schema::Family;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::attempts::{Attempts, cause};
use super::next::Over;
use super::observed::{LOOKS, Observed};
use crate::any::PURGED_AT_ONCE;
use crate::engine::{Kind, Resume, Seen};
use crate::entry::{State, family_of};
use crate::time::millis;

/// The time between two rounds of what is not urgent.
const ROUND: Duration = Duration::from_mins(1);

/// How many steps a purge takes at a time, so that the rest does not wait for it.
const STEPS: u32 = 32;

/// A clock that is put back by less does no harm.
const PUT_BACK: i64 = 1000;

/// Takes care of the inbox for as long as it is asked to.
pub(super) async fn keep(attempts: &Attempts) {
    tokio::join!(live(attempts), look_after(attempts));
}

/// Says again and again that this worker lives, however long anything else takes.
async fn live(attempts: &Attempts) {
    let mut looks = looks(attempts);
    loop {
        looks.tick().await;
        note(attempts.beat().await);
    }
}

async fn look_after(attempts: &Attempts) {
    let mut looks = looks(attempts);
    let mut observed = Observed::default();
    let mut watch = ClockWatch::default();
    let mut round = None::<Instant>;
    loop {
        looks.tick().await;
        note(attempts.take_over(&mut observed).await);
        if watch.was_put_back(attempts.now()) {
            note(attempts.engine.bring_forward(attempts.now()).await.map(drop));
        }
        if round.is_none_or(|last| last.elapsed() >= ROUND) {
            note(attempts.engine.lease(attempts.lease).await);
            // A new program may read what the one before could not.
            if round.is_none() {
                note(attempts.engine.resume(&Resume::Rejected).await.map(drop));
            }
            note(attempts.resume().await);
            note(attempts.purge().await);
            #[cfg(feature = "metrics")]
            note(attempts.engine.health(attempts.now()).await.map(crate::metrics::health));
            round = Some(Instant::now());
        }
    }
}

/// The moments of which a lease has so many.
fn looks(attempts: &Attempts) -> Interval {
    let mut looks = interval((attempts.lease / LOOKS).max(Duration::from_millis(1)));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks
}

impl Attempts {
    /// Says that this worker lives, where it is handling something.
    async fn beat(&self) -> Result<(), InboxError> {
        let is_idle = self.at_work.ids().is_empty();
        if is_idle { Ok(()) } else { self.engine.beat(&self.id).await }
    }

    /// Sees to it that what a dead worker was handling is handled.
    async fn take_over(&self, observed: &mut Observed) -> Result<(), InboxError> {
        let mut running = self.engine.running().await?;
        {
            let own = self.at_work.ids();
            running.retain(|seen| *seen.worker != *self.id || !own.contains(&seen.id));
        }
        for seen in observed.look(running) {
            let over = Over {
                family: seen.family,
                name: seen.name.as_deref(),
                attempts: seen.attempts,
                now: self.now(),
            };
            let next = self.policy.lapsed(&over);
            let is_dead = next.state == State::Dead;
            if self.engine.lapse(&seen, next).await? {
                self.lapsed(&seen, is_dead);
            }
        }
        Ok(())
    }

    fn lapsed(&self, seen: &Seen, is_dead: bool) {
        let (inbox, key, name) = (self.name.as_deref(), &seen.key, seen.name.as_deref());
        let attempts = seen.attempts;
        if is_dead {
            let why = "a message is dead: its worker ended each time";
            tracing::error!(inbox, key, name, attempts, "{why}");
            #[cfg(feature = "metrics")]
            crate::metrics::dead();
        } else {
            let what = "a message is taken over from a worker that ended";
            tracing::warn!(inbox, key, name, attempts, "{what}");
        }
    }

    /// Has messages tried again that were stuck for want of a handler, where there is one now.
    async fn resume(&self) -> Result<(), InboxError> {
        for kind in self.engine.unhandled().await? {
            if self.takes(&kind) {
                self.engine.resume(&Resume::Unhandled(kind)).await?;
            }
        }
        Ok(())
    }

    fn takes(&self, kind: &Kind) -> bool {
        let family = kind.family.as_deref().and_then(family_of);
        match (family, &kind.name) {
            (Some(family), Some(name)) => self.work.takes(family, name),
            // The fallback takes anything, and nothing else takes what has no name.
            _ => self.work.takes(Family::Message, ""),
        }
    }

    /// Removes what has been done for long enough.
    async fn purge(&self) -> Result<(), InboxError> {
        for _ in 0..STEPS {
            let now = self.now();
            let until = now.saturating_sub(millis(self.policy.retention));
            let purged = self.engine.purge(State::Done, until, now, PURGED_AT_ONCE).await?;
            if purged < u64::from(PURGED_AT_ONCE) {
                break;
            }
        }
        Ok(())
    }
}

/// Notices that the clock was put back, by another one that never is.
#[derive(Default)]
struct ClockWatch(Option<(i64, Instant)>);

impl ClockWatch {
    /// Whether it was, since this was asked last. Nobody knows at first.
    fn was_put_back(&mut self, now: i64) -> bool {
        let last = self.0.replace((now, Instant::now()));
        last.is_none_or(|(then, since)| now < then + millis(since.elapsed()) - PUT_BACK)
    }
}

/// The next time may go better.
fn note(result: Result<(), InboxError>) {
    if let Err(error) = result {
        let error = &error as &dyn Error;
        tracing::error!(error, cause = cause(error), "the inbox could not be looked after");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_that_was_put_back_is_noticed() {
        let mut watch = ClockWatch::default();
        let noticed = [0, 100, 3_600_000, 3_599_500, 0, 0].map(|now| watch.was_put_back(now));
        assert_eq!(noticed, [true, false, false, false, true, false]);
    }
}
