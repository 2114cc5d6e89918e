//! A row per message, in a file that the processes of one machine share.

#[cfg(unix)]
use std::fs::OpenOptions;
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;
#[cfg(unix)]
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use alipay_notify::store::StoreError;
use sqlx::Sqlite;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteQueryResult};

use crate::table::Dialect;
use crate::table_store::sealed::Sealed;
use crate::table_store::{TableDatabase, TableStore};

/// Remembers in a SQLite database which messages are done.
///
/// Any number of processes of one machine may use the file; not those of several machines, over a
/// network's file system. The connections of a pool that you give to [`new`](TableStore::new)
/// should be in WAL mode and have a `busy_timeout` of seconds, as [`connect`](Self::connect) gives
/// them; a database in memory needs exactly one connection, which is never closed.
pub type SqliteStore = TableStore<Sqlite>;

impl TableDatabase for Sqlite {}

/// Times are milliseconds since 1970, by the clock of the machine; `now` is the same throughout a
/// statement.
impl Sealed for Sqlite {
    const STORE: &'static str = "SqliteStore";
    const DIALECT: Dialect = Dialect {
        time: "INTEGER",
        now: "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)",
        later: "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER) + $3",
        skip_locked: "",
    };

    fn rows_affected(result: &SqliteQueryResult) -> u64 {
        result.rows_affected()
    }
}

impl TableStore<Sqlite> {
    /// Opens a file, such as `sqlite:messages.db`, and creates it if it is missing.
    ///
    /// The file is put into WAL mode, so that readers and the writer do not wait for each other; a
    /// step waits up to 5 seconds for its turn to write. One connection is used: SQLite lets one
    /// write at a time anyway.
    ///
    /// A file that is created is its user's alone (mode 0600), and so are those that SQLite puts
    /// next to it (`-wal`, `-shm`). One that exists keeps its mode.
    ///
    /// # Errors
    ///
    /// Where the URL is not one, or the file can't be opened.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(StoreError::new)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(5));
        #[cfg(unix)]
        create_private(options.get_filename(), url);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        Ok(Self::new(pool.map_err(StoreError::new)?))
    }

    /// Makes the table and its index where they are missing. Any number of processes may do so at
    /// the same time.
    ///
    /// # Errors
    ///
    /// Where the database does not let it.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        let create = sqlx::raw_sql(self.statements.create.clone());
        create.execute(&self.pool).await.map_err(StoreError::new)?;
        Ok(())
    }
}

/// Creates the file of a database as its user's alone, before SQLite does so for everyone. SQLite
/// gives those next to it the same mode.
///
/// What fails here, because the file exists or can't be created, SQLite finds out as well.
#[cfg(unix)]
fn create_private(file: &Path, url: &str) {
    let in_memory =
        file.as_os_str().as_encoded_bytes().starts_with(b"file:") || url.contains("mode=memory");
    if !in_memory {
        let _ = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    }
}
