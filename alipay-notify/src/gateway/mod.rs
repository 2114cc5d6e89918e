//! The gateway: one URL that receives every message of an app and hands each to its handler.

mod builder;
mod handler;
mod outcome;
mod rejection;
mod request;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

pub use builder::{BuildError, GatewayBuilder};
pub use handler::{BoxError, IntoReply};
pub use outcome::{Delivery, Outcome, Refusal, Reply, Response};
pub use rejection::{Received, Rejection};
pub use request::{Head, Incoming, RequestError};

use crate::envelope::Envelope;
use crate::notification::Invalid;
use crate::open::Unchecked;
use crate::verifier::{ReceiveError, Verifier, VerifyError};
use handler::{Answer, InvalidHandler, Observer, Route, VerifiedHandler};

/// Receives deliveries: verifies each, decodes it, hands it to the handler of its `msg_method`, and says what to
/// answer.
///
/// It knows no web framework: `alipay-notify-axum` and `alipay-notify-actix` mount it. Cloning is cheap and gives
/// the same gateway.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

struct Inner {
    verifier: Verifier,
    routes: HashMap<&'static str, Box<dyn Route>>,
    fallback: Option<VerifiedHandler>,
    on_invalid: Option<InvalidHandler>,
    observers: Vec<Observer>,
    lenient: bool,
}

impl Gateway {
    /// Begins a gateway that accepts what `verifier` accepts.
    pub fn builder(verifier: Verifier) -> GatewayBuilder {
        GatewayBuilder::new(verifier)
    }

    /// Decides on the head of a request, before its body is read.
    ///
    /// # Errors
    ///
    /// The response to a request that can't be a delivery: another method than POST, another content type than a
    /// form, an encoded or an oversized body.
    pub fn admit<P: AsRef<[u8]>>(&self, head: &Head<'_>) -> Result<Incoming<P>, Response> {
        self.inner.verifier.admit(head).map_err(|error| self.refuse(error))
    }

    /// Takes the body of a delivery exactly as it was received, and says what to answer.
    ///
    /// The answer is `success` only where a handler, the fallback or `on_invalid` accepted the message.
    pub async fn deliver(&self, body: &[u8]) -> Response {
        let started = Instant::now();
        match self.inner.verifier.open(body) {
            Ok(message) => {
                let envelope = Arc::clone(message.envelope());
                let outcome = self.dispatch(message).await;
                self.report(Some(&envelope), outcome, started)
            }
            Err(error) => self.report(None, Outcome::from(error), started),
        }
    }

    /// Answers a request that never became a delivery: its body broke off, grew beyond its limit or took too long.
    #[must_use]
    pub fn refuse(&self, error: RequestError) -> Response {
        self.report(None, Outcome::from(error), Instant::now())
    }

    /// Hands an authentic message to whoever takes it.
    async fn dispatch(&self, message: Unchecked) -> Outcome {
        match self.inner.routes.get(message.envelope().msg_method()) {
            Some(route) => match route.call(message, self.inner.lenient) {
                Ok(answer) => Outcome::from(answer.await),
                Err(ReceiveError::Invalid(invalid)) => self.invalid(invalid).await,
                Err(ReceiveError::Verify(error)) => Outcome::from(error),
            },
            None => match (message.check(), &self.inner.fallback) {
                (Ok(verified), Some(fallback)) => Outcome::from(fallback(verified).await),
                (Ok(_), None) => Outcome::Unhandled,
                (Err(error), _) => Outcome::Unreadable(error),
            },
        }
    }

    async fn invalid(&self, invalid: Invalid) -> Outcome {
        let violations = invalid.violations().clone();
        let answer: Answer = match &self.inner.on_invalid {
            Some(handler) => handler(invalid).await,
            None => Ok(Reply::Fail),
        };
        match answer {
            Ok(reply) => Outcome::Invalid { violations, reply },
            Err(error) => Outcome::Failed(error),
        }
    }

    /// Tells observers and the log, and makes the response.
    fn report(&self, envelope: Option<&Envelope>, outcome: Outcome, started: Instant) -> Response {
        let response = outcome.response();
        let delivery = Delivery::new(envelope, outcome, started.elapsed());
        delivery.trace();
        for observer in &self.inner.observers {
            observer(&delivery);
        }
        response
    }
}

impl From<RequestError> for Outcome {
    fn from(error: RequestError) -> Self {
        Self::Refused(Refusal::Request(error))
    }
}

impl From<VerifyError> for Outcome {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Unreadable(error) => Self::Unreadable(error),
            error => Self::Refused(Refusal::Verify(error)),
        }
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut messages: Vec<_> = self.inner.routes.keys().collect();
        messages.sort();
        f.debug_struct("Gateway")
            .field("verifier", &self.inner.verifier)
            .field("messages", &messages)
            .field("fallback", &self.inner.fallback.is_some())
            .field("lenient", &self.inner.lenient)
            .finish_non_exhaustive()
    }
}
