//! The gateway: one URL that receives every message of an app and hands each to its handler.

mod builder;
mod claims;
mod delivery;
mod dispatch;
mod guarded;
mod handler;
#[cfg(feature = "metrics")]
mod metrics;
mod outcome;
mod routes;
mod running;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use tracing::Instrument as _;

pub use crate::receive::{Message, Rejection};
pub use crate::request::{Head, Incoming, RequestError};
pub use crate::response::{BoxError, IntoReply, Reply, Response};
pub use builder::{BuildError, GatewayBuilder};
pub use delivery::Delivery;
pub use guarded::Panic;
pub use outcome::Outcome;

use crate::open::Envelope;
use crate::verify::Verifier;
use delivery::Observer;
use dispatch::Dispatcher;

/// Receives deliveries: verifies each, decodes it, hands it to the handler of its `msg_method`, and
/// says what to answer.
///
/// It knows no web framework: `alipay-notify-axum` and `alipay-notify-actix` mount it. Cloning is
/// cheap and gives the same gateway.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

struct Inner {
    verifier: Verifier,
    dispatcher: Dispatcher,
    observers: Vec<Observer>,
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
    /// The response to a request that can't be a delivery: another method than POST, another
    /// content type than a form, an encoded or an oversized body.
    pub fn admit<P: AsRef<[u8]>>(&self, head: &Head<'_>) -> Result<Incoming<P>, Response> {
        self.inner.verifier.admit(head).map_err(|error| self.reject(error))
    }

    /// Takes the body of a delivery exactly as it was received, and says what to answer.
    ///
    /// The answer is `success` only where a handler, the fallback, `on_invalid` or `on_unreadable`
    /// accepted the message.
    pub async fn deliver(&self, body: &[u8]) -> Response {
        let started = Instant::now();
        let message = match self.inner.verifier.open(body) {
            Ok(message) => Ok(message),
            Err(Rejection::Unreadable(unreadable)) => Err(unreadable),
            Err(rejection) => return self.report(None, rejection.into(), started),
        };

        let envelope = Arc::clone(match &message {
            Ok(message) => message.envelope(),
            Err(unreadable) => unreadable.shared_envelope(),
        });
        let watch = Watch { gateway: self, envelope: &envelope, started, is_over: false };
        let outcome = self.inner.dispatcher.dispatch(message).instrument(span(&envelope)).await;
        watch.end();

        self.report(Some(&envelope), outcome, started)
    }

    /// Answers a request that never became a delivery: its body broke off, grew beyond its limit or
    /// took too long.
    #[must_use]
    pub fn reject(&self, error: RequestError) -> Response {
        self.report(None, Rejection::from(error).into(), Instant::now())
    }

    /// Takes no more messages: from now on each delivery is answered `fail`, so that it comes
    /// again. Those that are being handled go on; the returned future waits for the last of
    /// them.
    ///
    /// Call it when the process is asked to stop, and then have the server stop gracefully: the
    /// last answers may still be on their way.
    pub fn shut_down(&self) -> impl Future<Output = ()> + Send + use<> {
        let running = Arc::clone(&self.inner.dispatcher.running);
        running.close();
        async move { running.ended().await }
    }

    /// Tells observers and the log, and makes the response.
    fn report(&self, envelope: Option<&Envelope>, outcome: Outcome, started: Instant) -> Response {
        let response = outcome.response();
        let delivery = Delivery::new(envelope, outcome, started.elapsed());
        // The error of a handler is the user's: it may panic as it is shown, and as it is dropped.
        if guarded::call(|| delivery.trace()).is_err() {
            tracing::error!("the error of a handler panicked as it was shown");
        }
        #[cfg(feature = "metrics")]
        metrics::delivery(
            envelope.map_or("none", |envelope| self.inner.dispatcher.label(envelope.msg_method())),
            delivery.outcome(),
        );
        for observer in &self.inner.observers {
            if guarded::call(|| observer(&delivery)).is_err() {
                tracing::error!("an observer panicked");
            }
        }
        if guarded::call(|| drop(delivery)).is_err() {
            tracing::error!("the error of a handler panicked as it was dropped");
        }
        response
    }
}

/// Sees to it that a delivery is reported whose connection is dropped while it is handled.
struct Watch<'d> {
    gateway: &'d Gateway,
    envelope: &'d Envelope,
    started: Instant,
    is_over: bool,
}

impl Watch<'_> {
    fn end(mut self) {
        self.is_over = true;
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.gateway.report(Some(self.envelope), Outcome::Dropped, self.started);
        }
    }
}

/// What identifies a delivery, on everything that is logged while it is handled.
fn span(envelope: &Envelope) -> tracing::Span {
    let (notify_id, app_id) = (envelope.notify_id(), envelope.app_id());
    tracing::info_span!("delivery", notify_id, app_id, msg_method = envelope.msg_method())
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages = self.inner.dispatcher.routes.names();
        f.debug_struct("Gateway")
            .field("verifier", &self.inner.verifier)
            .field("messages", &messages)
            .field("fallback", &self.inner.dispatcher.fallback.is_some())
            .field("lenient", &self.inner.dispatcher.lenient)
            .finish_non_exhaustive()
    }
}
