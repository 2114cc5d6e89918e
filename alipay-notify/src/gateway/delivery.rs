//! A delivery as observers and the log see it.

use std::time::Duration;

use super::outcome::Outcome;
use super::routes::Routes;
use crate::inbox::Condition;
use crate::open::Envelope;
use crate::receive::likeness;
use crate::response::Reply;
use crate::verify::{Claim, Likeness};

pub(super) type Observer = Box<dyn Fn(&Delivery<'_>) + Send + Sync>;

/// A delivery once it is decided: what identifies it, what became of it, how long it took.
///
/// Nothing that it displays is a value of a content. An authentic message that was rejected is held
/// by its [`Rejection`](super::Rejection), content included, for observers that keep it.
#[derive(Debug)]
pub struct Delivery<'a> {
    identity: Identity<'a>,
    outcome: Outcome,
    duration: Duration,
}

/// What is known of a delivery.
#[derive(Clone, Copy, Debug)]
pub(super) enum Identity<'a> {
    Authentic(&'a Envelope),
    LooksLike(Likeness),
    Unknown,
}

impl<'a> Identity<'a> {
    /// Of a form that is not authentic, in words of this library and of handlers.
    pub(super) fn claimed(claim: Option<&Claim>, routes: &Routes) -> Self {
        let of = |claim| likeness(claim, |family, name| routes.known(family, name));
        claim.map_or(Self::Unknown, |claim| Self::LooksLike(of(claim)))
    }

    pub(super) fn envelope(self) -> Option<&'a Envelope> {
        match self {
            Self::Authentic(envelope) => Some(envelope),
            Self::LooksLike(_) | Self::Unknown => None,
        }
    }
}

impl<'a> Delivery<'a> {
    pub(super) fn new(identity: Identity<'a>, outcome: Outcome, duration: Duration) -> Self {
        Self { identity, outcome, duration }
    }

    /// What identifies it, where it is authentic.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope> {
        match &self.outcome {
            Outcome::Rejected { rejection, .. } => rejection.envelope(),
            _ => self.identity.envelope(),
        }
    }

    /// What it looked like, where it is a form that is not authentic: anybody can send that.
    #[must_use]
    pub fn looks_like(&self) -> Option<Likeness> {
        match self.identity {
            Identity::LooksLike(likeness) => Some(likeness),
            Identity::Authentic(_) | Identity::Unknown => None,
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

    /// What it is, where it is authentic: `msg_method`, `notify_type` or `service`, or the `method`
    /// of a call.
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
        let looks_like = self.looks_like().map(tracing::field::display);
        // The level is a part of each call's static data, hence one call for each.
        macro_rules! event {
            ($level:ident) => {
                tracing::$level!(
                    notify_id,
                    app_id,
                    name,
                    looks_like,
                    outcome,
                    duration,
                    "{}",
                    self.outcome
                )
            };
        }

        match &self.outcome {
            Outcome::Handled(Reply::Never(_)) => event!(error),
            Outcome::Handled(_)
            | Outcome::Answered(_)
            | Outcome::Duplicate
            | Outcome::Stored(Condition::Ready) => event!(info),
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
