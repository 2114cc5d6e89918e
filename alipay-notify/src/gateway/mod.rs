//! The gateway: one URL that receives every message of an app and hands each to its handler.

mod builder;
mod claims;
mod guarded;
mod handler;
#[cfg(feature = "metrics")]
mod metrics;
mod outcome;
mod rejection;
mod request;
mod running;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use builder::{BuildError, GatewayBuilder};
pub use guarded::Panic;
pub use handler::{BoxError, IntoReply};
pub use outcome::{Delivery, Outcome, Refusal, Reply, Response};
pub use rejection::{Received, Rejection};
pub use request::{Head, Incoming, RequestError};

use crate::envelope::Envelope;
use crate::notification::Invalid;
use crate::open::Unchecked;
use crate::verifier::{ReceiveError, Verifier, VerifyError};
use claims::Dedupe;
use guarded::Cut;
use handler::{Answer, BoxFuture, InvalidHandler, Observer, Route, VerifiedHandler};
use running::{Running, Turned};
use tracing::Instrument as _;

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
    routes: HashMap<&'static str, Registered>,
    fallback: Option<VerifiedHandler>,
    on_invalid: Option<InvalidHandler>,
    observers: Vec<Observer>,
    lenient: bool,
    time_limit: Duration,
    dedupe: Option<Dedupe>,
    running: Arc<Running>,
}

/// A typed handler, and how long it may take where that is its own.
struct Registered {
    route: Box<dyn Route>,
    time_limit: Option<Duration>,
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
        self.inner.verifier.admit(head).map_err(|error| self.refuse(error))
    }

    /// Takes the body of a delivery exactly as it was received, and says what to answer.
    ///
    /// The answer is `success` only where a handler, the fallback or `on_invalid` accepted the
    /// message.
    pub async fn deliver(&self, body: &[u8]) -> Response {
        let started = Instant::now();
        match self.inner.verifier.open(body) {
            Ok(message) => {
                let envelope = Arc::clone(message.envelope());
                let watch = Watch { gateway: self, envelope: &envelope, started, is_over: false };
                let outcome = self.accept(message).instrument(span(&envelope)).await;
                watch.end();
                self.report(Some(&envelope), outcome, started)
            }
            Err(error) => self.report(None, Outcome::from(error), started),
        }
    }

    /// Takes no more messages: from now on each delivery is answered `fail`, so that it comes
    /// again. Those that are being handled go on; the returned future waits for the last of
    /// them.
    ///
    /// Call it when the process is asked to stop, and then have the server stop gracefully: the
    /// last answers may still be on their way.
    pub fn shut_down(&self) -> impl Future<Output = ()> + Send + use<> {
        let running = Arc::clone(&self.inner.running);
        running.close();
        async move { running.ended().await }
    }

    /// Answers a request that never became a delivery: its body broke off, grew beyond its limit or
    /// took too long.
    #[must_use]
    pub fn refuse(&self, error: RequestError) -> Response {
        self.report(None, Outcome::from(error), Instant::now())
    }

    /// Sees to it that an authentic message is handled, unless it is done, or this is not the time.
    async fn accept(&self, message: Unchecked) -> Outcome {
        let _permit = match self.inner.running.enter() {
            Ok(permit) => permit,
            Err(Turned::Busy) => return Outcome::Busy,
            Err(Turned::Closed) => return Outcome::ShuttingDown,
        };
        let route = self.inner.routes.get(message.envelope().msg_method());
        match &self.inner.dedupe {
            Some(dedupe) => self.handle_once(message, route, dedupe).await,
            None => self.handle(message, route).await,
        }
    }

    /// Handles a message that is not done yet.
    async fn handle_once(
        &self,
        message: Unchecked,
        route: Option<&Registered>,
        dedupe: &Dedupe,
    ) -> Outcome {
        if !dedupe.remembers(message.envelope()) {
            return Outcome::Stale;
        }
        let key = message.key(route.map(|registered| registered.route.spec()));
        let claimed = match dedupe.claim(key, self.time_limit(route)).await {
            Ok(claimed) => claimed,
            Err(outcome) => return outcome,
        };
        let outcome = self.handle(message, route).await;
        match outcome.reply() {
            Reply::Success => claimed.complete().await,
            Reply::Fail => claimed.release().await,
        }
        outcome
    }

    /// Hands a message to whoever takes it, and notes how long that took.
    async fn handle(&self, message: Unchecked, route: Option<&Registered>) -> Outcome {
        #[cfg(feature = "metrics")]
        let (started, msg_method) = (Instant::now(), self.label(Some(message.envelope())));
        let outcome = self.hand_over(message, route).await;
        #[cfg(feature = "metrics")]
        if outcome.is_of_handler() {
            metrics::handler(msg_method, started.elapsed());
        }
        outcome
    }

    async fn hand_over(&self, message: Unchecked, route: Option<&Registered>) -> Outcome {
        let limit = self.time_limit(route);
        match route {
            Some(registered) => {
                match guarded::call(|| registered.route.call(message, self.inner.lenient)) {
                    Ok(Ok(answer)) => finish(answer, limit).await,
                    Ok(Err(ReceiveError::Invalid(invalid))) => self.invalid(invalid, limit).await,
                    Ok(Err(ReceiveError::Verify(error))) => Outcome::from(error),
                    Err(panic) => Outcome::Panicked(panic),
                }
            }
            None => match (message.check(), &self.inner.fallback) {
                (Ok(verified), Some(fallback)) => start(|| fallback(verified), limit).await,
                (Ok(_), None) => Outcome::Unhandled,
                (Err(error), _) => Outcome::Unreadable(error),
            },
        }
    }

    async fn invalid(&self, invalid: Invalid, limit: Duration) -> Outcome {
        let violations = invalid.violations().clone();
        let Some(handler) = &self.inner.on_invalid else {
            return Outcome::Invalid { violations, reply: Reply::Fail };
        };
        match start(|| handler(invalid), limit).await {
            Outcome::Handled(reply) => Outcome::Invalid { violations, reply },
            outcome => outcome,
        }
    }

    fn time_limit(&self, route: Option<&Registered>) -> Duration {
        route.and_then(|registered| registered.time_limit).unwrap_or(self.inner.time_limit)
    }

    /// What a message is counted as: its `msg_method` where there is a handler for it. Nobody can
    /// add others.
    #[cfg(feature = "metrics")]
    fn label(&self, envelope: Option<&Envelope>) -> &'static str {
        let known = envelope.map(|envelope| self.inner.routes.get_key_value(envelope.msg_method()));
        match known {
            Some(Some((msg_method, _))) => msg_method,
            Some(None) => "other",
            None => "none",
        }
    }

    /// Tells observers and the log, and makes the response.
    fn report(&self, envelope: Option<&Envelope>, outcome: Outcome, started: Instant) -> Response {
        let response = outcome.response();
        let delivery = Delivery::new(envelope, outcome, started.elapsed());
        delivery.trace();
        #[cfg(feature = "metrics")]
        metrics::delivery(self.label(envelope), delivery.outcome());
        for observer in &self.inner.observers {
            if guarded::call(|| observer(&delivery)).is_err() {
                tracing::error!("an observer panicked");
            }
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

/// Calls a handler and waits for its answer.
async fn start(handler: impl FnOnce() -> BoxFuture<Answer>, limit: Duration) -> Outcome {
    match guarded::call(handler) {
        Ok(answer) => finish(answer, limit).await,
        Err(panic) => Outcome::Panicked(panic),
    }
}

/// Waits for the answer of a handler.
async fn finish(answer: BoxFuture<Answer>, limit: Duration) -> Outcome {
    match guarded::run(answer, limit).await {
        Ok(Ok(reply)) => Outcome::Handled(reply),
        Ok(Err(error)) => Outcome::Failed(error),
        Err(Cut::Panicked(panic)) => Outcome::Panicked(panic),
        Err(Cut::TimedOut) => Outcome::TimedOut { limit },
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
