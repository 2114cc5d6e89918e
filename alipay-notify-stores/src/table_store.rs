//! A store in a table: what the databases have in common.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::store::{Claim, MessageKey, Store, StoreError, Token};
use sqlx::{ColumnIndex, Database, Decode, Encode, Executor, IntoArguments, Pool, Row as _, Type};
use tokio::sync::oneshot;
use tracing::Instrument as _;

use crate::background;
use crate::duration::millis;
use crate::purge::{BATCH, Counter};
use crate::table::{Dialect, NAME, Statements, TableName, TableNameError};

/// A database that a [`TableStore`] may be in: PostgreSQL or SQLite.
pub trait TableDatabase: Database + sealed::Sealed {}

pub(crate) mod sealed {
    use super::{Database, Dialect};

    /// What differs between the databases, and what sqlx has for each alone.
    #[expect(unnameable_types, reason = "nobody else implements it")]
    pub trait Sealed: Database {
        /// The name of the store.
        const STORE: &'static str;
        /// How its statements differ.
        const DIALECT: Dialect;

        /// How many rows a statement changed.
        fn rows_affected(result: &Self::QueryResult) -> u64;
    }
}

/// Remembers in a table which messages are done: `PostgresStore` or `SqliteStore`.
///
/// A message is a row, and each step is one statement. Now and then a claim has a task of its own
/// remove what has expired; [`purge`](Self::purge) does so at once.
///
/// Clones share the pool.
pub struct TableStore<DB: TableDatabase> {
    pub(crate) pool: Pool<DB>,
    pub(crate) statements: Statements,
    pub(crate) table: String,
    claims: Arc<Counter>,
}

impl<DB: TableDatabase> TableStore<DB> {
    /// A store in a database that your program is connected to already.
    #[must_use]
    pub fn new(pool: Pool<DB>) -> Self {
        Self {
            pool,
            table: NAME.to_owned(),
            statements: Statements::new(TableName::DEFAULT, &DB::DIALECT),
            claims: Arc::default(),
        }
    }

    /// What the table is called: `alipay_notify_messages` unless set. Gateways with the same table
    /// share what is done.
    ///
    /// # Errors
    ///
    /// [`TableNameError`] where the name is not 1 to 40 of `a`–`z`, `0`–`9` and `_`, or starts with
    /// a digit.
    pub fn table(mut self, name: &str) -> Result<Self, TableNameError> {
        self.statements = Statements::new(TableName::parse(name)?, &DB::DIALECT);
        name.clone_into(&mut self.table);
        Ok(self)
    }
}

impl<DB> TableStore<DB>
where
    DB: TableDatabase,
    DB::Arguments: IntoArguments<DB>,
    for<'p> &'p Pool<DB>: Executor<'p, Database = DB>,
    for<'v> String: Encode<'v, DB> + Decode<'v, DB> + Type<DB>,
    for<'v> i64: Encode<'v, DB> + Type<DB>,
    usize: ColumnIndex<DB::Row>,
{
    /// Removes what has expired, `limit` messages at the most, and returns how many it removed.
    ///
    /// The store does so by itself, a thousand at a time, after its first claim and then every 256
    /// claims. Call this where a table should shrink sooner: until it returns less than `limit`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn purge(&self, limit: u32) -> Result<u64, StoreError> {
        let purge = sqlx::query(self.statements.purge.clone()).bind(i64::from(limit));
        let purged = purge.execute(&self.pool).await.map_err(StoreError::new)?;
        Ok(DB::rows_affected(&purged))
    }

    /// Claims, and waits for the end of the statement.
    async fn claim_to_the_end(
        &self,
        message: &MessageKey,
        token: Token,
        lease: Duration,
    ) -> Result<Claim, StoreError> {
        let token = token.to_string();
        let claim = sqlx::query(self.statements.claim.clone())
            .bind(message.to_string())
            .bind(token.clone())
            .bind(millis(lease));
        // To its end: a statement of SQLite that is left after its first row has not committed yet.
        let rows = claim.fetch_all(&self.pool).await.map_err(StoreError::new)?;
        let row = rows.first().ok_or_else(|| StoreError::new("the claim returned no row"))?;
        let holder: Option<String> = row.try_get(0).map_err(StoreError::new)?;
        self.purge_when_due();

        Ok(match holder {
            None => Claim::Done,
            Some(holder) if holder == token => Claim::Granted,
            Some(_) => Claim::InFlight,
        })
    }

    fn purge_when_due(&self) {
        if self.claims.is_due() {
            let store = self.clone();
            background::take(async move { store.purge(BATCH).await });
        }
    }
}

impl<DB> Store for TableStore<DB>
where
    DB: TableDatabase,
    DB::Arguments: IntoArguments<DB>,
    for<'p> &'p Pool<DB>: Executor<'p, Database = DB>,
    for<'v> String: Encode<'v, DB> + Decode<'v, DB> + Type<DB>,
    for<'v> i64: Encode<'v, DB> + Type<DB>,
    usize: ColumnIndex<DB::Row>,
{
    async fn claim(
        &self,
        message: &MessageKey,
        token: Token,
        lease: Duration,
    ) -> Result<Claim, StoreError> {
        let (answer, waiting) = oneshot::channel();
        let (store, message) = (self.clone(), message.clone());
        // In a task of its own, which goes on where the delivery is dropped. The claim is released
        // after it has been made: `abandon`, on another connection, may have overtaken it.
        let claim = async move {
            let claim = store.claim_to_the_end(&message, token, lease).await;
            if answer.send(claim).is_err() {
                store.abandon(&message, token);
            }
        };
        tokio::spawn(claim.in_current_span());
        waiting.await.map_err(StoreError::new)?
    }

    async fn complete(
        &self,
        message: &MessageKey,
        token: Token,
        retention: Duration,
    ) -> Result<bool, StoreError> {
        let complete = sqlx::query(self.statements.complete.clone())
            .bind(message.to_string())
            .bind(token.to_string())
            .bind(millis(retention));
        let completed = complete.execute(&self.pool).await.map_err(StoreError::new)?;
        Ok(DB::rows_affected(&completed) == 1)
    }

    async fn release(&self, message: &MessageKey, token: Token) -> Result<(), StoreError> {
        let release = sqlx::query(self.statements.release.clone())
            .bind(message.to_string())
            .bind(token.to_string());
        release.execute(&self.pool).await.map_err(StoreError::new)?;
        Ok(())
    }

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration) {
        background::settle(self, message, token, retention);
    }

    fn abandon(&self, message: &MessageKey, token: Token) {
        let (store, message) = (self.clone(), message.clone());
        background::take(async move { store.release(&message, token).await });
    }
}

// Derived, it would ask for databases that can be cloned.
impl<DB: TableDatabase> Clone for TableStore<DB> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            statements: self.statements.clone(),
            table: self.table.clone(),
            claims: Arc::clone(&self.claims),
        }
    }
}

impl<DB: TableDatabase> fmt::Debug for TableStore<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(DB::STORE).field("table", &self.table).finish_non_exhaustive()
    }
}
