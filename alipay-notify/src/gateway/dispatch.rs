//! From an authentic message to what became of it: at most once, and to the handler of its name.

use std::sync::Arc;
use std::time::Duration;

use alipay_notify_schema::Family;

use super::claims::{Dedupe, HeldClaim, key_of, unreadable_key_of};
use super::guarded::{self, Cut};
use super::handler::{BoxFuture, Handled, InvalidHandler, UnreadableHandler, VerifiedHandler};
use super::outcome::Outcome;
use super::routes::{Routes, TypedHandler};
use super::running::{NoPermit, Running};
use crate::alarm::{Limit, Timer};
use crate::inbox::Condition;
use crate::open::{Envelope, Unchecked, Unreadable};
use crate::receive::Rejection;
use crate::store::MessageKey;

/// The handlers, and when each may run.
pub(super) struct Dispatcher {
    pub(super) routes: Routes,
    pub(super) fallback: Option<VerifiedHandler>,
    pub(super) on_invalid: Option<InvalidHandler>,
    pub(super) on_unreadable: Option<UnreadableHandler>,
    pub(super) lenient: bool,
    pub(super) time_limit: Duration,
    pub(super) running: Arc<Running>,
}

impl Dispatcher {
    /// Has an authentic message handled, unless this is not the time or, by `dedupe`, it is done.
    pub(super) async fn dispatch(
        &self,
        message: Result<Unchecked, Unreadable>,
        dedupe: Option<&Dedupe>,
        timer: Timer,
    ) -> Outcome {
        let _permit = match self.running.enter() {
            Ok(permit) => permit,
            Err(NoPermit::Busy) => return Outcome::Busy,
            Err(NoPermit::Closed) => return Outcome::ShuttingDown,
        };
        let outcome = match message {
            Ok(message) => self.dispatch_opened(message, dedupe, timer).await,
            Err(unreadable) => Rejection::from(unreadable).into(),
        };
        match (outcome, &self.on_unreadable) {
            (
                Outcome::Rejected { rejection: Rejection::Unreadable(unreadable), .. },
                Some(handler),
            ) => Box::pin(self.dispatch_unreadable(unreadable, handler, dedupe, timer)).await,
            (outcome, _) => outcome,
        }
    }

    async fn dispatch_opened(
        &self,
        message: Unchecked,
        dedupe: Option<&Dedupe>,
        timer: Timer,
    ) -> Outcome {
        let handler = self.handler(message.envelope());
        let time = handler.and_then(|handler| handler.time_limit).unwrap_or(self.time_limit);
        let limit = Limit { time, timer };
        let dedupe = dedupe.filter(|_| !handler.is_some_and(|handler| handler.each_delivery));

        let key = || key_of(&message, handler.map(|handler| handler.route.spec()));
        let claim = match claim(dedupe, message.envelope(), key, limit).await {
            Ok(claim) => claim,
            Err(outcome) => return outcome,
        };
        settled(self.handle(message, handler, limit).await, claim).await
    }

    async fn dispatch_unreadable(
        &self,
        unreadable: Unreadable,
        handler: &UnreadableHandler,
        dedupe: Option<&Dedupe>,
        timer: Timer,
    ) -> Outcome {
        let limit = Limit { time: self.time_limit, timer };
        let envelope = Arc::clone(unreadable.shared_envelope());
        let key = || unreadable_key_of(&envelope);
        let claim = match claim(dedupe, &envelope, key, limit).await {
            Ok(claim) => claim,
            Err(outcome) => return outcome,
        };
        let outcome = run_on_rejected(handler, unreadable, limit).await;
        settled(outcome, claim).await
    }

    /// What would become of a message, and what makes another delivery the same.
    pub(super) fn assess(&self, message: &Unchecked) -> (Condition, Option<MessageKey>) {
        let handler = self.handler(message.envelope());
        let checked = match handler {
            Some(handler) => handler.route.check(message.clone(), self.lenient),
            None => message.clone().check(None).map(drop).map_err(Rejection::from),
        };
        let condition = match checked {
            Err(Rejection::Unreadable(_)) => {
                return (Condition::Unreadable, unreadable_key_of(message.envelope()));
            }
            Err(_) => Condition::Invalid,
            Ok(()) if handler.is_some() || self.fallback.is_some() => Condition::Ready,
            Ok(()) => Condition::Unhandled,
        };
        (condition, key_of(message, handler.map(|handler| handler.route.spec())))
    }

    /// The handler of what an envelope says it is.
    fn handler(&self, envelope: &Envelope) -> Option<&TypedHandler> {
        envelope.kind().and_then(|(family, name)| self.routes.get(family, name))
    }

    /// Whether there is a handler for a message of this name, or the fallback.
    pub(super) fn takes(&self, family: Family, name: &str) -> bool {
        self.fallback.is_some() || self.routes.get(family, name).is_some()
    }

    /// Hands the message to whoever takes it.
    async fn handle(
        &self,
        message: Unchecked,
        handler: Option<&TypedHandler>,
        limit: Limit,
    ) -> Outcome {
        #[cfg(feature = "metrics")]
        let (started, label) = (std::time::Instant::now(), self.label(message.envelope()));

        let outcome = match (handler, &self.fallback) {
            (Some(handler), _) => run(|| handler.route.call(message, self.lenient), limit).await,
            (None, Some(fallback)) => run(|| Ok(fallback(message.check(None)?)), limit).await,
            (None, None) => match message.check(None) {
                Ok(_) => Outcome::Unhandled,
                Err(unreadable) => Rejection::from(unreadable).into(),
            },
        };
        let outcome = match (outcome, &self.on_invalid) {
            (Outcome::Rejected { rejection: Rejection::Invalid(invalid), .. }, Some(handler)) => {
                Box::pin(run_on_rejected(handler, invalid, limit)).await
            }
            (outcome, _) => outcome,
        };

        #[cfg(feature = "metrics")]
        if outcome.is_of_handler() {
            super::metrics::handler(label, started.elapsed());
        }
        outcome
    }

    /// What a message is counted as: its name where there is a handler for it. Nobody can add
    /// others.
    #[cfg(feature = "metrics")]
    pub(super) fn label(&self, envelope: &Envelope) -> &'static str {
        let known = envelope.kind().and_then(|(family, name)| self.routes.known(family, name));
        known.unwrap_or("other")
    }
}

/// Claims the message, where each is to be handled once.
async fn claim(
    dedupe: Option<&Dedupe>,
    envelope: &Envelope,
    key: impl FnOnce() -> Option<MessageKey>,
    limit: Limit,
) -> Result<Option<HeldClaim>, Outcome> {
    let Some(dedupe) = dedupe else { return Ok(None) };
    Box::pin(dedupe.claim(envelope, key(), limit)).await
}

/// Tells the store what became of the message.
async fn settled(outcome: Outcome, claim: Option<HeldClaim>) -> Outcome {
    if let Some(claim) = claim {
        Box::pin(claim.settle(outcome.reply())).await;
    }
    outcome
}

/// Asks the handler of rejected messages for the reply.
async fn run_on_rejected<R: Clone + Into<Rejection>>(
    handler: &(impl Fn(R) -> BoxFuture<Handled> + ?Sized),
    rejected: R,
    limit: Limit,
) -> Outcome {
    let rejection = rejected.clone().into();
    match run(|| Ok(handler(rejected)), limit).await {
        Outcome::Handled(reply) => Outcome::Rejected { rejection, reply },
        outcome => outcome,
    }
}

/// Calls a handler, unless the message is rejected on the way to it, and waits for what it made of
/// the message.
async fn run(
    start: impl FnOnce() -> Result<BoxFuture<Handled>, Rejection>,
    limit: Limit,
) -> Outcome {
    let running = match guarded::call(start) {
        Ok(Ok(running)) => running,
        Ok(Err(rejection)) => return rejection.into(),
        Err(panic) => return Outcome::Panicked(panic),
    };
    match guarded::run(running, limit).await {
        Ok(Ok(reply)) => Outcome::Handled(reply),
        Ok(Err(error)) => Outcome::Failed(error),
        Err(Cut::Panicked(panic)) => Outcome::Panicked(panic),
        Err(Cut::TimedOut) => Outcome::TimedOut { limit: limit.time },
    }
}
