//! How a gateway is put together.

use std::fmt;
use std::future::Future;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify_schema::Family;

use super::activation::{Activation, Activations};
use super::build_error::BuildError;
use super::claims::{Dedupe, Window};
use super::delivery::Observer;
use super::dispatch::Dispatcher;
use super::handler::{InvalidHandler, Route, Typed, UnreadableHandler, VerifiedHandler, boxed};
use super::receiving::Receiving;
use super::routes::{Routes, TypedHandler};
use super::running::Running;
use super::{Delivery, Gateway, Inner, IntoReply};
use crate::alarm::own_timer;
use crate::decode::{AlipayNotify, Invalid, Notification};
use crate::inbox::{AnyInbox, Inbox};
use crate::key::AppPrivateKey;
use crate::open::{Unreadable, Verified, rules};
use crate::store::{AnyStore, Clock, Store, SystemClock};
use crate::verify::Verifier;

/// Puts a [`Gateway`] together.
///
/// ```
/// use alipay_notify::messages::{ShopSaveRejected, UserOpencardResult};
/// use alipay_notify::{Gateway, Notification, Reply, Verified, Verifier};
///
/// async fn card_opened(n: Notification<UserOpencardResult>) -> Result<(), std::io::Error> {
///     println!("{} opened", n.biz_card_no);
///     Ok(())
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let key = alipay_notify::testing::TestKey::generate().public_key();
/// let gateway = Gateway::builder(Verifier::new(key))
///     .on(card_opened)
///     .on(|n: Notification<ShopSaveRejected>| async move {
///         println!("{} rejected: {}", n.shop_id, n.reason);
///         Reply::Success
///     })
///     .fallback(|other: Verified| async move {
///         println!("archived {}", other.envelope());
///         Reply::Success
///     })
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct GatewayBuilder {
    verifier: Verifier,
    routes: Vec<(Family, &'static str, Box<dyn Route>)>,
    fallback: Option<VerifiedHandler>,
    on_invalid: Option<InvalidHandler>,
    on_unreadable: Option<UnreadableHandler>,
    activation: Vec<(Option<String>, AppPrivateKey)>,
    observers: Vec<Observer>,
    lenient: bool,
    time_limit: Duration,
    time_limits: Vec<(Family, &'static str, Duration)>,
    each_delivery: Vec<(Family, &'static str)>,
    concurrency: Option<NonZeroUsize>,
    store: Option<Arc<dyn AnyStore>>,
    inbox: Option<Arc<dyn AnyInbox>>,
    max_age: Duration,
    skew: Duration,
    clock: Arc<dyn Clock>,
}

/// Alipay delivers a message for the last time about 25 hours after its event, stamped anew: most
/// deliveries are seconds old. This leaves room for one that was stamped when its event happened.
const MAX_AGE: Duration = Duration::from_secs(26 * 60 * 60);

/// Clocks of servers are seldom minutes apart.
const SKEW: Duration = Duration::from_secs(10 * 60);

/// Below what a sender may wait for.
const TIME_LIMIT: Duration = Duration::from_secs(10);

impl GatewayBuilder {
    pub(super) fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            routes: Vec::new(),
            fallback: None,
            on_invalid: None,
            on_unreadable: None,
            activation: Vec::new(),
            observers: Vec::new(),
            lenient: false,
            time_limit: TIME_LIMIT,
            time_limits: Vec::new(),
            each_delivery: Vec::new(),
            concurrency: None,
            store: None,
            inbox: None,
            max_age: MAX_AGE,
            skew: SKEW,
            clock: Arc::new(SystemClock),
        }
    }

    /// Registers the handler of message `M`.
    pub fn on<M, F, Fut>(mut self, handler: F) -> Self
    where
        M: AlipayNotify + 'static,
        F: Fn(Notification<M>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoReply> + Send + 'static,
    {
        let route = Box::new(Typed::<M, F>::new(handler));
        self.routes.push((M::SPEC.family, M::NAME, route));
        self
    }

    /// Registers the handler of authentic messages that have none of their own. Without one, such a
    /// message is answered `fail`.
    pub fn fallback<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Verified) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoReply> + Send + 'static,
    {
        self.fallback = Some(boxed(handler));
        self
    }

    /// Registers the handler of authentic messages that break their specification.
    /// Without one, such a message is logged and answered `fail`, so that it comes again while
    /// someone looks.
    ///
    /// With [`dedupe`](Self::dedupe), a message that this accepts is done: others of its key are
    /// not handled any more.
    pub fn on_invalid<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Invalid) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoReply> + Send + 'static,
    {
        self.on_invalid = Some(boxed(handler));
        self
    }

    /// Registers the handler of authentic messages that can't be read: not decrypted, not in their
    /// charset, or not one whole JSON object. Without one, such a message is logged and answered
    /// `fail`.
    ///
    /// A message that Alipay itself destroyed before it signed it can't be read at any of its
    /// deliveries; accepting it ends them. Keep its bytes, and don't act on what it says: see
    /// [`Unreadable`].
    ///
    /// With [`dedupe`](Self::dedupe), accepting it once is enough. A message of the same
    /// `notify_id` that can be read is handled all the same, before or after.
    pub fn on_unreadable<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Unreadable) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoReply> + Send + 'static,
    {
        self.on_unreadable = Some(boxed(handler));
        self
    }

    /// Answers Alipay's question whether this address is the app's, `service=alipay.service.check`,
    /// which it asks as an application gateway (应用网关) is entered in the console, with this private
    /// key (应用私钥) of the app: see [`Activation`].
    ///
    /// It is answered each time, before any handler, and is not stored in an
    /// [`inbox`](Self::inbox). Without a key it goes to the [`fallback`](Self::fallback), which can
    /// say no more than `success`, so that the activation fails; without that, it is answered
    /// `fail`, and the log says what is missing.
    ///
    /// This key answers for any app but those of [`activation_of`](Self::activation_of).
    pub fn activation(mut self, key: AppPrivateKey) -> Self {
        self.activation.push((None, key));
        self
    }

    /// As [`activation`](Self::activation), for one app of several, which the question names.
    pub fn activation_of(mut self, app_id: impl Into<String>, key: AppPrivateKey) -> Self {
        self.activation.push((Some(app_id.into()), key));
        self
    }

    /// Registers an observer of every delivery once it is decided, rejected ones included.
    pub fn observe(mut self, observer: impl Fn(&Delivery<'_>) + Send + Sync + 'static) -> Self {
        self.observers.push(Box::new(observer));
        self
    }

    /// Hands messages to their handlers even where they break their specification, as far as they
    /// can be represented; [`Notification::violations`] lists how.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Handles each message once: one that is done is answered `success` without its handler, and
    /// one that is being handled is answered `fail`. A handler that fails, panics, takes too
    /// long or is dropped leaves its message to the next delivery.
    ///
    /// Messages are known by their app and their `notify_id`, or by the field that their schema
    /// marks with `x-alipay-idempotency-key`.
    ///
    /// Asking the store, before a handler and after it, may take up to 5 seconds each besides the
    /// handler's own time.
    ///
    /// A process that dies between the end of a handler and the note in the store has its message
    /// handled again, so what must be done exactly once belongs in one transaction with a key of
    /// its own.
    ///
    /// # No replay
    ///
    /// Each delivery of a message is signed with a time of its own, so whoever holds copies of
    /// several could present another than the one that was handled. None of them is of use:
    ///
    /// 1. A delivery is accepted no later than [`max_age`](Self::max_age) after its own time, and
    ///    no earlier than [`clock_skew`](Self::clock_skew) before it.
    /// 2. All deliveries of a message are sent within 25 hours, the longest schedule that Alipay
    ///    has.
    /// 3. So once one of them was handled at a time T, by the clock of the process that handled
    ///    it, it was sent by T + skew, every other one by T + skew + 25 hours, and none is
    ///    accepted after T + skew + 25 hours + age; by the clock of another process, the skew
    ///    later at the most.
    /// 4. That a message is done is remembered for 25 hours, the age, twice the skew and a minute:
    ///    longer than any copy of it is accepted. No setting makes it less.
    ///
    /// What someone has Alipay send anew days later (`alipay.open.app.notify.retry`) is no replay,
    /// and is handled. Other messages of the same content key count as done for as long as that
    /// is remembered.
    pub fn dedupe(mut self, store: impl Store) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Answers deliveries as soon as they are stored, and leaves them to a worker, which has
    /// [`Gateway::work`] call the handlers of this gateway or of another one.
    ///
    /// Whatever is authentic is stored, also what no handler takes, what can't be read and what
    /// breaks its specification. A message that is there already is answered `success`, so that an
    /// inbox has no use for [`dedupe`](Self::dedupe); like a store, it remembers what is done for
    /// longer than a copy of it is accepted. Storing a delivery may take 5 seconds.
    pub fn inbox(mut self, inbox: impl Inbox) -> Self {
        self.inbox = Some(Arc::new(inbox));
        self
    }

    /// How old a delivery may be by its `utc_timestamp`, with [`dedupe`](Self::dedupe) or an
    /// [`inbox`](Self::inbox): an older one is answered `fail`, and so is one without a time. 26
    /// hours unless set.
    ///
    /// What is done is remembered for as long as this asks for, and longer: see
    /// [`dedupe`](Self::dedupe).
    #[doc(alias = "retention")]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// How far Alipay's clock, and those of other processes with the same store, may be apart from
    /// this machine's. 10 minutes unless set.
    pub fn clock_skew(mut self, skew: Duration) -> Self {
        self.skew = skew;
        self
    }

    /// Uses this clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long a handler may take, from where it waits for the first time. It is dropped then, and
    /// the message answered `fail`. 10 seconds unless set, which is below what a sender may
    /// wait for.
    ///
    /// A handler that blocks its thread can't be interrupted.
    #[doc(alias = "timeout")]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// How long the handler of message `M` may take.
    pub fn time_limit_of<M: AlipayNotify>(mut self, limit: Duration) -> Self {
        self.time_limits.push((M::SPEC.family, M::NAME, limit));
        self
    }

    /// Has the handler of `M` called for each delivery, also with [`dedupe`](Self::dedupe): what
    /// has neither a `notify_id` nor a field that its schema marks can't be told apart, such as a
    /// push of a risk.
    pub fn each_delivery_of<M: AlipayNotify>(mut self) -> Self {
        self.each_delivery.push((M::SPEC.family, M::NAME));
        self
    }

    /// How many messages are handled at a time, at most. Further ones are answered `fail`, so that
    /// they come again. Any number unless set.
    pub fn concurrency_limit(mut self, limit: NonZeroUsize) -> Self {
        self.concurrency = Some(limit);
        self
    }

    /// Builds the gateway.
    ///
    /// # Errors
    ///
    /// - [`BuildError::Repeated`]: two handlers for one message.
    /// - [`BuildError::NoHandler`]: neither a handler nor a fallback nor an inbox.
    /// - [`BuildError::NoKey`]: `dedupe`, and a message that nothing identifies.
    /// - [`BuildError::DedupeAndInbox`]: both a store of done messages and an inbox.
    /// - [`BuildError::Sign`]: a private key, and no source of randomness to sign with.
    /// - [`BuildError::TimeLimit`]: a time limit of a message without a handler.
    pub fn build(self) -> Result<Gateway, BuildError> {
        if self.routes.is_empty() && self.fallback.is_none() && self.inbox.is_none() {
            return Err(BuildError::NoHandler);
        }
        if self.store.is_some() && self.inbox.is_some() {
            return Err(BuildError::DedupeAndInbox);
        }

        let mut routes = Routes::default();
        for (family, name, route) in self.routes {
            let each_delivery = self.each_delivery.contains(&(family, name));
            let has_key = rules(family).has_id || route.spec().idempotency_key.is_some();
            if self.store.is_some() && !has_key && !each_delivery {
                return Err(BuildError::NoKey { name });
            }
            if !routes.insert(family, name, TypedHandler { route, time_limit: None, each_delivery })
            {
                return Err(BuildError::Repeated { name });
            }
        }
        for (family, name, limit) in self.time_limits {
            let handler = routes.get_mut(family, name).ok_or(BuildError::TimeLimit { name })?;
            handler.time_limit = Some(limit);
        }

        let mut activations = Activations::default();
        for (app_id, key) in self.activation {
            let activation = Activation::new(&key)?;
            match app_id {
                Some(app_id) => drop(activations.by_app.insert(app_id, activation)),
                None => activations.of_any = Some(activation),
            }
        }

        #[cfg(feature = "metrics")]
        super::metrics::describe();
        let window = Window { clock: self.clock, max_age: self.max_age, skew: self.skew };
        let dispatcher = Dispatcher {
            routes,
            fallback: self.fallback,
            on_invalid: self.on_invalid,
            on_unreadable: self.on_unreadable,
            lenient: self.lenient,
            time_limit: self.time_limit,
            running: Arc::new(Running::new(self.concurrency)),
        };
        let dedupe = self.store.map(|store| Dedupe { store, window: window.clone() });
        let receiving = self.inbox.map(|inbox| {
            let running = Arc::new(Running::new(None));
            Receiving { inbox, window: window.clone(), running }
        });
        let (verifier, observers) = (self.verifier, self.observers);
        let inner =
            Inner { verifier, dispatcher, activations, dedupe, receiving, window, observers };
        Ok(Gateway { inner: Arc::new(inner), timer: own_timer })
    }
}

impl fmt::Debug for GatewayBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<_> = self.routes.iter().map(|(_, name, _)| name).collect();
        f.debug_struct("GatewayBuilder")
            .field("verifier", &self.verifier)
            .field("messages", &messages)
            .finish_non_exhaustive()
    }
}
