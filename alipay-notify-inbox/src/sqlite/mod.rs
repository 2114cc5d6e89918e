//! A row per delivery, in a file of its own that the processes of one machine share.

mod group;

use std::fs::OpenOptions;
use std::io::ErrorKind;
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use alipay_notify::inbox::{InboxError, Put, StoredDelivery};
use sqlx::error::DatabaseError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{Connection as _, Row as _, Sqlite, Transaction};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::any::Absent;
use crate::engine::{Answer, BoxFuture};
use crate::error::OpenError;
use crate::sql::sealed::Sealed;
use crate::sql::statements::{Statement, Value};
use crate::sql::{Dialect, SqlDatabase, SqlInbox, schema, values_of};
use crate::transaction::Tx;
use group::{Kind, Step};

/// An inbox in a SQLite file of its own: nothing else to run, for the processes of one machine.
///
/// Each group of deliveries that arrive together is one transaction, which is on the disk
/// (`synchronous=FULL`) before any of them is acknowledged.
pub type SqliteInbox = SqlInbox<Sqlite>;

/// The transaction of a [`SqliteInbox`].
pub type SqliteTx = Tx<Sqlite>;

/// How long a write waits for another process's. Less than a gateway waits for the inbox.
const BUSY: Duration = Duration::from_secs(4);

/// How long a worker waits for a delivery that another process may have put.
const POLL: Duration = Duration::from_secs(1);

/// How many connections read.
const READERS: u32 = 4;

/// Makes a transaction a writer's at once. One that became it later could fail for that.
const BEGIN: &str = "BEGIN IMMEDIATE";

impl SqlDatabase for Sqlite {}

impl SqlInbox<Sqlite> {
    /// Opens a file, such as `sqlite:inbox.db`, creates it if it is missing, and brings its tables
    /// up to date.
    ///
    /// The file should be on a local disk that keeps what it has synchronised, and the inbox's
    /// alone, but for tables that handlers write to [in its
    /// transactions](crate::in_transaction). It is in WAL mode. A file that is created is its
    /// user's alone (mode 0600), and so are those that SQLite puts next to it (`-wal`, `-shm`). One
    /// that exists keeps its mode.
    ///
    /// # Errors
    ///
    /// - [`OpenError::Url`]: the URL is not one.
    /// - [`OpenError::InMemory`]: it names no file.
    /// - [`OpenError::ReadOnly`]: the file can't be written to.
    /// - [`OpenError::Newer`]: a newer version of this crate has written it.
    /// - [`OpenError::Failed`]: the file can't be opened.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_or(url, Absent::Made).await
    }

    pub(crate) async fn open_or(url: &str, absent: Absent) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(OpenError::url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY);
        if is_in_memory(&options, url) {
            return Err(OpenError::InMemory);
        }
        if absent == Absent::Refused && !options.get_filename().exists() {
            return Err(OpenError::Missing);
        }
        #[cfg(unix)]
        create_private(options.get_filename());
        if can_only_be_read(options.get_filename()) {
            return Err(OpenError::ReadOnly);
        }

        let pool = writer(options.clone()).await.map_err(Sqlite::open_error)?;
        let mut transaction = Sqlite::begin(&pool).await.map_err(Sqlite::open_error)?;
        schema::migrate::<Sqlite>(&mut transaction, absent).await?;
        transaction.commit().await.map_err(Sqlite::open_error)?;

        let readers = SqlitePoolOptions::new().max_connections(READERS);
        let readers = readers.connect_lazy_with(options.read_only(true));
        let (steps, waiting) = mpsc::channel(group::LARGEST);
        tokio::spawn(group::write(pool.clone(), waiting));
        Ok(Self::of(pool, readers, steps))
    }

    /// Has a step done with those that come together with it.
    async fn step<T>(
        &self,
        step: impl FnOnce(oneshot::Sender<Result<T, InboxError>>) -> Step,
    ) -> Result<T, InboxError> {
        let closed = || InboxError::new("the runtime in which it was opened has ended");
        let (answer, waiting) = oneshot::channel();
        self.inner.own.send(step(answer)).await.map_err(|_| closed())?;
        waiting.await.map_err(|_| closed())?
    }
}

/// The one connection that writes: SQLite lets one write at a time anyway, and here they take
/// turns in the order in which they come.
async fn writer(options: SqliteConnectOptions) -> sqlx::Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // What SQLite undid by itself, such as for a full disk, sqlx takes for under way still.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_with(options)
        .await
}

/// Whether SQLite would keep the database nowhere, or nowhere to last.
fn is_in_memory(options: &SqliteConnectOptions, url: &str) -> bool {
    let file = options.get_filename().as_os_str();
    file.is_empty()
        || file.as_encoded_bytes().starts_with(b"file:")
        || file == ":memory:"
        || url.contains("mode=memory")
}

/// Creates the file of a database as its user's alone, before SQLite does so for everyone. SQLite
/// gives those next to it the same mode.
///
/// What fails here, because the file exists or can't be created, SQLite finds out as well.
#[cfg(unix)]
fn create_private(file: &Path) {
    let _ = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
}

/// Whether there is a file that can't be written to. SQLite would say no more than that it can't be
/// opened.
fn can_only_be_read(file: &Path) -> bool {
    OpenOptions::new().write(true).open(file).is_err_and(|error| {
        matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
    })
}

impl Sealed for Sqlite {
    const INBOX: &'static str = "SqliteInbox";
    const DIALECT: Dialect = Dialect {
        id: "INTEGER PRIMARY KEY",
        bytes: "BLOB",
        // One with a number is looked up among all others as it is bound: a thousand would take
        // longer for that than for being written.
        parameter: |_| "?".to_owned(),
        // It would take the index of states, and sort all that wait.
        by_due: "INDEXED BY alipay_notify_inbox_due",
        skip_locked: "",
        table_exists: "SELECT COUNT(*) FROM sqlite_master WHERE name = \
                       'alipay_notify_inbox_version'",
    };
    type Own = mpsc::Sender<Step>;

    fn fetch(
        connection: &mut SqliteConnection,
        statement: Statement,
    ) -> BoxFuture<'_, sqlx::Result<Vec<SqliteRow>>> {
        // To its end: a statement that is left after its first row has not committed yet.
        Box::pin(statement.query().fetch_all(connection))
    }

    fn int(row: &SqliteRow, column: usize) -> sqlx::Result<Option<i64>> {
        row.try_get(column)
    }

    fn text(row: &SqliteRow, column: usize) -> sqlx::Result<Option<String>> {
        row.try_get(column)
    }

    fn bytes(row: &SqliteRow, column: usize) -> sqlx::Result<Vec<u8>> {
        row.try_get(column)
    }

    fn begin(pool: &SqlitePool) -> BoxFuture<'_, sqlx::Result<Transaction<'static, Self>>> {
        Box::pin(pool.begin_with(BEGIN))
    }

    fn put(inbox: &SqliteInbox, delivery: StoredDelivery) -> Answer<'_, Put> {
        Box::pin(async move {
            let values = values_of(&delivery);
            drop(delivery);
            let stored = inbox.step(|answer| Step::Row(Kind::Put, values, answer)).await?;
            inbox.inner.wake.notify_one();
            Ok(if stored { Put::Stored } else { Put::AlreadyThere })
        })
    }

    fn settle(inbox: &SqliteInbox, settled: Vec<Value>) -> Answer<'_, bool> {
        Box::pin(inbox.step(|answer| Step::Row(Kind::Settle, settled, answer)))
    }

    fn write(inbox: &SqliteInbox, statement: Statement) -> Answer<'_, Vec<SqliteRow>> {
        Box::pin(inbox.step(|answer| Step::Write(statement, answer)))
    }

    fn woken(inbox: &SqliteInbox) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let _ = timeout(POLL, inbox.inner.wake.notified()).await;
        })
    }

    fn open_error(error: sqlx::Error) -> OpenError {
        // SQLITE_READONLY, whichever of its kinds.
        const READ_ONLY: i32 = 8;
        let code = error.as_database_error().and_then(DatabaseError::code);
        match code.and_then(|code| code.parse::<i32>().ok()) {
            Some(code) if code & 0xff == READ_ONLY => OpenError::ReadOnly,
            _ => OpenError::failed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::engine::Next;
    use crate::entry::State;
    use crate::sql::statements;

    /// However many wait.
    #[tokio::test]
    async fn what_is_due_is_found_by_its_index() {
        let (_folder, inbox) = inbox().await;
        let dialect = Sqlite::DIALECT;
        for statement in
            [statements::take(&dialect, "worker", 16, 1), statements::bring_forward(&dialect, 1)]
        {
            let plan = plan(&inbox, statement).await;
            assert!(plan.contains("INDEX alipay_notify_inbox_due"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }

    /// However many are settled at a time.
    #[tokio::test]
    async fn what_is_settled_is_found_by_its_id() {
        let (_folder, inbox) = inbox().await;
        let row = |id| statements::settled(done(), id, "worker", 1, None);
        let settle = statements::settle(&Sqlite::DIALECT, vec![row(1), row(2)]);
        let plan = plan(&inbox, settle).await;
        let found = "SEARCH alipay_notify_inbox USING INTEGER PRIMARY KEY (rowid=?)";
        assert!(plan.contains(found), "{plan}");
    }

    /// An inbox, and the folder that it is in.
    pub(super) async fn inbox() -> (TempDir, SqliteInbox) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let url = format!("sqlite:{}", folder.path().join("inbox.db").display());
        let inbox = SqliteInbox::open(&url).await.expect("the inbox opens");
        (folder, inbox)
    }

    /// What is to become of what went well.
    pub(super) fn done() -> Next {
        Next {
            state: State::Done,
            condition: None,
            attempts: 1,
            due_at: 0,
            delay: 0,
            finished_at: Some(1),
            kept_until: Some(1),
            note: None,
        }
    }

    /// How SQLite does it.
    async fn plan(inbox: &SqliteInbox, statement: Statement) -> String {
        let text = format!("EXPLAIN QUERY PLAN {}", statement.text.as_str());
        let explain = Statement::new(text, statement.values);
        let plan = explain.query::<Sqlite>().fetch_all(inbox.pool()).await.expect("a plan");
        let steps: Vec<String> = plan.iter().map(|row| row.get(3)).collect();
        steps.join("; ")
    }
}
