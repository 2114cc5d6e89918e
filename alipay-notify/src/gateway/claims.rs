//! Each message once: claims in the store, and messages that are too old to be remembered there.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify_schema::{Family, MessageSchema};

use super::guarded::{Cut, call, run};
use super::outcome::Outcome;
use super::redelivery::SCHEDULE;
use crate::alarm::{Limit, Timer};
use crate::open::{Envelope, Unchecked};
use crate::response::Reply;
use crate::store::{AnyStore, Claim, Clock, MessageKey, StoreError, Token};

/// How messages are kept from being handled twice.
pub(super) struct Dedupe {
    pub(super) store: Arc<dyn AnyStore>,
    pub(super) window: Window,
}

/// From when deliveries may be, so that what is done is remembered for longer.
#[derive(Clone)]
pub(super) struct Window {
    pub(super) clock: Arc<dyn Clock>,
    /// How old a delivery may be.
    pub(super) max_age: Duration,
    /// How far the clocks may be apart.
    pub(super) skew: Duration,
}

/// What the store, or the inbox, may take before the delivery is given up.
const STORE_LIMIT: Duration = Duration::from_secs(5);

/// How much longer than any copy is accepted it is remembered: at the same instant, it would depend
/// on who looks first.
const BEYOND: Duration = Duration::from_secs(60);

/// How much longer than a handler its claim lasts: the store needs time as well.
const MARGIN: Duration = Duration::from_secs(30);

impl Dedupe {
    /// Claims a message whose handler may take as long as `limit`; the outcome where there is
    /// nothing to handle. What has no key is not claimed.
    pub(super) async fn claim(
        &self,
        envelope: &Envelope,
        message: Option<MessageKey>,
        limit: Limit,
    ) -> Result<Option<HeldClaim>, Outcome> {
        if !self.window.accepts(envelope) {
            return Err(Outcome::Stale);
        }
        let Some(message) = message else { return Ok(None) };

        // Made before the store is asked: where the delivery is dropped meanwhile, the claim may be
        // there already.
        let held = HeldClaim {
            store: Arc::clone(&self.store),
            retention: self.window.retention(),
            message,
            token: Token::random().map_err(Outcome::Store)?,
            state: State::Running,
            timer: limit.timer,
        };
        let claim = self.store.claim(&held.message, held.token, limit.time.saturating_add(MARGIN));
        match bounded(claim, StoreError::new, limit.timer).await {
            Ok(Claim::Granted) => Ok(Some(held)),
            Ok(Claim::Done) => {
                held.forget();
                Err(Outcome::Duplicate)
            }
            Ok(Claim::InFlight) => {
                held.forget();
                Err(Outcome::InFlight)
            }
            Err(error) => Err(Outcome::Store(error)),
        }
    }
}

impl Window {
    /// How long that a message is done must be remembered, so that no copy of any of its deliveries
    /// is accepted once it is forgotten: [`GatewayBuilder::dedupe`](super::GatewayBuilder::dedupe)
    /// has the argument.
    pub(super) fn retention(&self) -> Duration {
        let skews = self.skew.saturating_mul(2);
        SCHEDULE.saturating_add(self.max_age).saturating_add(skews).saturating_add(BEYOND)
    }

    /// Whether a delivery is from a time that the store remembers. One that is older could be done
    /// and forgotten, and one whose time can't be read could be of any age.
    ///
    /// What says no time is accepted: messages of the long connection, where what is presented
    /// again came through the connection to Alipay, which is encrypted; and what services push.
    pub(super) fn accepts(&self, envelope: &Envelope) -> bool {
        if !envelope.is_dated() {
            return true;
        }
        let now = self.clock.now();
        envelope.sent_at().is_some_and(|sent| match now.duration_since(sent) {
            Ok(age) => age <= self.max_age,
            Err(ahead) => ahead.duration() <= self.skew,
        })
    }
}

/// What makes another delivery the same: the value that its specification says, or else its id.
/// What has neither is handled each time.
pub(super) fn key_of(message: &Unchecked, spec: Option<&MessageSchema>) -> Option<MessageKey> {
    let envelope = message.envelope();
    let value = spec.and_then(|spec| Some((spec, message.idempotency_value(spec)?)));
    value.map_or_else(
        || key_of_id(envelope),
        |(spec, value)| {
            let app_id = envelope.app_id().unwrap_or_default();
            let merchant = envelope.auth_app_id();
            Some(MessageKey::of_content(app_id, merchant, &spec.name, &value))
        },
    )
}

/// The key of a `notify_id`; over the long connection, of the `x-msgId`, or else of all that the
/// message says.
fn key_of_id(envelope: &Envelope) -> Option<MessageKey> {
    let app_id = envelope.app_id().unwrap_or_default();
    if let Some(notify_id) = envelope.notify_id() {
        return Some(MessageKey::of_notify_id(app_id, notify_id));
    }
    if let Some(msg_id) = envelope.msg_id() {
        return Some(MessageKey::of_msg_id(app_id, msg_id));
    }
    let (family, name) = envelope.kind()?;
    let content = envelope.biz_content().filter(|_| family == Family::Message)?;
    Some(MessageKey::of_content(app_id, None, name, content))
}

/// What makes another delivery the same that can't be read.
pub(super) fn unreadable_key_of(envelope: &Envelope) -> Option<MessageKey> {
    key_of_id(envelope).map(MessageKey::unreadable)
}

/// A claim that this delivery holds. Dropped, as with a connection, it is given up.
pub(super) struct HeldClaim {
    store: Arc<dyn AnyStore>,
    retention: Duration,
    message: MessageKey,
    token: Token,
    state: State,
    timer: Timer,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The handler runs.
    Running,
    /// The handler is done, and the store is being informed.
    Handled,
    /// The store knows.
    Settled,
}

impl HeldClaim {
    /// Tells the store what a handler made of the message.
    pub(super) async fn settle(self, reply: Reply) {
        match reply {
            Reply::Success => self.complete().await,
            Reply::Fail | Reply::Later(_) | Reply::Never(_) => self.release().await,
        }
    }

    /// Has the message remembered as done.
    async fn complete(mut self) {
        self.state = State::Handled;
        let complete = self.store.complete(&self.message, self.token, self.retention);
        match bounded(complete, StoreError::new, self.timer).await {
            Ok(true) => self.state = State::Settled,
            Ok(false) => {
                self.state = State::Settled;
                tracing::error!(
                    "a message was handled, but its claim had ended or was forgotten: it may be \
                     handled again"
                );
            }
            // The store tries again as this is dropped.
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "a message was handled, but the store could not note it: it may be handled again"
            ),
        }
    }

    /// Leaves the message to its next delivery.
    async fn release(mut self) {
        let release = self.store.release(&self.message, self.token);
        match bounded(release, StoreError::new, self.timer).await {
            Ok(()) => self.state = State::Settled,
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a claim could not be released: deliveries of this message are declined until its \
                 lease ends"
            ),
        }
    }

    /// There was no claim.
    fn forget(mut self) {
        self.state = State::Settled;
    }
}

impl Drop for HeldClaim {
    fn drop(&mut self) {
        // A panic here would end the process where another one is under way.
        let dropped = call(|| match self.state {
            State::Running => self.store.abandon(&self.message, self.token),
            State::Handled => self.store.settle(&self.message, self.token, self.retention),
            State::Settled => {}
        });
        if dropped.is_err() {
            tracing::error!("the store panicked");
        }
    }
}

/// What a store or an inbox answers, within its time.
pub(super) async fn bounded<T, E>(
    answer: Pin<Box<dyn Future<Output = Result<T, E>> + Send + '_>>,
    error: impl Fn(&'static str) -> E,
    timer: Timer,
) -> Result<T, E> {
    match run(answer, Limit { time: STORE_LIMIT, timer }).await {
        Ok(answer) => answer,
        Err(Cut::Panicked(_)) => Err(error("it panicked")),
        Err(Cut::TimedOut) => Err(error("no answer within 5 seconds")),
    }
}
