//! Why a gateway can't be built.

use thiserror::Error;

use crate::debug::debug_as_display;

/// Why a gateway can't be built.
///
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints.
#[derive(Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// Two handlers are registered for one message.
    #[error("two handlers are registered for {name}; keep one")]
    Repeated {
        /// The name of the message.
        name: &'static str,
    },
    /// A time limit is set for a message that has no handler.
    #[error("a time limit is set for {name}, which has no handler; register one with `on`")]
    TimeLimit {
        /// The name of the message.
        name: &'static str,
    },
    /// Neither a handler nor a fallback is registered, nor is there an inbox.
    #[error(
        "no handler is registered, so every message would be rejected; add one with `on` or \
         `fallback`"
    )]
    NoHandler,
    /// Each message is to be handled once, and nothing tells deliveries of one from those of
    /// another.
    #[error(
        "{name} has no `notify_id`, so `dedupe` can't tell its deliveries apart; mark what \
         identifies it with `x-alipay-idempotency-key`, or have each delivery handled with \
         `each_delivery_of`"
    )]
    NoKey {
        /// The name of the message.
        name: &'static str,
    },
    /// Both a store of done messages and an inbox are set.
    #[error("an inbox has each message once already; remove `dedupe`")]
    DedupeAndInbox,
    /// The app's private key can't sign.
    #[error("the app's private key can't sign: the machine has no source of randomness")]
    Sign,
}

debug_as_display!(BuildError);
