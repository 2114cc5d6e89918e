//! A row per message, in a file that the processes of one machine share.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::store::{Claim, MessageKey, Store, StoreError, Token};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{Row as _, SqlitePool};

use crate::background;
use crate::duration::millis;
use crate::purge::{BATCH, Counter};
use crate::table::{Dialect, NAME, Statements, TableName, TableNameError};

/// Times are milliseconds since 1970, by the clock of the machine; `now` is the same throughout a
/// statement.
const DIALECT: Dialect = Dialect {
    time: "INTEGER",
    now: "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)",
    later: "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER) + $3",
    skip_locked: "",
};

/// Remembers in a SQLite database which messages are done.
///
/// A message is a row of one table, and each step is one statement. Any number of processes of one
/// machine may use the file; not those of several machines, over a network's file system.
///
/// Now and then a claim has a task of its own remove what has expired, and [`purge`](Self::purge)
/// does so at once.
///
/// Clones share the pool.
#[derive(Clone)]
pub struct SqliteStore {
    pool: SqlitePool,
    table: String,
    statements: Statements,
    claims: Arc<Counter>,
}

impl SqliteStore {
    /// Opens a file, such as `sqlite:messages.db`, and makes it if there is none.
    ///
    /// The file is put into WAL mode, so that readers and the writer are not in each other's way; a
    /// step waits up to 5 seconds for its turn to write. One connection is used: SQLite lets
    /// one write at a time anyway.
    ///
    /// # Errors
    ///
    /// Where the URL is none, or the file can't be opened.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(StoreError::new)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        Ok(Self::new(pool.map_err(StoreError::new)?))
    }

    /// A store in a database that is open already. Its connections should be in WAL mode and have a
    /// `busy_timeout` of seconds, as [`connect`](Self::connect) gives them; a database in
    /// memory wants exactly one connection that is never closed.
    #[must_use]
    pub fn new(pool: SqlitePool) -> Self {
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
        sqlx::raw_sql(self.statements.create.clone())
            .execute(&self.pool)
            .await
            .map_err(StoreError::new)?;
        Ok(())
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

impl Store for SqliteStore {
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
        // To its end: a statement that is left after its first row has not committed yet.
        let rows = claim.fetch_all(&self.pool).await.map_err(StoreError::new)?;
        let row = rows.first().ok_or_else(|| StoreError::new("the claim returned no row"))?;
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

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("table", &self.table).finish_non_exhaustive()
    }
}
