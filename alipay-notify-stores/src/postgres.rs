//! A row per message, for processes on any number of machines.

use std::time::Duration;

use alipay_notify::store::StoreError;
use sqlx::postgres::{PgPoolOptions, PgQueryResult};
use sqlx::{AssertSqlSafe, Postgres};

use crate::table::Dialect;
use crate::table_store::sealed::Sealed;
use crate::table_store::{TableDatabase, TableStore};

/// Makes processes that create the table at once take turns; `IF NOT EXISTS` alone lets the second
/// one fail.
const CREATE_LOCK: &str = "SELECT pg_advisory_xact_lock(7092415338017712)";

/// Remembers in a PostgreSQL database which messages are done.
///
/// Times are the database's. PostgreSQL 9.5 or later.
///
/// With `synchronous_commit=off`, or after a failover to a replica that is not synchronous, what
/// was done in the last moments before a crash is forgotten, and handled again if it comes again.
pub type PostgresStore = TableStore<Postgres>;

impl TableDatabase for Postgres {}

/// Times are the database's, for the clocks of processes differ. That of a statement's arrival is
/// the same throughout it, and earlier than the moment at which it gets hold of a row that another
/// one was changing: if anything, a lease is respected for too long.
impl Sealed for Postgres {
    const STORE: &'static str = "PostgresStore";
    const DIALECT: Dialect = Dialect {
        time: "TIMESTAMPTZ",
        now: "statement_timestamp()",
        later: "statement_timestamp() + $3 * interval '1 millisecond'",
        skip_locked: "FOR UPDATE SKIP LOCKED",
    };

    fn rows_affected(result: &PgQueryResult) -> u64 {
        result.rows_affected()
    }
}

impl TableStore<Postgres> {
    /// Connects to a database, such as `postgres://user:password@host/database`.
    ///
    /// A step waits up to 5 seconds for a connection, of which there are 5 at the most. For other
    /// limits, make the pool yourself, and give it to [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// Where the URL is not one, the server can't be reached, or it rejects the user. No error
    /// repeats the URL.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new().max_connections(5).acquire_timeout(Duration::from_secs(5));
        Ok(Self::new(pool.connect(url).await.map_err(StoreError::new)?))
    }

    /// Makes the table and its index where there is no such table. Any number of processes may do
    /// so at the same time; where there is one, the role need not be allowed to.
    ///
    /// # Errors
    ///
    /// Where the database does not let it.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        if self.table_exists().await? {
            return Ok(());
        }
        let mut transaction = self.pool.begin().await.map_err(StoreError::new)?;
        sqlx::raw_sql(CREATE_LOCK).execute(&mut *transaction).await.map_err(StoreError::new)?;
        let create = sqlx::raw_sql(self.statements.create.clone());
        create.execute(&mut *transaction).await.map_err(StoreError::new)?;
        transaction.commit().await.map_err(StoreError::new)
    }

    /// Whether the other statements find a table. `IF NOT EXISTS` asks for the right to create one
    /// first.
    async fn table_exists(&self) -> Result<bool, StoreError> {
        let exists = format!("SELECT to_regclass('\"{}\"') IS NOT NULL", self.table);
        let exists = sqlx::query_scalar(AssertSqlSafe(exists));
        exists.fetch_one(&self.pool).await.map_err(StoreError::new)
    }
}
