//! A row per message, for processes on any number of machines.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::store::{Claim, MessageKey, Store, StoreError, Token};
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgPool, Row as _};

use crate::background;
use crate::duration::millis;
use crate::purge::{BATCH, Counter};
use crate::table::{Dialect, NAME, Statements, TableName, TableNameError};

/// Times are the database's, for the clocks of processes differ. That of a statement's arrival is
/// the same throughout it, and earlier than the moment at which it gets hold of a row that another
/// one was changing: if anything, a lease is respected for too long.
const DIALECT: Dialect = Dialect {
    time: "TIMESTAMPTZ",
    now: "statement_timestamp()",
    later: "statement_timestamp() + $3 * interval '1 millisecond'",
    skip_locked: "FOR UPDATE SKIP LOCKED",
};

/// Makes processes that create the table at once take turns; `IF NOT EXISTS` alone lets the second
/// one fail.
const CREATE_LOCK: &str = "SELECT pg_advisory_xact_lock(7092415338017712)";

/// Remembers in a PostgreSQL database which messages are done.
///
/// A message is a row of one table, and each step is one statement. Its time is the database's.
/// PostgreSQL 9.5 or later.
///
/// Now and then a claim has a task of its own remove what has expired, and [`purge`](Self::purge)
/// does so at once.
///
/// Clones share the pool.
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
    table: String,
    statements: Statements,
    claims: Arc<Counter>,
}

impl PostgresStore {
    /// Connects to a database, such as `postgres://user:password@host/database`.
    ///
    /// A step waits up to 5 seconds for a connection, of which there are 5 at the most. For other
    /// limits, make the pool yourself, and give it to [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// Where the URL is none, the server can't be reached, or it refuses the user. No error repeats
    /// the URL.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new().max_connections(5).acquire_timeout(Duration::from_secs(5));
        Ok(Self::new(pool.connect(url).await.map_err(StoreError::new)?))
    }

    /// A store in a database that your program is connected to already.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self {
            pool,
            table: NAME.to_owned(),
            statements: Statements::new(TableName::DEFAULT, &DIALECT),
            claims: Arc::default(),
        }
    }

    /// What the table is called: `alipay_notify_messages` unless told otherwise. Gateways with the
    /// same table share what is done.
    ///
    /// # Errors
    ///
    /// [`TableNameError`] where the name is not 1 to 40 of `a`–`z`, `0`–`9` and `_`, or begins with
    /// a digit.
    pub fn table(mut self, name: &str) -> Result<Self, TableNameError> {
        self.statements = Statements::new(TableName::parse(name)?, &DIALECT);
        name.clone_into(&mut self.table);
        Ok(self)
    }

    /// Makes the table and its index where they are missing. Any number of processes may do so at
    /// the same time.
    ///
    /// # Errors
    ///
    /// Where the database does not let it.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await.map_err(StoreError::new)?;
        sqlx::raw_sql(CREATE_LOCK).execute(&mut *transaction).await.map_err(StoreError::new)?;
        let create = sqlx::raw_sql(self.statements.create.clone());
        create.execute(&mut *transaction).await.map_err(StoreError::new)?;
        transaction.commit().await.map_err(StoreError::new)
    }

    /// Removes what has expired, `limit` messages at the most, and tells how many it removed.
    ///
    /// The store does so by itself, a thousand at a time, after its first claim and then every 256
    /// claims. Call this where a table should shrink sooner: until it returns less than
    /// `limit`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn purge(&self, limit: u32) -> Result<u64, StoreError> {
        let purge = sqlx::query(self.statements.purge.clone()).bind(i64::from(limit));
        Ok(purge.execute(&self.pool).await.map_err(StoreError::new)?.rows_affected())
    }

    fn purge_when_due(&self) {
        if self.claims.is_due() {
            let store = self.clone();
            background::take(async move { store.purge(BATCH).await });
        }
    }
}

impl Store for PostgresStore {
    async fn claim(
        &self,
        message: &MessageKey,
        token: Token,
        lease: Duration,
    ) -> Result<Claim, StoreError> {
        let token = token.to_string();
        let claim = sqlx::query(self.statements.claim.clone())
            .bind(message.as_str())
            .bind(token.as_str())
            .bind(millis(lease));
        let row = claim.fetch_one(&self.pool).await.map_err(StoreError::new)?;
        let holder: Option<&str> = row.try_get(0).map_err(StoreError::new)?;
        self.purge_when_due();
        Ok(match holder {
            None => Claim::Done,
            Some(holder) if holder == token => Claim::Granted,
            Some(_) => Claim::InFlight,
        })
    }

    async fn complete(
        &self,
        message: &MessageKey,
        token: Token,
        retention: Duration,
    ) -> Result<bool, StoreError> {
        let complete = sqlx::query(self.statements.complete.clone())
            .bind(message.as_str())
            .bind(token.to_string())
            .bind(millis(retention));
        let completed = complete.execute(&self.pool).await.map_err(StoreError::new)?;
        Ok(completed.rows_affected() == 1)
    }

    async fn release(&self, message: &MessageKey, token: Token) -> Result<(), StoreError> {
        let release = sqlx::query(self.statements.release.clone())
            .bind(message.as_str())
            .bind(token.to_string());
        release.execute(&self.pool).await.map_err(StoreError::new)?;
        Ok(())
    }

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration) {
        let (store, message) = (self.clone(), message.clone());
        background::take(async move { store.complete(&message, token, retention).await });
    }

    fn abandon(&self, message: &MessageKey, token: Token) {
        let (store, message) = (self.clone(), message.clone());
        background::take(async move { store.release(&message, token).await });
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").field("table", &self.table).finish_non_exhaustive()
    }
}
