//! Stores of any type behind one.

use std::pin::Pin;
use std::time::Duration;

use super::{Claim, MessageKey, Store, StoreError, Token};

/// What a store will answer.
pub(super) type StoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A [`Store`] whose type is no longer visible.
pub(crate) trait AnyStore: Send + Sync {
    fn claim<'a>(
        &'a self,
        message: &'a MessageKey,
        token: Token,
        lease: Duration,
    ) -> StoreFuture<'a, Claim>;

    fn complete<'a>(
        &'a self,
        message: &'a MessageKey,
        token: Token,
        retention: Duration,
    ) -> StoreFuture<'a, bool>;

    fn release<'a>(&'a self, message: &'a MessageKey, token: Token) -> StoreFuture<'a, ()>;

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration);

    fn abandon(&self, message: &MessageKey, token: Token);
}

impl<S: Store> AnyStore for S {
    fn claim<'a>(
        &'a self,
        message: &'a MessageKey,
        token: Token,
        lease: Duration,
    ) -> StoreFuture<'a, Claim> {
        Box::pin(async move { Store::claim(self, message, token, lease).await })
    }

    fn complete<'a>(
        &'a self,
        message: &'a MessageKey,
        token: Token,
        retention: Duration,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move { Store::complete(self, message, token, retention).await })
    }

    fn release<'a>(&'a self, message: &'a MessageKey, token: Token) -> StoreFuture<'a, ()> {
        Box::pin(async move { Store::release(self, message, token).await })
    }

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration) {
        Store::settle(self, message, token, retention);
    }

    fn abandon(&self, message: &MessageKey, token: Token) {
        Store::abandon(self, message, token);
    }
}
