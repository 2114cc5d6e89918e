//! What an extractor hands to a handler of the user's own, and what is answered where there is
//! nothing to hand over.

use thiserror::Error;

use super::{IntoReply, Outcome, Reply, RequestError, Response};
use crate::decode::AlipayNotify;
use crate::envelope::Envelope;
use crate::notification::{Invalid, Notification};
use crate::open::Verified;
use crate::verifier::{ReceiveError, Verifier, VerifyError};

/// What the adapters' extractor `Notified<M>` may be of: any message `M`, which it hands over as
/// [`Notification<M>`], strictly decoded; or [`Verified`], which is any authentic message.
///
/// Implement it for a type of your own to extract that, such as an enum of several messages.
pub trait Received {
    /// What is handed over.
    type Message;

    /// Makes it of a body exactly as it was received.
    ///
    /// # Errors
    ///
    /// Those of [`Verifier::receive`].
    fn receive(verifier: &Verifier, body: &[u8]) -> Result<Self::Message, ReceiveError>;
}

impl<M: AlipayNotify> Received for M {
    type Message = Notification<M>;

    fn receive(verifier: &Verifier, body: &[u8]) -> Result<Self::Message, ReceiveError> {
        verifier.receive(body)
    }
}

impl Received for Verified {
    type Message = Self;

    fn receive(verifier: &Verifier, body: &[u8]) -> Result<Self::Message, ReceiveError> {
        Ok(verifier.verify(body)?)
    }
}

/// Why a request was not handed to a handler of your own. Answered `fail`, with the status that a
/// gateway gives.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum Rejection {
    /// It can't be a delivery at all. Status 400, 405, 408, 413 or 415: see [`RequestError`].
    #[error(transparent)]
    Request(#[from] RequestError),
    /// It is no authentic message. Status 400 where it is malformed, 413 where it is too long, 403
    /// where no configured key signed it; 200 where it is authentic but unreadable.
    #[error(transparent)]
    Verify(VerifyError),
    /// It is authentic, but breaks its specification or is another message. Status 200.
    #[error(transparent)]
    Invalid(Invalid),
    /// The program has an extractor, but no verifier where that looks for one. Status 500.
    #[error("no verifier is configured where the extractor looks for one; {fix}")]
    NoVerifier {
        /// What to do.
        fix: &'static str,
    },
}

impl From<ReceiveError> for Rejection {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Verify(error) => Self::Verify(error),
            ReceiveError::Invalid(invalid) => Self::Invalid(invalid),
        }
    }
}

impl Rejection {
    /// What is answered.
    #[must_use]
    pub fn response(&self) -> Response {
        match self {
            Self::Request(error) => Outcome::from(error.clone()).response(),
            Self::Verify(error) => Outcome::from(error.clone()).response(),
            Self::Invalid(_) => Response::new(200, Reply::Fail),
            Self::NoVerifier { .. } => Response::new(500, Reply::Fail),
        }
    }

    /// Writes it to the log: strangers' traffic as `WARN`, what needs someone as `ERROR`. Never a
    /// value of a content.
    pub fn trace(&self) {
        match self {
            Self::Request(_) => tracing::warn!("refused: {self}"),
            Self::Verify(VerifyError::Unreadable(unreadable)) => {
                let [notify_id, app_id, msg_method] =
                    IDENTIFYING.map(|name| unreadable.parameter(name));
                tracing::error!(notify_id, app_id, msg_method, "{self}");
            }
            Self::Verify(_) => tracing::warn!("refused: {self}"),
            Self::Invalid(invalid) => {
                let envelope: &Envelope = invalid.verified().envelope();
                let [notify_id, app_id, msg_method] =
                    IDENTIFYING.map(|name| envelope.parameter(name));
                tracing::error!(notify_id, app_id, msg_method, "{self}");
            }
            Self::NoVerifier { .. } => tracing::error!("{self}"),
        }
    }
}

/// The parameters that a log line names a message by.
const IDENTIFYING: [&str; 3] = ["notify_id", "app_id", "msg_method"];

/// The response to a message that a handler of your own has taken. An error is logged and answered
/// `fail`.
impl<T: IntoReply> From<T> for Response {
    fn from(answer: T) -> Self {
        let outcome = answer.into_reply().map_or_else(Outcome::Failed, Outcome::Handled);
        if let Outcome::Failed(_) = outcome {
            tracing::error!("{outcome}");
        }
        outcome.response()
    }
}
