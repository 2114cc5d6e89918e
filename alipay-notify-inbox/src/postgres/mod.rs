//! A row per delivery, for processes on any number of machines.

mod address;
mod notify;

use std::sync::Arc;
use std::time::Duration;

use alipay_notify::inbox::{InboxError, Put, StoredDelivery};
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions, PgRow};
use sqlx::{Postgres, Row as _, Transaction};
use tokio::time::timeout;

use crate::any::Absent;
use crate::bell::Bell;
use crate::engine::{Answer, BoxFuture};
use crate::error::OpenError;
use crate::sql::sealed::Sealed;
use crate::sql::statements::{self, Statement, Value};
use crate::sql::{Dialect, SqlDatabase, SqlInbox, schema, values_of};
use crate::transaction::Tx;
use address::Address;

/// An inbox in a PostgreSQL database, for processes on any number of machines.
///
/// Workers pass over what others hold (`FOR UPDATE SKIP LOCKED`), and learn by `NOTIFY` that
/// something was put. PostgreSQL 10 or later.
pub type PostgresInbox = SqlInbox<Postgres>;

/// The transaction of a [`PostgresInbox`].
pub type PostgresTx = Tx<Postgres>;

/// How long a step waits for one of them. Less than a gateway waits for the inbox.
const ACQUIRE: Duration = Duration::from_secs(4);

/// How long a worker waits where no notification comes: one may be lost with a connection, and
/// nobody sends one when a retry is due.
const POLL: Duration = Duration::from_secs(1);

/// Makes processes that migrate at once take turns.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7092415338017713)";

impl SqlDatabase for Postgres {}

impl SqlInbox<Postgres> {
    /// Connects to a database, such as `postgres://user:password@host/database`, and brings its
    /// tables up to date.
    ///
    /// `?schema=NAME` has them in a schema (the SQL word) of their own, which tells the inbox from
    /// others of the same database, and is made unless it is there. There are 20 connections at the
    /// most, unless `?connections=` says how many. For other limits, make the pool yourself, and
    /// give it to [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new); and [`OpenError::Url`] where the URL is not one.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_or(url, Absent::Made).await
    }

    pub(crate) async fn open_or(url: &str, absent: Absent) -> Result<Self, OpenError> {
        let Address { options, schema, connections } = Address::parse(url)?;
        let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE);
        let pool = pool.connect_with(options).await.map_err(Postgres::open_error)?;
        if let Some(schema) = schema.filter(|_| absent == Absent::Made) {
            make(&pool, &schema).await.map_err(Postgres::open_error)?;
        }
        Self::of_pool(pool, absent).await
    }

    /// An inbox in a database that your program is connected to already.
    ///
    /// The pool should have more connections than a worker handles messages at a time, and wait
    /// for one for less than 5 seconds, which is how long a gateway waits for the inbox. Where
    /// there is a worker, one of them listens for notifications.
    ///
    /// # Errors
    ///
    /// - [`OpenError::NotDurable`]: the server would acknowledge what it may lose.
    /// - [`OpenError::ReadOnly`]: it can only be read, such as a replica.
    /// - [`OpenError::Newer`]: a newer version of this crate has changed the tables.
    /// - [`OpenError::Failed`]: the server can't be reached or refuses.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn new(pool: PgPool) -> Result<Self, OpenError> {
        Self::of_pool(pool, Absent::Made).await
    }

    async fn of_pool(pool: PgPool, absent: Absent) -> Result<Self, OpenError> {
        let mut transaction = pool.begin().await.map_err(Postgres::open_error)?;
        let durable = "SELECT (current_setting('synchronous_commit') <> 'off')::int::bigint";
        if first(&mut transaction, durable).await.map_err(Postgres::open_error)? == Some(0) {
            return Err(OpenError::NotDurable);
        }
        sqlx::query(LOCK).execute(&mut *transaction).await.map_err(Postgres::open_error)?;
        schema::migrate::<Postgres>(&mut transaction, absent).await?;
        transaction.commit().await.map_err(Postgres::open_error)?;
        Ok(Self::of(pool.clone(), pool, Bell::default()))
    }
}

/// Makes a schema unless it is there, which wants no right to make any then.
async fn make(pool: &PgPool, schema: &str) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    sqlx::query(LOCK).execute(&mut *transaction).await?;
    let exists = "SELECT (to_regnamespace($1) IS NOT NULL)::int::bigint";
    let exists: Option<i64> =
        sqlx::query_scalar(exists).bind(schema).fetch_one(&mut *transaction).await?;
    if exists == Some(0) {
        let make = Statement::new(format!("CREATE SCHEMA \"{schema}\""), Vec::new());
        Postgres::fetch(&mut transaction, make).await?;
    }
    transaction.commit().await
}

/// The number that a query returns.
async fn first(connection: &mut PgConnection, query: &'static str) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(query).fetch_one(connection).await
}

impl Sealed for Postgres {
    const INBOX: &'static str = "PostgresInbox";
    const DIALECT: Dialect = Dialect {
        id: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        bytes: "BYTEA",
        parameter: |number| format!("${number}"),
        by_due: "",
        skip_locked: "FOR UPDATE SKIP LOCKED",
        table_exists: "SELECT (to_regclass('alipay_notify_inbox_version') IS NOT NULL)::int::\
                       bigint",
    };
    type Own = Bell;

    fn fetch(
        connection: &mut PgConnection,
        statement: Statement,
    ) -> BoxFuture<'_, sqlx::Result<Vec<PgRow>>> {
        Box::pin(statement.query().fetch_all(connection))
    }

    fn int(row: &PgRow, column: usize) -> sqlx::Result<Option<i64>> {
        row.try_get(column)
    }

    fn text(row: &PgRow, column: usize) -> sqlx::Result<Option<String>> {
        row.try_get(column)
    }

    fn bytes(row: &PgRow, column: usize) -> sqlx::Result<Vec<u8>> {
        row.try_get(column)
    }

    fn begin(pool: &PgPool) -> BoxFuture<'_, sqlx::Result<Transaction<'static, Self>>> {
        Box::pin(pool.begin())
    }

    fn put(inbox: &PostgresInbox, delivery: StoredDelivery) -> Answer<'_, Put> {
        Box::pin(async move {
            let put = statements::put(&Self::DIALECT, vec![values_of(&delivery)]);
            drop(delivery);
            let stored = Self::write(inbox, put).await?;
            inbox.inner.wake.notify_one();
            let pool = inbox.inner.pool.clone();
            inbox.inner.own.ring(|| notify::notify(pool));
            Ok(if stored.is_empty() { Put::AlreadyThere } else { Put::Stored })
        })
    }

    fn settle(inbox: &PostgresInbox, settled: Vec<Value>) -> Answer<'_, bool> {
        let settle = statements::settle(&Self::DIALECT, vec![settled]);
        Box::pin(async move { Ok(!Self::write(inbox, settle).await?.is_empty()) })
    }

    fn write(inbox: &PostgresInbox, statement: Statement) -> Answer<'_, Vec<PgRow>> {
        Box::pin(async move {
            let mut connection = inbox.inner.pool.acquire().await.map_err(InboxError::new)?;
            Self::fetch(&mut connection, statement).await.map_err(InboxError::new)
        })
    }

    fn woken(inbox: &PostgresInbox) -> BoxFuture<'_, ()> {
        inbox.inner.own.listen(|| notify::listen(Arc::downgrade(&inbox.inner)));
        Box::pin(async move {
            let _ = timeout(POLL, inbox.inner.wake.notified()).await;
        })
    }

    fn open_error(error: sqlx::Error) -> OpenError {
        const READ_ONLY: &str = "25006";
        let code = error.as_database_error().and_then(DatabaseError::code);
        if code.as_deref() == Some(READ_ONLY) {
            OpenError::ReadOnly
        } else {
            OpenError::failed(error)
        }
    }
}
