//! An inbox in a table: what the databases have in common.

mod rows;
pub(crate) mod schema;
pub(crate) mod statements;

use std::fmt;
use std::sync::Arc;

use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery, Worked};
use sqlx::{Database, Pool, Transaction};
use tokio::sync::Notify;

use crate::engine::{Answer, Attempt, BoxFuture, Engine, Kind, Next, Resume, Seen, Taking};
use crate::entry::{Entry, Filter, Found, Mended, State};
use crate::error::OpenError;
use crate::health::Health;
use crate::time::time_of;
use crate::transaction::{Content, Slot};
use statements::{Statement, Value};

/// A database that an inbox may be in: PostgreSQL or SQLite.
pub trait SqlDatabase: Database + sealed::Sealed {}

pub(crate) mod sealed {
    use super::{Answer, BoxFuture, Database, Dialect, OpenError, Pool, Put, SqlInbox, Statement};
    use super::{StoredDelivery, Transaction, Value};

    /// What differs between the databases, and what sqlx has for each alone.
    #[expect(unnameable_types, reason = "nobody else implements it")]
    pub trait Sealed: Database {
        /// The name of the inbox.
        const INBOX: &'static str;
        /// How its statements differ.
        const DIALECT: Dialect;
        /// What it has besides.
        type Own: Send + Sync + 'static;

        /// Runs a statement to its end.
        fn fetch(
            connection: &mut Self::Connection,
            statement: Statement,
        ) -> BoxFuture<'_, sqlx::Result<Vec<Self::Row>>>;

        /// Reads a column.
        fn int(row: &Self::Row, column: usize) -> sqlx::Result<Option<i64>>;
        /// Reads a column.
        fn text(row: &Self::Row, column: usize) -> sqlx::Result<Option<String>>;
        /// Reads a column.
        fn bytes(row: &Self::Row, column: usize) -> sqlx::Result<Vec<u8>>;

        /// Begins a transaction that will write.
        fn begin(pool: &Pool<Self>) -> BoxFuture<'_, sqlx::Result<Transaction<'static, Self>>>;

        /// Stores a delivery.
        fn put(inbox: &SqlInbox<Self>, delivery: StoredDelivery) -> Answer<'_, Put>
        where
            Self: super::SqlDatabase;

        /// Notes what is to become of a taking; whether it still was one.
        fn settle(inbox: &SqlInbox<Self>, settled: Vec<Value>) -> Answer<'_, bool>
        where
            Self: super::SqlDatabase;

        /// Writes, and commits.
        fn write(inbox: &SqlInbox<Self>, statement: Statement) -> Answer<'_, Vec<Self::Row>>
        where
            Self: super::SqlDatabase;

        /// Returns when there may be something to take.
        fn woken(inbox: &SqlInbox<Self>) -> BoxFuture<'_, ()>
        where
            Self: super::SqlDatabase;

        /// What an error means that comes up as an inbox is opened.
        fn open_error(error: sqlx::Error) -> OpenError;
    }
}

/// What differs between databases.
#[derive(Debug)]
#[expect(unnameable_types, reason = "of a trait that nobody else implements")]
pub struct Dialect {
    /// The type of `id`.
    pub id: &'static str,
    /// The type of `body`.
    pub bytes: &'static str,
    /// A parameter among many that come in their order.
    pub parameter: fn(usize) -> String,
    /// Makes a statement go by when deliveries are due, where the database might not see that.
    pub by_due: &'static str,
    /// Makes a statement pass over what others are about to change.
    pub skip_locked: &'static str,
    /// Whether there is a table of versions: 1 or 0.
    pub table_exists: &'static str,
}

/// An inbox in a table: `SqliteInbox` or `PostgresInbox`.
///
/// Clones are the same inbox.
pub struct SqlInbox<DB: SqlDatabase> {
    pub(crate) inner: Arc<Inner<DB>>,
}

pub(crate) struct Inner<DB: SqlDatabase> {
    /// To write.
    pub(crate) pool: Pool<DB>,
    /// To read.
    pub(crate) readers: Pool<DB>,
    pub(crate) own: DB::Own,
    /// That there is something to take.
    pub(crate) wake: Notify,
}

impl<DB: SqlDatabase> SqlInbox<DB> {
    pub(crate) fn of(pool: Pool<DB>, readers: Pool<DB>, own: DB::Own) -> Self {
        Self { inner: Arc::new(Inner { pool, readers, own, wake: Notify::new() }) }
    }

    /// The pool of connections that write, for tables of your own in the same database. One of
    /// SQLite has one connection.
    #[must_use]
    pub fn pool(&self) -> &Pool<DB> {
        &self.inner.pool
    }

    async fn read(&self, statement: Statement) -> Result<Vec<DB::Row>, InboxError> {
        let mut connection = self.inner.readers.acquire().await.map_err(InboxError::new)?;
        DB::fetch(&mut connection, statement).await.map_err(InboxError::new)
    }

    /// Writes what changes rows, and returns how many.
    async fn change(&self, statement: Statement) -> Result<u64, InboxError> {
        Ok(DB::write(self, statement).await?.len() as u64)
    }

    /// Changes one delivery, or says why not.
    async fn mend(&self, key: &str, statement: Statement) -> Result<Mended, InboxError> {
        if self.change(statement).await? == 1 {
            return Ok(Mended::Changed);
        }
        let rows = self.read(statements::state_of(key)).await?;
        rows.first().map_or(Ok(Mended::Missing), |row| {
            rows::state::<DB>(row, 0).map(Mended::Refused).map_err(InboxError::new)
        })
    }

    /// Notes in the handler's own transaction that its message is done, and commits both.
    async fn commit(
        &self,
        mut transaction: Transaction<'static, DB>,
        taking: &Taking,
        done: Next,
    ) -> sqlx::Result<Attempt> {
        let mark = statements::settle(&DB::DIALECT, vec![settled(taking, done)]);
        if DB::fetch(&mut transaction, mark).await?.is_empty() {
            return Ok(Attempt::Lost);
        }
        transaction.commit().await?;
        Ok(Attempt::Noted)
    }
}

impl<DB: SqlDatabase> Inbox for SqlInbox<DB> {
    fn put(
        &self,
        delivery: StoredDelivery,
    ) -> impl Future<Output = Result<Put, InboxError>> + Send {
        DB::put(self, delivery)
    }
}

impl<DB: SqlDatabase> Engine for SqlInbox<DB> {
    fn put(&self, delivery: StoredDelivery) -> Answer<'_, Put> {
        DB::put(self, delivery)
    }

    fn take<'a>(&'a self, worker: &'a Arc<str>, limit: usize, now: i64) -> Answer<'a, Vec<Taking>> {
        Box::pin(async move {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let take = statements::take(&DB::DIALECT, worker, limit, now);
            let rows = DB::write(self, take).await?;
            let takings = rows.iter().map(|row| rows::taking::<DB>(row, worker));
            takings.collect::<sqlx::Result<_>>().map_err(InboxError::new)
        })
    }

    fn attempt<'a>(
        &'a self,
        taking: &'a Taking,
        work: BoxFuture<'a, Worked>,
        done: Next,
    ) -> BoxFuture<'a, Attempt> {
        Box::pin(async move {
            let failed = |what: String| Attempt::Open(Worked::Failed("transaction", what));
            match Slot::new(self.inner.pool.clone()).around(work).await {
                (Worked::Done, Content::Returned(transaction)) => {
                    let committed = self.commit(transaction, taking, done).await;
                    committed.unwrap_or_else(|error| failed(format!("it failed: {error}")))
                }
                (Worked::Done, Content::Lent) => {
                    failed("the handler has kept it beyond its end".to_owned())
                }
                (worked, Content::Returned(transaction)) => {
                    if let Err(error) = transaction.rollback().await {
                        tracing::warn!("a transaction could not be undone at once: {error}");
                    }
                    Attempt::Open(worked)
                }
                (worked, _) => Attempt::Open(worked),
            }
        })
    }

    fn settle<'a>(&'a self, taking: &'a Taking, next: Next) -> Answer<'a, bool> {
        DB::settle(self, settled(taking, next))
    }

    fn beat<'a>(&'a self, worker: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { self.change(statements::beat(worker)).await.map(drop) })
    }

    fn running(&self) -> Answer<'_, Vec<Seen>> {
        Box::pin(async move {
            let rows = self.read(statements::running()).await?;
            let seen = rows.iter().map(rows::seen::<DB>);
            seen.collect::<sqlx::Result<_>>().map_err(InboxError::new)
        })
    }

    fn lapse<'a>(&'a self, seen: &'a Seen, next: Next) -> Answer<'a, bool> {
        let beat = Some(seen.beat);
        DB::settle(self, statements::settled(next, seen.id, &seen.worker, seen.attempts, beat))
    }

    fn unhandled(&self) -> Answer<'_, Vec<Kind>> {
        Box::pin(async move {
            let rows = self.read(statements::unhandled()).await?;
            let kinds = rows
                .iter()
                .map(|row| Ok(Kind { family: DB::text(row, 0)?, name: DB::text(row, 1)? }));
            kinds.collect::<sqlx::Result<_>>().map_err(InboxError::new)
        })
    }

    fn resume<'a>(&'a self, which: &'a Resume) -> Answer<'a, u64> {
        let resume = match which {
            Resume::Unhandled(kind) => {
                statements::resume_unhandled(kind.family.clone(), kind.name.clone())
            }
            Resume::Rejected => statements::resume_rejected(),
        };
        Box::pin(self.change(resume))
    }

    fn bring_forward(&self, now: i64) -> Answer<'_, u64> {
        Box::pin(self.change(statements::bring_forward(&DB::DIALECT, now)))
    }

    fn purge(&self, state: State, until: i64, now: i64, limit: u32) -> Answer<'_, u64> {
        let skip_locked = DB::DIALECT.skip_locked;
        let purge = statements::purge(skip_locked, state, until, now, limit.into());
        Box::pin(self.change(purge))
    }

    fn woken(&self) -> BoxFuture<'_, ()> {
        DB::woken(self)
    }

    fn list<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<Entry>> {
        Box::pin(async move {
            let rows = self.read(statements::list(filter)).await?;
            let entries = rows.iter().map(rows::entry::<DB>);
            entries.collect::<sqlx::Result<_>>().map_err(InboxError::new)
        })
    }

    fn find<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Found>> {
        Box::pin(async move {
            let rows = self.read(statements::find(key)).await?;
            let found = rows.first().map(rows::found::<DB>).transpose();
            found.map_err(InboxError::new)
        })
    }

    fn retry<'a>(&'a self, key: &'a str) -> Answer<'a, Mended> {
        Box::pin(async move {
            let mended = self.mend(key, statements::retry(key)).await?;
            self.inner.wake.notify_one();
            Ok(mended)
        })
    }

    fn discard<'a>(&'a self, key: &'a str, now: i64, kept_until: i64) -> Answer<'a, Mended> {
        Box::pin(self.mend(key, statements::discard(key, now, kept_until)))
    }

    fn health(&self, now: i64) -> Answer<'_, Health> {
        Box::pin(async move {
            let mut health = Health::default();
            for row in self.read(statements::depth()).await? {
                rows::count::<DB>(&row, &mut health).map_err(InboxError::new)?;
            }
            let mut received_at = None::<i64>;
            for state in [State::Waiting, State::Running] {
                let rows = self.read(statements::oldest(state)).await?;
                let oldest = rows.first().map(|row| DB::int(row, 0)).transpose();
                let oldest = oldest.map_err(InboxError::new)?.flatten();
                received_at = received_at.into_iter().chain(oldest).min();
            }
            let age = |at| time_of(now).duration_since(time_of(at)).unwrap_or_default();
            health.oldest = received_at.map(age);
            Ok(health)
        })
    }
}

// Derived, it would ask for databases that can be cloned.
impl<DB: SqlDatabase> Clone for SqlInbox<DB> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<DB: SqlDatabase> fmt::Debug for SqlInbox<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(DB::INBOX).finish_non_exhaustive()
    }
}

/// The values of a taking that is settled.
fn settled(taking: &Taking, next: Next) -> Vec<Value> {
    statements::settled(next, taking.id, &taking.worker, taking.attempts, None)
}

/// The values of a delivery that is put, in the order of the columns.
pub(crate) fn values_of(delivery: &StoredDelivery) -> Vec<Value> {
    rows::values_of(delivery)
}
