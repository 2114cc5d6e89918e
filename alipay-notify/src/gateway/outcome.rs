//! What became of a delivery, and what is answered.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use alipay_notify_schema::Violations;
use thiserror::Error;

use super::{BoxError, Panic, RequestError};
use crate::dedupe::StoreError;
use crate::envelope::Envelope;
use crate::form::FormError;
use crate::open::Unreadable;
use crate::verifier::VerifyError;

/// What Alipay is told: whether it may forget the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// `success`: the message is done.
    Success,
    /// `fail`: deliver it again.
    Fail,
}

impl Reply {
    /// The body of the response.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Fail => "fail",
        }
    }
}

/// The HTTP response to a delivery, for an adapter to translate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    status: u16,
    reply: Reply,
}

impl Response {
    pub(super) fn new(status: u16, reply: Reply) -> Self {
        Self { status, reply }
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What Alipay is told.
    #[must_use]
    pub fn reply(&self) -> Reply {
        self.reply
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &'static str {
        self.reply.as_str()
    }

    /// The headers, names in lower case.
    #[must_use]
    pub fn headers(&self) -> &'static [(&'static str, &'static str)] {
        match self.status {
            405 => &[("content-type", "text/plain"), ("allow", "POST")],
            _ => &[("content-type", "text/plain")],
        }
    }

    /// Whether the connection is to be closed: the body was not read to its end, so that nobody
    /// knows where the next request begins.
    #[must_use]
    pub fn closes_connection(&self) -> bool {
        matches!(self.status, 405 | 408 | 413 | 415)
    }
}

/// What became of a delivery.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// A handler or the fallback gave its reply.
    Handled(Reply),
    /// A handler returned an error. Answered `fail`.
    Failed(BoxError),
    /// A handler panicked. Answered `fail`.
    Panicked(Panic),
    /// A handler took longer than its time limit, and was dropped. Answered `fail`.
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// The connection was dropped while the message was handled, and its handler with it. Nobody is
    /// answered.
    Dropped,
    /// The message was done before. Answered `success`, without a handler.
    Duplicate,
    /// Another delivery of the message is being handled. Answered `fail`: should that one fail, it
    /// comes again.
    InFlight,
    /// The message is older than the store of done messages remembers, from too far in the future,
    /// or without a time: it may be a replay. Answered `fail`.
    Stale,
    /// The store of done messages can't tell whether the message is done. Answered `fail`.
    Store(StoreError),
    /// As many messages as the gateway may handle at a time are being handled. Answered `fail`.
    Busy,
    /// The gateway is shutting down. Answered `fail`.
    ShuttingDown,
    /// The message breaks its specification.
    Invalid {
        /// How.
        violations: Violations,
        /// The reply of `on_invalid`; `fail` without one.
        reply: Reply,
    },
    /// The message is authentic, but there is neither a handler nor a fallback for it. Answered
    /// `fail`.
    Unhandled,
    /// The signature is genuine, but the content can't be read. Answered `fail`.
    Unreadable(Unreadable),
    /// The request is no authentic message.
    Refused(Refusal),
}

/// Why a request is no authentic message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// It can't be a delivery at all.
    #[error(transparent)]
    Request(RequestError),
    /// It was not verified.
    #[error(transparent)]
    Verify(VerifyError),
}

impl Refusal {
    /// The status code of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Request(error) => error.status(),
            Self::Verify(VerifyError::Malformed(FormError::TooLarge { .. })) => 413,
            Self::Verify(VerifyError::Malformed(_)) => 400,
            Self::Verify(_) => 403,
        }
    }
}

impl Outcome {
    /// A short name, the same for every delivery of this outcome: a label for logs and counters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Handled(Reply::Success) => "handled",
            Self::Handled(Reply::Fail) => "declined",
            Self::Failed(_) => "failed",
            Self::Panicked(_) => "panicked",
            Self::TimedOut { .. } => "timed_out",
            Self::Dropped => "dropped",
            Self::Duplicate => "duplicate",
            Self::InFlight => "in_flight",
            Self::Stale => "stale",
            Self::Store(_) => "store",
            Self::Busy => "busy",
            Self::ShuttingDown => "shutting_down",
            Self::Invalid { .. } => "invalid",
            Self::Unhandled => "unhandled",
            Self::Unreadable(_) => "unreadable",
            Self::Refused(_) => "refused",
        }
    }

    /// What is answered.
    #[must_use]
    pub fn response(&self) -> Response {
        let status = match self {
            Self::Refused(refusal) => refusal.status(),
            _ => 200,
        };
        Response { status, reply: self.reply() }
    }

    /// Whether a handler ran.
    #[cfg(feature = "metrics")]
    pub(super) fn is_of_handler(&self) -> bool {
        matches!(
            self,
            Self::Handled(_) | Self::Failed(_) | Self::Panicked(_) | Self::TimedOut { .. }
        )
    }

    /// What Alipay is told.
    #[must_use]
    pub fn reply(&self) -> Reply {
        match self {
            Self::Handled(reply) | Self::Invalid { reply, .. } => *reply,
            Self::Duplicate => Reply::Success,
            _ => Reply::Fail,
        }
    }
}

/// What happened, for an operator. A failing handler's own error is shown as it displays itself.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handled(Reply::Success) => f.write_str("handled"),
            Self::Handled(Reply::Fail) => f.write_str("the handler asks for it to be delivered again"),
            Self::Failed(error) => write!(f, "the handler failed: {error}"),
            Self::Panicked(panic) => panic.fmt(f),
            Self::TimedOut { limit } => write!(f, "the handler took longer than {limit:?}"),
            Self::Dropped => f.write_str("the connection was dropped while it was handled"),
            Self::Duplicate => f.write_str("it was done before"),
            Self::InFlight => f.write_str("another delivery of it is being handled"),
            Self::Stale => f.write_str(
                "its time is not one that the store of done messages covers: a replay, or a clock that is wrong",
            ),
            Self::Store(error) => match error.source() {
                Some(source) => write!(f, "{error}: {source}"),
                None => error.fmt(f),
            },
            Self::Busy => f.write_str("as many messages as may be are being handled"),
            Self::ShuttingDown => f.write_str("the gateway is shutting down"),
            Self::Invalid { violations, .. } => {
                write!(f, "the message breaks its specification: {violations}")
            }
            Self::Unhandled => f.write_str("there is no handler for this message, and no fallback"),
            Self::Unreadable(error) => write!(f, "authentic, but unreadable: {error}"),
            Self::Refused(refusal) => write!(f, "refused: {refusal}"),
        }
    }
}

/// A delivery once it is decided: what identifies it, what became of it, how long it took. Never
/// its content.
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

    /// `notify_id`, where the message is authentic.
    #[must_use]
    pub fn notify_id(&self) -> Option<&str> {
        self.parameter("notify_id")
    }

    /// `app_id`, where the message is authentic.
    #[must_use]
    pub fn app_id(&self) -> Option<&str> {
        self.parameter("app_id")
    }

    /// `msg_method`, where the message is authentic.
    #[must_use]
    pub fn msg_method(&self) -> Option<&str> {
        self.parameter("msg_method")
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        match &self.outcome {
            Outcome::Unreadable(unreadable) => unreadable.parameter(name),
            _ => self.envelope?.parameter(name),
        }
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
        let (notify_id, app_id, msg_method) = (self.notify_id(), self.app_id(), self.msg_method());
        let (outcome, duration) = (self.outcome.name(), self.duration.as_secs_f64());
        match &self.outcome {
            Outcome::Handled(_) | Outcome::Duplicate => {
                tracing::info!(
                    notify_id,
                    app_id,
                    msg_method,
                    outcome,
                    duration,
                    "{}",
                    self.outcome
                );
            }
            Outcome::Refused(_) => tracing::warn!(outcome, duration, "{}", self.outcome),
            Outcome::Dropped
            | Outcome::InFlight
            | Outcome::Busy
            | Outcome::ShuttingDown
            | Outcome::Stale => {
                tracing::warn!(
                    notify_id,
                    app_id,
                    msg_method,
                    outcome,
                    duration,
                    "{}",
                    self.outcome
                );
            }
            _ => tracing::error!(
                notify_id,
                app_id,
                msg_method,
                outcome,
                duration,
                "{}",
                self.outcome
            ),
        }
    }
}
