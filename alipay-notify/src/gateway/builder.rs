//! How a gateway is put together.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use thiserror::Error;

use super::handler::{InvalidHandler, Observer, Route, Typed, VerifiedHandler, boxed};
use super::{Delivery, Gateway, Inner, IntoReply};
use crate::decode::AlipayNotify;
use crate::notification::{Invalid, Notification};
use crate::open::Verified;
use crate::verifier::Verifier;

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
///         println!("archived {}", other.envelope().msg_method());
///         Reply::Success
///     })
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct GatewayBuilder {
    verifier: Verifier,
    routes: Vec<(&'static str, Box<dyn Route>)>,
    fallback: Option<VerifiedHandler>,
    on_invalid: Option<InvalidHandler>,
    observers: Vec<Observer>,
    lenient: bool,
}

/// Why a gateway can't be built.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// Two handlers are registered for one message.
    #[error("two handlers are registered for {msg_method}; keep one")]
    Repeated {
        /// The message.
        msg_method: &'static str,
    },
    /// Neither a handler nor a fallback is registered.
    #[error("no handler is registered, so every message would be refused; add one with `on` or `fallback`")]
    NoHandler,
}

impl GatewayBuilder {
    pub(super) fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            routes: Vec::new(),
            fallback: None,
            on_invalid: None,
            observers: Vec::new(),
            lenient: false,
        }
    }

    /// Registers the handler of message `M`.
    pub fn on<M, F, Fut>(mut self, handler: F) -> Self
    where
        M: AlipayNotify + 'static,
        F: Fn(Notification<M>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoReply> + Send + 'static,
    {
        self.routes.push((M::MSG_METHOD, Box::new(Typed::<M, F>::new(handler))));
        self
    }

    /// Registers who takes an authentic message that has no handler. Without one, such a message is answered `fail`.
    pub fn fallback<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Verified) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoReply> + Send + 'static,
    {
        self.fallback = Some(boxed(handler));
        self
    }

    /// Registers who takes an authentic message that has a handler but breaks its specification. Without one, such
    /// a message is logged and answered `fail`, so that it comes again while someone looks.
    pub fn on_invalid<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Invalid) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoReply> + Send + 'static,
    {
        self.on_invalid = Some(boxed(handler));
        self
    }

    /// Registers who is told of every delivery once it is decided, refused ones included.
    pub fn observe(mut self, observer: impl Fn(&Delivery<'_>) + Send + Sync + 'static) -> Self {
        self.observers.push(Box::new(observer));
        self
    }

    /// Hands messages to their handlers even where they break their specification, as far as they can be
    /// represented; [`Notification::violations`] tells.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Builds the gateway.
    ///
    /// # Errors
    ///
    /// - [`BuildError::Repeated`]: two handlers for one message.
    /// - [`BuildError::NoHandler`]: neither a handler nor a fallback.
    pub fn build(self) -> Result<Gateway, BuildError> {
        if self.routes.is_empty() && self.fallback.is_none() {
            return Err(BuildError::NoHandler);
        }
        let mut routes = HashMap::with_capacity(self.routes.len());
        for (msg_method, route) in self.routes {
            if routes.insert(msg_method, route).is_some() {
                return Err(BuildError::Repeated { msg_method });
            }
        }
        let inner = Inner {
            verifier: self.verifier,
            routes,
            fallback: self.fallback,
            on_invalid: self.on_invalid,
            observers: self.observers,
            lenient: self.lenient,
        };
        Ok(Gateway { inner: Arc::new(inner) })
    }
}

impl fmt::Debug for GatewayBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<_> = self.routes.iter().map(|(msg_method, _)| msg_method).collect();
        f.debug_struct("GatewayBuilder")
            .field("verifier", &self.verifier)
            .field("messages", &messages)
            .finish_non_exhaustive()
    }
}
