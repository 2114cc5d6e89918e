//! Stores of any type behind one.

use std::pin::Pin;
use std::time::Duration;

use super::{Claim, MessageKey, Store, StoreError, Token};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A [`Store`] whose type is no longer visible.
pub(crate) trait AnyStore: Send + Sync {
    fn claim<'a>(&'a self, message: &'a MessageKey, token: Token, lease: Duration) -> Answer<'a, Claim>;

    fn complete<'a>(&'a self, message: &'a MessageKey, token: Token, retention: Duration)
    -> Answer<'a, bool>;

    fn release<'a>(&'a self, message: &'a MessageKey, token: Token) -> Answer<'a, ()>;

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration);

    fn abandon(&self, message: &MessageKey, token: Token);
}

impl<S: Store> AnyStore for S {
    fn claim<'a>(&'a self, message: &'a MessageKey, token: Token, lease: Duration) -> Answer<'a, Claim> {
        Box::pin(Store::claim(self, message, token, lease))
    }

    fn complete<'a>(
        &'a self,
        message: &'a MessageKey,
        token: Token,
        retention: Duration,
    ) -> Answer<'a, bool> {
        Box::pin(Store::complete(self, message, token, retention))
    }

    fn release<'a>(&'a self, message: &'a MessageKey, token: Token) -> Answer<'a, ()> {
        Box::pin(Store::release(self, message, token))
    }

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration) {
        Store::settle(self, message, token, retention);
    }

    fn abandon(&self, message: &MessageKey, token: Token) {
        Store::abandon(self, message, token);
    }
}
