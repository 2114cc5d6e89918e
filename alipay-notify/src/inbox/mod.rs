//! A durable inbox: deliveries are acknowledged once they are stored, and handled later.
//!
//! A gateway with an [`Inbox`] ([`GatewayBuilder::inbox`](crate::gateway::GatewayBuilder::inbox))
//! verifies a delivery, looks whether its handler could take it, stores it, and only then answers
//! `success`. A worker takes it from there and has [`Gateway::work`](crate::Gateway::work) call the
//! same handlers, again and again where need be. The crate `alipay-notify-inbox` has both, on
//! SQLite, PostgreSQL and NATS JetStream.

mod stored;
mod worked;

use std::error::Error;
use std::fmt;
use std::pin::Pin;

pub(crate) use stored::Arrival;
pub use stored::{Condition, RecordError, StoredDelivery};
pub use worked::Worked;

/// Keeps deliveries until they are worked off.
pub trait Inbox: Send + Sync + 'static {
    /// Stores a delivery, unless there is one of the same [key](StoredDelivery::key): one that is
    /// done counts for as long as its message could come again.
    ///
    /// Once this returns, the delivery is answered `success`, and nobody but the inbox has it.
    /// So it must be as safe as it ever will be: written and synchronised, or confirmed by the
    /// server.
    ///
    /// # Errors
    ///
    /// [`InboxError`] where that is not sure. The delivery is then answered `fail`, and comes
    /// again. So it does where this takes longer than 5 seconds.
    fn put(&self, delivery: StoredDelivery)
    -> impl Future<Output = Result<Put, InboxError>> + Send;
}

/// What an inbox did with a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Put {
    /// It is stored.
    Stored,
    /// Its message was there already.
    AlreadyThere,
}

/// An inbox that could not do what it was asked to.
///
/// [`source`](Error::source) is the error of the database or the connection. `Debug` is one
/// sentence with both, since that is what a `main` that returns the error prints.
pub struct InboxError(Box<dyn Error + Send + Sync>);

impl InboxError {
    /// Wraps the error of a database or a connection.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for InboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the inbox failed")
    }
}

impl fmt::Debug for InboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {}", self.0)
    }
}

impl Error for InboxError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

/// What an inbox will answer.
pub(crate) type InboxFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Put, InboxError>> + Send + 'a>>;

/// An [`Inbox`] whose type is no longer visible.
pub(crate) trait AnyInbox: Send + Sync {
    fn put(&self, delivery: StoredDelivery) -> InboxFuture<'_>;
}

impl<I: Inbox> AnyInbox for I {
    fn put(&self, delivery: StoredDelivery) -> InboxFuture<'_> {
        Box::pin(Inbox::put(self, delivery))
    }
}
