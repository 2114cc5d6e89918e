//! Which messages are done: Alipay delivers each at least once, and a handler wants each once.

mod clock;
mod erased;
mod key;
mod memory;
mod token;

use std::error::Error;
use std::fmt;
use std::time::Duration;

pub use clock::{Clock, SystemClock};
pub(crate) use erased::AnyStore;
pub use key::MessageKey;
pub use memory::MemoryStore;
pub use token::Token;

/// What a store says to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    /// Nobody had the message: it is claimed for this delivery now.
    Granted,
    /// Another delivery of it has a claim that has not ended yet.
    InFlight,
    /// It is done.
    Done,
}

/// Remembers which messages are done, so that their handlers run once.
///
/// A delivery **claims** its message before its handler runs. A claim is a lease: where the process
/// dies, it ends by itself, and the next delivery of the message has its turn. After the handler
/// the claim is **completed**, which is remembered for as long as the message could come again, or
/// **released**.
///
/// Each method is one atomic step: of any number of deliveries that claim a message at the same
/// time, in whatever processes, one gets [`Claim::Granted`]. The [`Token`] tells claims apart: a
/// delivery whose lease has ended neither completes nor releases the claim of the next one.
///
/// [`MemoryStore`] is for one process. The crate `alipay-notify-stores` has stores for several, on
/// Redis, SQLite and PostgreSQL, and `alipay_notify::testing::store_contract` tests a store of your
/// own.
pub trait Store: Send + Sync + 'static {
    /// Claims a message for `lease`, unless it is done or another claim has not ended.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the store can't tell; the delivery is then answered `fail`, and comes
    /// again.
    fn claim(
        &self,
        message: &MessageKey,
        token: Token,
        lease: Duration,
    ) -> impl Future<Output = Result<Claim, StoreError>> + Send;

    /// Makes a claim permanent: the message is done, and that is remembered for `retention`.
    /// Whether the claim was still this one; where it was not, nothing changes.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the store can't remember it. The message may then be handled again.
    fn complete(
        &self,
        message: &MessageKey,
        token: Token,
        retention: Duration,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Gives a claim up, so that the next delivery has its turn. Nothing changes where the claim is
    /// not this one any more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it can't; the claim then ends with its lease.
    fn release(
        &self,
        message: &MessageKey,
        token: Token,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// As [`complete`](Self::complete), where nobody can wait for it: the connection was dropped
    /// after the handler was done, and the delivery with it, or a completion has failed. A store
    /// tries again while it fails.
    ///
    /// Without this, the claim of such a message ends with its lease, and the message is handled
    /// again.
    fn settle(&self, message: &MessageKey, token: Token, retention: Duration) {
        let _ = (message, token, retention);
    }

    /// As [`release`](Self::release), where nobody can wait for it: the connection was dropped
    /// while the handler ran, and the delivery with it. The claim itself may be under way still,
    /// where its future was dropped just before; it ends as well.
    ///
    /// Without this, such a claim ends with its lease.
    fn abandon(&self, message: &MessageKey, token: Token) {
        let _ = (message, token);
    }
}

/// A store that could not do what it was asked to.
///
/// [`source`](Error::source) is the error of the database or the connection. `Debug` is one
/// sentence with both, since that is what a `main` that returns the error prints.
pub struct StoreError(Box<dyn Error + Send + Sync>);

impl StoreError {
    /// Wraps the error of a database or a connection.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store of done messages failed")
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {}", self.0)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_main_that_returns_the_error_shows_its_sentence() {
        let error = StoreError::new("no connection");
        assert_eq!(format!("{error:?}"), "the store of done messages failed: no connection");
        assert_eq!(error.to_string(), "the store of done messages failed");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("no connection"));
    }
}
