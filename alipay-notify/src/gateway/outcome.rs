//! What became of a delivery.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::guarded::Panic;
use crate::inbox::{Condition, InboxError};
use crate::receive::Rejection;
use crate::response::{BoxError, Reply, Response, SignedAnswer};
use crate::store::StoreError;

/// What became of a delivery.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// A handler or the fallback gave its reply.
    Handled(Reply),
    /// The gateway itself gave the answer that Alipay asked for: see
    /// [`Activation`](super::Activation).
    Answered(SignedAnswer),
    /// Alipay asks for an answer that takes a private key of the app, and none is configured.
    /// Answered `fail`.
    NotActivated,
    /// A handler returned an error. Answered `fail`.
    Failed(BoxError),
    /// A handler panicked. Answered `fail`.
    Panicked(Panic),
    /// A handler took longer than its time limit, and was dropped. Answered `fail`.
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// The delivery was dropped while its message was handled, and its handler with it: the runtime
    /// ended, or a server of your own gave it up with its connection. Nobody is answered.
    Dropped,
    /// The message was done before, or is in the inbox already. Answered `success`, without a
    /// handler.
    Duplicate,
    /// The message is in the inbox now, to be handled later. Answered `success`.
    Stored(Condition),
    /// The inbox can't tell whether it has the message. Answered `fail`.
    Inbox(InboxError),
    /// Another delivery of the message is being handled. Answered `fail`: should that one fail, it
    /// comes again.
    InFlight,
    /// The message is older than the store of done messages remembers, from too far in the future,
    /// or without a time: it may be a replay. Answered `fail`.
    Stale,
    /// The store of done messages can't tell whether the message is done. Answered `fail`.
    Store(StoreError),
    /// The gateway is handling as many messages as its limit allows. Answered `fail`.
    Busy,
    /// The gateway is shutting down. Answered `fail`.
    ShuttingDown,
    /// The message is authentic, but there is neither a handler nor a fallback for it. Answered
    /// `fail`.
    Unhandled,
    /// The request is not a message that a handler may take.
    Rejected {
        /// Why.
        rejection: Rejection,
        /// The reply of `on_invalid` or `on_unreadable` to an authentic message; else `fail`.
        reply: Reply,
    },
}

impl Outcome {
    /// A short name, the same for every delivery of this outcome: a label for logs and counters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Handled(Reply::Success) => "handled",
            Self::Handled(Reply::Fail) => "declined",
            Self::Handled(Reply::Later(_)) => "later",
            Self::Handled(Reply::Never(_)) => "never",
            Self::Answered(_) => "answered",
            Self::NotActivated => "not_activated",
            Self::Failed(_) => "failed",
            Self::Panicked(_) => "panicked",
            Self::TimedOut { .. } => "timed_out",
            Self::Dropped => "dropped",
            Self::Duplicate => "duplicate",
            Self::Stored(_) => "stored",
            Self::Inbox(_) => "inbox",
            Self::InFlight => "in_flight",
            Self::Stale => "stale",
            Self::Store(_) => "store",
            Self::Busy => "busy",
            Self::ShuttingDown => "shutting_down",
            Self::Unhandled => "unhandled",
            Self::Rejected { rejection, .. } => rejection.name(),
        }
    }

    /// What is answered.
    #[must_use]
    pub fn response(&self) -> Response {
        match self {
            Self::Answered(answer) => Response::signed(answer.clone()),
            Self::Rejected { rejection, .. } => Response::new(rejection.status(), self.reply()),
            _ => Response::new(200, self.reply()),
        }
    }

    /// Whether a handler ran.
    #[cfg(feature = "metrics")]
    pub(super) fn is_of_handler(&self) -> bool {
        matches!(
            self,
            Self::Handled(_) | Self::Failed(_) | Self::Panicked(_) | Self::TimedOut { .. }
        )
    }

    /// The reply to Alipay.
    #[must_use]
    pub fn reply(&self) -> Reply {
        match self {
            Self::Handled(reply) | Self::Rejected { reply, .. } => *reply,
            Self::Answered(_) | Self::Duplicate | Self::Stored(_) => Reply::Success,
            _ => Reply::Fail,
        }
    }
}

/// What happened, for an operator. A failing handler's own error is shown as it displays itself.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handled(Reply::Success) => f.write_str("handled"),
            Self::Handled(Reply::Fail) => f.write_str("the handler asked for another delivery"),
            Self::Handled(Reply::Later(duration)) => {
                write!(f, "the handler asked to have it again in {duration:?}")
            }
            Self::Handled(Reply::Never(reason)) => write!(f, "the handler gave it up: {reason}"),
            Self::Answered(_) => f.write_str("answered what Alipay asked for"),
            Self::NotActivated => f.write_str(
                "Alipay asks whether this gateway is the app's: configure the app's private key \
                 with `activation`, and enter the address in the console again",
            ),
            Self::Failed(error) => write!(f, "the handler failed: {error}"),
            Self::Panicked(panic) => panic.fmt(f),
            Self::TimedOut { limit } => write!(f, "the handler took longer than {limit:?}"),
            Self::Dropped => f.write_str("the delivery was dropped while it was handled"),
            Self::Duplicate => f.write_str("it was done before, or is in the inbox"),
            Self::Stored(condition) => write!(f, "it is in the inbox, {condition}"),
            Self::InFlight => f.write_str("another delivery of it is being handled"),
            Self::Stale => f.write_str(
                "its time is outside what the store of done messages covers: a replay, or a wrong \
                 clock",
            ),
            Self::Store(error) => with_source(error, f),
            Self::Inbox(error) => with_source(error, f),
            Self::Busy => f.write_str("the limit of messages handled at a time is reached"),
            Self::ShuttingDown => f.write_str("the gateway is shutting down"),
            Self::Unhandled => f.write_str("there is no handler for this message, and no fallback"),
            Self::Rejected { rejection, .. } if rejection.is_authentic() => rejection.fmt(f),
            Self::Rejected { rejection, .. } => write!(f, "rejected: {rejection}"),
        }
    }
}

/// An error and what caused it.
fn with_source(error: &dyn Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error.source() {
        Some(source) => write!(f, "{error}: {source}"),
        None => write!(f, "{error}"),
    }
}

impl From<Rejection> for Outcome {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected { rejection, reply: Reply::Fail }
    }
}
