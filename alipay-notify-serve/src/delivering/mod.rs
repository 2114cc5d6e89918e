//! From a stored delivery to what its destination made of it.

mod pause;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use alipay_notify::Verifier;
use alipay_notify::inbox::{Condition, StoredDelivery, Worked};
use alipay_notify::schema::Family;
use alipay_notify_inbox::{REPLAY_WINDOW, Work};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio::time::timeout;
use tracing::Instrument as _;

use crate::config::Pattern;
use crate::destination::{DeliveryError, Destination};
use crate::event::{Event, Wanted};
use crate::metrics;
use crate::reload::Live;
pub(crate) use pause::Pause;

/// After how long an attempt is given up, whatever the destination's own limits are.
const LIMIT: Duration = Duration::from_secs(60);

/// Delivers what the inbox of a destination holds.
pub(crate) struct Delivering {
    pub(crate) name: String,
    pub(crate) take: Vec<Pattern>,
    pub(crate) wanted: Wanted,
    pub(crate) destination: Arc<dyn AnyDestination>,
    /// Opens what is encrypted.
    pub(crate) verifier: Verifier,
    pub(crate) live: Arc<Live>,
    /// Nothing is begun any more once this is true.
    pub(crate) stopping: watch::Receiver<bool>,
    pub(crate) pause: Pause,
}

impl Work for Delivering {
    async fn work(&self, stored: &StoredDelivery) -> Worked {
        let span = tracing::info_span!(
            "deliver",
            destination = self.name,
            key = stored.key().as_str(),
            // In the log, `name` is that of the span.
            message_name = stored.name(),
        );
        let (worked, outcome) = self.attempt(stored).instrument(span).await;
        metrics::attempt(&self.name, outcome);
        worked
    }

    /// Whatever is in the inbox of a destination was taken for it.
    fn takes(&self, family: Family, name: &str) -> bool {
        let kind = (!name.is_empty()).then_some((family, name));
        self.take.iter().any(|pattern| pattern.matches(kind))
    }

    fn retention(&self) -> Duration {
        REPLAY_WINDOW
    }
}

impl Delivering {
    /// What became of it, and what that counts as.
    async fn attempt(&self, stored: &StoredDelivery) -> (Worked, &'static str) {
        let Ok(verified) = stored.open_with(&self.verifier) else {
            return (Worked::Stuck(Condition::Unreadable), "unreadable");
        };
        let event = {
            let specifications = self.live.specifications();
            Event::new(stored, &verified, specifications.of(&verified), self.wanted)
        };
        let Ok(event) = event else {
            tracing::warn!("a message breaks its specification; it is kept until that changes");
            return (Worked::Stuck(Condition::Invalid), "invalid");
        };
        if !self.pause.wait(&mut self.stopping.clone()).await {
            return (Worked::NotNow, "postponed");
        }
        let started = Instant::now();
        match self.deliver(&event).await {
            Ok(()) => {
                self.pause.end();
                metrics::delivered(&self.name, started.elapsed());
                (Worked::Done, "delivered")
            }
            Err((is_away, why)) => {
                if is_away {
                    self.pause.begin();
                }
                tracing::warn!(error = why, "an event was not delivered; it is tried again");
                (Worked::Failed("undelivered", why), "failed")
            }
        }
    }

    /// Delivers it; whether the destination seems to be away, and why it was not delivered.
    async fn deliver(&self, event: &Event) -> Result<(), (bool, String)> {
        // A client that panics has failed, and is counted and logged as any that has.
        let delivery = AssertUnwindSafe(self.destination.deliver(event)).catch_unwind();
        match timeout(LIMIT, delivery).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(error))) => {
                let is_away =
                    matches!(error, DeliveryError::Unreachable(_) | DeliveryError::TimedOut(_));
                Err((is_away, error.to_string()))
            }
            Ok(Err(_)) => Err((false, "the client of the destination panicked".to_owned())),
            Err(_) => Err((true, DeliveryError::TimedOut(LIMIT).to_string())),
        }
    }
}

/// A [`Destination`] whose type is no longer visible.
pub(crate) trait AnyDestination: Send + Sync {
    fn deliver<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, Result<(), DeliveryError>>;
    fn reach(&self) -> BoxFuture<'_, Result<(), DeliveryError>>;
}

impl<D: Destination> AnyDestination for D {
    fn deliver<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(Destination::deliver(self, event))
    }

    fn reach(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(Destination::reach(self))
    }
}
