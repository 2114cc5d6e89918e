//! The gateway: one URL that receives every message of an app and hands each to its handler.

mod activation;
mod build_error;
mod builder;
mod claims;
mod delivery;
mod dispatch;
mod guarded;
mod handler;
#[cfg(feature = "metrics")]
mod metrics;
mod outcome;
mod receiving;
mod redelivery;
mod routes;
mod running;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use alipay_notify_schema::Family;
use tracing::Instrument as _;

pub use crate::alarm::Timer;
pub use crate::receive::{Message, Rejection};
pub use crate::request::{Head, Incoming, RequestError};
pub use crate::response::{BoxError, IntoReply, Reply, Response, SignedAnswer};
pub use activation::Activation;
pub use build_error::BuildError;
pub use builder::GatewayBuilder;
pub use delivery::Delivery;
pub use guarded::Panic;
pub use outcome::Outcome;
pub use redelivery::redelivery;

use crate::inbox::{StoredDelivery, Worked};
use crate::open::{Envelope, Unchecked, Unreadable};
use crate::verify::{Refusal, SignedData, Signer, Verifier, VerifyError};
use activation::Activations;
use claims::{Dedupe, Window};
use delivery::{Identity, Observer};
use dispatch::Dispatcher;
use receiving::Receiving;

/// Receives deliveries: verifies each, decodes it, hands it to the handler of its name, and
/// says what to answer.
///
/// It knows no web framework: `alipay-notify-axum` and `alipay-notify-actix` mount it. Cloning is
/// cheap and gives the same gateway.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
    timer: Timer,
}

struct Inner {
    verifier: Verifier,
    dispatcher: Dispatcher,
    activations: Activations,
    dedupe: Option<Dedupe>,
    receiving: Option<Receiving>,
    window: Window,
    observers: Vec<Observer>,
}

impl Gateway {
    /// Begins a gateway that accepts what `verifier` accepts.
    pub fn builder(verifier: Verifier) -> GatewayBuilder {
        GatewayBuilder::new(verifier)
    }

    /// The same gateway, whose time limits this timer keeps. Adapters give the timer of their
    /// runtime; without one, limits are kept by a thread of their own, which takes longer.
    #[must_use]
    pub fn timed_by(mut self, timer: Timer) -> Self {
        self.timer = timer;
        self
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
        self.decide(self.inner.verifier.open_signed(body), || Cow::Borrowed(body), started).await
    }

    /// Takes a body that was read to its end, as [`deliver`](Self::deliver) does. Its share of
    /// [`Limits::bodies`](crate::verify::Limits::bodies) is given back once it is verified, before
    /// a handler is called; and so is its memory, unless an inbox stores it.
    pub async fn receive<P: AsRef<[u8]>>(&self, body: Incoming<P>) -> Response {
        let started = Instant::now();
        let opened = self.inner.verifier.open_signed(body.as_bytes());
        let kept = self.inner.receiving.is_some().then(|| body.out_of_budget());
        let body = || Cow::Borrowed(kept.as_ref().map_or(&[][..], Incoming::as_bytes));
        self.decide(opened, body, started).await
    }

    /// Takes a message of the long connection, and says what to answer: as
    /// [`deliver`](Self::deliver), with the same handlers.
    ///
    /// Such a message has no `notify_id`. With [`dedupe`](GatewayBuilder::dedupe) it is known by
    /// the field that its schema marks, or else by its `x-msgId`; and it has no time, so none is
    /// too old.
    pub async fn deliver_data(&self, signed: &SignedData<'_>) -> Response {
        let started = Instant::now();
        let opened = self.inner.verifier.open_data(signed);
        self.decide(opened, || Cow::Owned(signed.to_kept()), started).await
    }

    /// The verifier that decides what is authentic.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.inner.verifier
    }

    /// Decides on a delivery; only an inbox needs its body any more.
    async fn decide<'b>(
        &self,
        opened: Result<(Signer, Result<Unchecked, Unreadable>), Refusal>,
        body: impl FnOnce() -> Cow<'b, [u8]>,
        started: Instant,
    ) -> Response {
        let (signer, message) = match opened {
            Ok(opened) => opened,
            Err(Refusal { error, claim }) => {
                let identity = Identity::claimed(claim.as_ref(), &self.inner.dispatcher.routes);
                return self.answer(identity, Rejection::from(error).into(), started);
            }
        };

        let Inner { dispatcher, activations, dedupe, receiving, .. } = &*self.inner;
        let envelope = envelope_of(&message);
        let watch = Watch::new(self, Counted::Delivery, &envelope, started);
        let decide = async {
            if let Some(outcome) = activations.decide(&message, dispatcher) {
                outcome
            } else if let Some(receiving) = receiving {
                let body = body();
                let store = receiving.store(&body, &signer, &message, dispatcher, self.timer);
                Box::pin(store).await
            } else {
                dispatcher.dispatch(message, dedupe.as_ref(), self.timer).await
            }
        };
        let outcome = decide.instrument(span(&envelope)).await;
        watch.end();

        self.answer(Identity::Authentic(&envelope), outcome, started)
    }

    /// Has a delivery that an inbox kept handled, by the handlers of this gateway. They run as for
    /// a delivery that has just come: as strictly, as long at the most, and with observers.
    ///
    /// It is handled whether or not it was handled before: that is for the inbox to know.
    pub async fn work(&self, stored: &StoredDelivery) -> Worked {
        let started = Instant::now();
        let content_key = self.inner.verifier.content_key(stored.app_id(), stored.is_call());
        let message = match stored.reopen(content_key.as_ref()) {
            Ok(message) => message,
            Err(error) => {
                let outcome = Rejection::from(VerifyError::from(error)).into();
                return self.attempted(Identity::Unknown, outcome, started);
            }
        };

        let envelope = envelope_of(&message);
        let watch = Watch::new(self, Counted::Attempt, &envelope, started);
        let work = self.inner.dispatcher.dispatch(message, None, self.timer);
        let outcome = work.instrument(span(&envelope)).await;
        watch.end();

        self.attempted(Identity::Authentic(&envelope), outcome, started)
    }

    /// Whether a message of this name has a handler here, or the fallback.
    #[must_use]
    pub fn takes(&self, family: Family, name: &str) -> bool {
        self.inner.dispatcher.takes(family, name)
    }

    /// How long that a message is done must be remembered, so that no copy of any of its deliveries
    /// is accepted once it is forgotten: [`GatewayBuilder::dedupe`] has the argument.
    #[must_use]
    pub fn retention(&self) -> Duration {
        self.inner.window.retention()
    }

    /// Answers a request that never became a delivery: its body broke off, grew beyond a limit or
    /// took too long.
    #[must_use]
    pub fn reject(&self, error: RequestError) -> Response {
        self.answer(Identity::Unknown, Rejection::from(error).into(), Instant::now())
    }

    /// Takes no more messages: from now on each delivery is answered `fail`, so that it comes
    /// again. Those that are being handled, or stored in an inbox, go on; the returned future waits
    /// for the last of them.
    ///
    /// Call it when the process is asked to stop, and then have the server stop gracefully: the
    /// last answers may still be on their way.
    pub fn shut_down(&self) -> impl Future<Output = ()> + Send + use<> {
        let handling = &self.inner.dispatcher.running;
        let storing = self.inner.receiving.as_ref().map(|receiving| &receiving.running);
        let running: Vec<_> = storing.into_iter().chain([handling]).cloned().collect();
        for running in &running {
            running.close();
        }
        async move {
            for running in running {
                running.ended().await;
            }
        }
    }

    /// Reports a delivery, and makes the response.
    fn answer(&self, identity: Identity<'_>, outcome: Outcome, started: Instant) -> Response {
        let response = outcome.response();
        self.report(Counted::Delivery, identity, outcome, started);
        response
    }

    /// Reports an attempt at a delivery that an inbox kept.
    fn attempted(&self, identity: Identity<'_>, outcome: Outcome, started: Instant) -> Worked {
        // The error of a handler is the user's: it may panic as it is shown.
        let worked = guarded::call(|| Worked::of(&outcome));
        let worked = worked.unwrap_or_else(|_| Worked::Failed(outcome.name(), String::new()));
        self.report(Counted::Attempt, identity, outcome, started);
        worked
    }

    /// Tells observers and the log, and counts.
    fn report(&self, counted: Counted, identity: Identity<'_>, outcome: Outcome, started: Instant) {
        let delivery = Delivery::new(identity, outcome, started.elapsed());
        // The error of a handler is the user's: it may panic as it is shown, and as it is dropped.
        if guarded::call(|| delivery.trace()).is_err() {
            tracing::error!("the error of a handler panicked as it was shown");
        }
        #[cfg(feature = "metrics")]
        metrics::count(
            counted,
            identity.envelope().map_or("none", |envelope| self.inner.dispatcher.label(envelope)),
            delivery.outcome(),
        );
        #[cfg(not(feature = "metrics"))]
        let _ = counted;
        for observer in &self.inner.observers {
            if guarded::call(|| observer(&delivery)).is_err() {
                tracing::error!("an observer panicked");
            }
        }
        if guarded::call(|| drop(delivery)).is_err() {
            tracing::error!("the error of a handler panicked as it was dropped");
        }
    }
}

/// What is counted.
#[derive(Clone, Copy)]
enum Counted {
    /// A delivery.
    Delivery,
    /// An attempt at a delivery that an inbox kept.
    Attempt,
}

/// Sees to it that a delivery is reported that is dropped while it is handled.
struct Watch<'d> {
    gateway: &'d Gateway,
    counted: Counted,
    envelope: &'d Envelope,
    started: Instant,
    is_over: bool,
}

impl<'d> Watch<'d> {
    fn new(
        gateway: &'d Gateway,
        counted: Counted,
        envelope: &'d Envelope,
        started: Instant,
    ) -> Self {
        Self { gateway, counted, envelope, started, is_over: false }
    }

    fn end(mut self) {
        self.is_over = true;
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            let (counted, started) = (self.counted, self.started);
            let identity = Identity::Authentic(self.envelope);
            self.gateway.report(counted, identity, Outcome::Dropped, started);
        }
    }
}

fn envelope_of(message: &Result<Unchecked, Unreadable>) -> Arc<Envelope> {
    Arc::clone(match message {
        Ok(message) => message.envelope(),
        Err(unreadable) => unreadable.shared_envelope(),
    })
}

/// What identifies a delivery, on everything that is logged while it is handled.
fn span(envelope: &Envelope) -> tracing::Span {
    let (notify_id, app_id) = (envelope.notify_id(), envelope.app_id());
    // In a log as JSON, `name` is that of the span.
    tracing::info_span!("delivery", notify_id, app_id, message_name = envelope.name())
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
