//! From an authentic message to what became of it: at most once, and to the handler of its
//! `msg_method`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::claims::{Dedupe, HeldClaim};
use super::guarded::{self, Cut};
use super::handler::{BoxFuture, Handled, InvalidHandler, Route, VerifiedHandler};
use super::outcome::Outcome;
use super::running::{NoPermit, Running};
use crate::decode::Invalid;
use crate::open::Unchecked;
use crate::receive::Rejection;

/// The handlers, and when each may run.
pub(super) struct Dispatcher {
    pub(super) routes: HashMap<&'static str, TypedHandler>,
    pub(super) fallback: Option<VerifiedHandler>,
    pub(super) on_invalid: Option<InvalidHandler>,
    pub(super) lenient: bool,
    pub(super) time_limit: Duration,
    pub(super) dedupe: Option<Dedupe>,
    pub(super) running: Arc<Running>,
}

/// The handler of a message, and how long it may take where that is its own.
pub(super) struct TypedHandler {
    pub(super) route: Box<dyn Route>,
    pub(super) time_limit: Option<Duration>,
}

impl Dispatcher {
    /// Has an authentic message handled, unless it is done or this is not the time.
    pub(super) async fn dispatch(&self, message: Unchecked) -> Outcome {
        let _permit = match self.running.enter() {
            Ok(permit) => permit,
            Err(NoPermit::Busy) => return Outcome::Busy,
            Err(NoPermit::Closed) => return Outcome::ShuttingDown,
        };
        let handler = self.routes.get(message.envelope().msg_method());
        let limit = handler.and_then(|handler| handler.time_limit).unwrap_or(self.time_limit);

        let claim = match self.claim(&message, handler, limit).await {
            Ok(claim) => claim,
            Err(outcome) => return outcome,
        };
        let outcome = self.handle(message, handler, limit).await;
        if let Some(claim) = claim {
            claim.settle(outcome.reply()).await;
        }
        outcome
    }

    /// Claims the message, where each is to be handled once.
    async fn claim(
        &self,
        message: &Unchecked,
        handler: Option<&TypedHandler>,
        limit: Duration,
    ) -> Result<Option<HeldClaim>, Outcome> {
        let Some(dedupe) = &self.dedupe else { return Ok(None) };
        let spec = handler.map(|handler| handler.route.spec());
        dedupe.claim(message, spec, limit).await.map(Some)
    }

    /// Hands the message to whoever takes it.
    async fn handle(
        &self,
        message: Unchecked,
        handler: Option<&TypedHandler>,
        limit: Duration,
    ) -> Outcome {
        #[cfg(feature = "metrics")]
        let (started, msg_method) =
            (std::time::Instant::now(), self.label(message.envelope().msg_method()));

        let outcome = match (handler, &self.fallback) {
            (Some(handler), _) => run(|| handler.route.call(message, self.lenient), limit).await,
            (None, Some(fallback)) => run(|| Ok(fallback(message.check()?)), limit).await,
            (None, None) => match message.check() {
                Ok(_) => Outcome::Unhandled,
                Err(unreadable) => Rejection::from(unreadable).into(),
            },
        };
        let outcome = match (outcome, &self.on_invalid) {
            (Outcome::Rejected { rejection: Rejection::Invalid(invalid), .. }, Some(handler)) => {
                run_on_invalid(handler, invalid, limit).await
            }
            (outcome, _) => outcome,
        };

        #[cfg(feature = "metrics")]
        if outcome.is_of_handler() {
            super::metrics::handler(msg_method, started.elapsed());
        }
        outcome
    }

    /// What a message is counted as: its `msg_method` where there is a handler for it. Nobody can
    /// add others.
    #[cfg(feature = "metrics")]
    pub(super) fn label(&self, msg_method: &str) -> &'static str {
        self.routes.get_key_value(msg_method).map_or("other", |(known, _)| known)
    }
}

async fn run_on_invalid(handler: &InvalidHandler, invalid: Invalid, limit: Duration) -> Outcome {
    let rejection = Rejection::Invalid(invalid.clone());
    match run(|| Ok(handler(invalid)), limit).await {
        Outcome::Handled(reply) => Outcome::Rejected { rejection, reply },
        outcome => outcome,
    }
}

/// Calls a handler, unless the message is rejected on the way to it, and waits for what it made of
/// the message.
async fn run(
    start: impl FnOnce() -> Result<BoxFuture<Handled>, Rejection>,
    limit: Duration,
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
        Err(Cut::TimedOut) => Outcome::TimedOut { limit },
    }
}
