//! Handlers whose effect is committed together with the mark that their message is done.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alipay_notify::gateway::{BoxError, IntoReply, Reply};
use sqlx::{Pool, Transaction};
use thiserror::Error;

use crate::engine::BoxFuture;
use crate::sql::SqlDatabase;

tokio::task_local! {
    /// Where the transaction of the attempt is that this task makes: a `Slot` of its database.
    static SLOT: Arc<dyn Any + Send + Sync>;
}

/// The transaction in which a message is marked as done, for the handler to write its effect in:
/// see [`in_transaction`].
///
/// It dereferences to a connection of sqlx: give `&mut *tx` to a query. Dropping it, as at the end
/// of a handler, gives it back to the worker, which commits it where the handler was successful,
/// and undoes it otherwise.
pub struct Tx<DB: SqlDatabase> {
    /// There until it is dropped.
    transaction: Option<Transaction<'static, DB>>,
    slot: Arc<Slot<DB>>,
}

/// Why a handler has no transaction.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
enum NoTransaction {
    #[error(
        "a handler made with `in_transaction` is called by a worker of alipay-notify-inbox only; \
         give this gateway an inbox"
    )]
    NoWorker,
    #[error("the inbox of this worker is on another database than the handler's `Tx`")]
    OtherDatabase,
    #[cfg(feature = "nats")]
    #[error(
        "the inbox of this worker is on NATS, which has no transactions; take SQLite or PostgreSQL \
         for it, or make this a plain handler whose effect a unique key keeps from being there \
         twice"
    )]
    NoDatabase,
    #[error("the transaction of this attempt is still in use")]
    InUse,
}

/// Makes a handler of a function that writes its effect in the transaction in which its message is
/// marked as done: both are committed together, or neither is. So the effect is there **exactly
/// once**, however often the message comes, the process is killed, or the server goes away.
///
/// What the function does elsewhere — a call to another service, another database — is done at
/// least once, as in any other handler. `Reply::Later`, `Reply::Never`, `Reply::Fail` and errors
/// undo what was written.
///
/// Within SQLite only one writes at a time, and deliveries are not stored meanwhile: be brief, and
/// wait for nothing else in such a handler. In PostgreSQL, each takes a connection of the pool.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # mod shown {
/// use alipay_notify::messages::ShopSaveRejected;
/// use alipay_notify::{Gateway, Notification, Verifier};
/// use alipay_notify_inbox::{SqliteTx, in_transaction};
///
/// # fn gateway(verifier: Verifier) -> Result<Gateway, Box<dyn std::error::Error>> {
/// let gateway = Gateway::builder(verifier)
///     .on(in_transaction(|n: Notification<ShopSaveRejected>, mut tx: SqliteTx| async move {
///         sqlx::query("INSERT INTO rejected (shop_id, reason) VALUES ($1, $2)")
///             .bind(&n.shop_id)
///             .bind(&n.reason)
///             .execute(&mut *tx)
///             .await
///             .map(drop)
///     }))
///     .build()?;
/// # Ok(gateway)
/// # }
/// # }
/// ```
pub fn in_transaction<T, DB, F, Fut>(
    handler: F,
) -> impl Fn(T) -> BoxFuture<'static, Result<Reply, BoxError>> + Send + Sync + 'static
where
    T: Send + 'static,
    DB: SqlDatabase,
    F: Fn(T, Tx<DB>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoReply> + Send + 'static,
{
    let handler = Arc::new(handler);
    move |message| {
        let handler = Arc::clone(&handler);
        Box::pin(async move {
            let tx = Tx::begin().await?;
            handler(message, tx).await.into_reply()
        })
    }
}

/// Waits for what may ask for a transaction where there is none.
#[cfg(feature = "nats")]
pub(crate) async fn without_transaction<T>(work: impl Future<Output = T>) -> T {
    SLOT.scope(Arc::new(NoTransaction::NoDatabase), work).await
}

/// The transaction of one attempt, which its handler may ask for.
pub(crate) struct Slot<DB: SqlDatabase> {
    pool: Pool<DB>,
    content: Mutex<Content<DB>>,
}

/// What is in a slot.
pub(crate) enum Content<DB: SqlDatabase> {
    /// Nobody has asked.
    Nothing,
    /// A handler has it.
    Lent,
    /// A handler has given it back.
    Returned(Transaction<'static, DB>),
}

impl<DB: SqlDatabase> Slot<DB> {
    pub(crate) fn new(pool: Pool<DB>) -> Arc<Self> {
        Arc::new(Self { pool, content: Mutex::new(Content::Nothing) })
    }

    /// Waits for what may ask for a transaction, and returns what is in the slot then.
    pub(crate) async fn around<T>(
        self: Arc<Self>,
        work: impl Future<Output = T>,
    ) -> (T, Content<DB>) {
        let slot: Arc<dyn Any + Send + Sync> = Arc::<Self>::clone(&self);
        let done = SLOT.scope(slot, work).await;
        let content = mem::replace(&mut *self.content(), Content::Lent);
        (done, content)
    }

    fn content(&self) -> MutexGuard<'_, Content<DB>> {
        // Nothing in here panics while it holds the lock.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<DB: SqlDatabase> Tx<DB> {
    async fn begin() -> Result<Self, BoxError> {
        let slot = SLOT.try_with(Arc::clone).map_err(|_| NoTransaction::NoWorker)?;
        #[cfg(feature = "nats")]
        if let Some(why) = slot.downcast_ref::<NoTransaction>() {
            return Err((*why).into());
        }
        let slot = slot.downcast::<Slot<DB>>().map_err(|_| NoTransaction::OtherDatabase)?;
        let content = mem::replace(&mut *slot.content(), Content::Lent);
        let transaction = match content {
            Content::Nothing => DB::begin(&slot.pool).await?,
            Content::Returned(transaction) => transaction,
            Content::Lent => return Err(NoTransaction::InUse.into()),
        };
        Ok(Self { transaction: Some(transaction), slot })
    }
}

impl<DB: SqlDatabase> Drop for Tx<DB> {
    fn drop(&mut self) {
        // Where the attempt is over, the slot goes with this, and what was written is undone.
        if let Some(transaction) = self.transaction.take() {
            *self.slot.content() = Content::Returned(transaction);
        }
    }
}

impl<DB: SqlDatabase> Deref for Tx<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        self.transaction.as_ref().expect("it is there until it is dropped")
    }
}

impl<DB: SqlDatabase> DerefMut for Tx<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.transaction.as_mut().expect("it is there until it is dropped")
    }
}

impl<DB: SqlDatabase> fmt::Debug for Tx<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").finish_non_exhaustive()
    }
}
