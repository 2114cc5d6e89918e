//! Handlers: what users write, and how the gateway calls it.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use alipay_notify_schema::MessageSchema;

use crate::decode::{AlipayNotify, Invalid, Notification};
use crate::open::{Unchecked, Unreadable, Verified};
use crate::receive::Rejection;
use crate::response::{BoxError, IntoReply, Reply};

/// What a handler made of a message.
pub(super) type Handled = Result<Reply, BoxError>;

pub(super) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
pub(super) type VerifiedHandler = Box<dyn Fn(Verified) -> BoxFuture<Handled> + Send + Sync>;
pub(super) type InvalidHandler = Box<dyn Fn(Invalid) -> BoxFuture<Handled> + Send + Sync>;
pub(super) type UnreadableHandler = Box<dyn Fn(Unreadable) -> BoxFuture<Handled> + Send + Sync>;

/// Makes one type of every function that takes a `T`.
pub(super) fn boxed<T, F, Fut>(handler: F) -> Box<dyn Fn(T) -> BoxFuture<Handled> + Send + Sync>
where
    F: Fn(T) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoReply> + Send + 'static,
{
    Box::new(move |message| call(&handler, message))
}

/// Calls a handler.
fn call<T, Fut>(handler: &impl Fn(T) -> Fut, message: T) -> BoxFuture<Handled>
where
    Fut: Future<Output: IntoReply> + Send + 'static,
{
    let handled = handler(message);
    Box::pin(async move { handled.await.into_reply() })
}

/// A typed handler whose type of message is no longer visible.
pub(super) trait Route: Send + Sync {
    /// The message.
    fn spec(&self) -> &'static MessageSchema;

    /// Says why the message can't be decoded.
    fn check(&self, message: Unchecked, lenient: bool) -> Result<(), Rejection>;

    /// Decodes the message and calls the handler, or says why it can't be decoded.
    fn call(&self, message: Unchecked, lenient: bool) -> Result<BoxFuture<Handled>, Rejection>;
}

/// A handler of message `M`.
pub(super) struct Typed<M, F> {
    handler: F,
    message: PhantomData<fn(M)>,
}

impl<M, F> Typed<M, F> {
    pub(super) fn new(handler: F) -> Self {
        Self { handler, message: PhantomData }
    }
}

impl<M, F, Fut> Route for Typed<M, F>
where
    M: AlipayNotify,
    F: Fn(Notification<M>) -> Fut + Send + Sync,
    Fut: Future<Output: IntoReply> + Send + 'static,
{
    fn spec(&self) -> &'static MessageSchema {
        M::SPEC
    }

    fn check(&self, message: Unchecked, lenient: bool) -> Result<(), Rejection> {
        decode::<M>(message, lenient).map(drop)
    }

    fn call(&self, message: Unchecked, lenient: bool) -> Result<BoxFuture<Handled>, Rejection> {
        Ok(call(&self.handler, decode::<M>(message, lenient)?))
    }
}

/// What a handler receives.
fn decode<M: AlipayNotify>(
    message: Unchecked,
    lenient: bool,
) -> Result<Notification<M>, Rejection> {
    let decoded = if lenient { message.decode_lenient() } else { message.decode() };
    Ok(decoded??)
}
