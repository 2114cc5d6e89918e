//! A delivery as observers and the log see it.

use std::time::Duration;

use super::outcome::Outcome;
use crate::inbox::Condition;
use crate::open::Envelope;
use crate::response::Reply;

pub(super) type Observer = Box<dyn Fn(&Delivery<'_>) + Send + Sync>;

/// A delivery once it is decided: what identifies it, what became of it, how long it took.
///
/// Nothing that it displays is a value of a content. An authentic message that was rejected is held
/// by its [`Rejection`](super::Rejection), content included, for observers that keep it.
#[derive(Debug)]
pub struct Delivery<'a> {
    envelope: Option<&'a Envelope>,
    outcome: Outcome,
    duration: Duration,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(
        envelope: Option<&'a Envelope>,
        outcome: Outcome,
        duration: Duration,
    ) -> Self {
        Self { envelope, outcome, duration }
    }

    /// What identifies it, where it is authentic.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope> {
        match &self.outcome {
            Outcome::Rejected { rejection, .. } => rejection.envelope(),
            _ => self.envelope,
        }
    }

    /// `notify_id`, where it is authentic and has one.
    #[must_use]
    pub fn notify_id(&self) -> Option<&str> {
        self.envelope()?.notify_id()
    }

    /// `x-msgId` of an authentic message of the long connection. It is not signed.
    #[must_use]
    pub fn msg_id(&self) -> Option<&str> {
        self.envelope()?.msg_id()
    }

    /// `app_id`, where it is authentic and says one.
    #[must_use]
    pub fn app_id(&self) -> Option<&str> {
        self.envelope()?.app_id()
    }

    /// What it is, where it is authentic: `msg_method`, `notify_type` or `service`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.envelope()?.name()
    }

    /// What became of it.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// How long it took from the whole body to the decision.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// Writes it to the log: what went well as `INFO`, strangers' traffic as `WARN`, what needs
    /// someone as `ERROR`.
    pub(super) fn trace(&self) {
        let (notify_id, app_id, name) = (self.notify_id(), self.app_id(), self.name());
        let (outcome, duration) = (self.outcome.name(), self.duration.as_secs_f64());
        // The level is a part of each call's static data, hence one call for each.
        macro_rules! event {
            ($level:ident) => {
                tracing::$level!(notify_id, app_id, name, outcome, duration, "{}", self.outcome)
            };
        }

        match &self.outcome {
            Outcome::Handled(Reply::Never(_)) => event!(error),
            Outcome::Handled(_) | Outcome::Duplicate | Outcome::Stored(Condition::Ready) => {
                event!(info);
            }
            Outcome::Rejected { rejection, .. } if !rejection.is_authentic() => event!(warn),
            Outcome::Stored(_)
            | Outcome::Dropped
            | Outcome::InFlight
            | Outcome::Busy
            | Outcome::ShuttingDown
            | Outcome::Stale => event!(warn),
            _ => event!(error),
        }
    }
}
