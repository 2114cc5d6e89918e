//! The bare programs: a claim and its completion as plain commands of each client.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process;
use std::time::{Duration, SystemTime};

use alipay_notify::MemoryStore;
use alipay_notify::store::Store;
use alipay_notify_stores::{PostgresStore, RedisStore, SqliteStore};
use redis::aio::ConnectionManager;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use super::Outcome;

/// Where messages are noted, and the round trips that it takes.
pub(crate) trait Stored: Clone + Send + Sync + 'static {
    type Store: Store;

    /// The store, of which nothing is left.
    async fn emptied(&self) -> Outcome<Self::Store>;

    fn claim(&self, key: &str) -> impl Future<Output = ()> + Send;

    fn complete(&self, key: &str) -> impl Future<Output = ()> + Send;
}

const LEASE: Duration = Duration::from_secs(40);
const RETENTION: Duration = Duration::from_secs(2 * 24 * 60 * 60);
const TOKEN: &str = "00112233445566778899aabbccddeeff";

/// A map in the process needs no round trips.
#[derive(Clone)]
pub(crate) struct Memory;

impl Stored for Memory {
    type Store = MemoryStore;

    async fn emptied(&self) -> Outcome<MemoryStore> {
        Ok(MemoryStore::default())
    }

    async fn claim(&self, _: &str) {}

    async fn complete(&self, _: &str) {}
}

#[derive(Clone)]
pub(crate) struct Redis {
    connection: ConnectionManager,
    prefix: String,
}

impl Redis {
    pub(crate) async fn connect(url: &str) -> Outcome<Self> {
        let connection = redis::Client::open(url)?.get_connection_manager().await?;
        Ok(Self { connection, prefix: format!("alipay-notify-bench-{}:", process::id()) })
    }

    async fn set(&self, key: &str, value: &str, time: Duration, only_new: bool) {
        let mut set = redis::cmd("SET");
        set.arg(format!("{}{key}", self.prefix)).arg(value).arg("PX").arg(millis(time));
        if only_new {
            set.arg("NX");
        }
        let () = set.query_async(&mut self.connection.clone()).await.expect("Redis answers");
    }
}

impl Stored for Redis {
    type Store = RedisStore;

    async fn emptied(&self) -> Outcome<RedisStore> {
        let delete =
            "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";
        let (delete, all) = (redis::Script::new(delete), format!("{}*", self.prefix));
        let () = delete.arg(all).invoke_async(&mut self.connection.clone()).await?;
        Ok(RedisStore::new(self.connection.clone()).prefix(&self.prefix))
    }

    async fn claim(&self, key: &str) {
        self.set(key, TOKEN, LEASE, true).await;
    }

    async fn complete(&self, key: &str) {
        self.set(key, "done", RETENTION, false).await;
    }
}

/// The statements of a table.
#[derive(Clone)]
struct Statements {
    claim: SqlStr,
    complete: SqlStr,
    empty: SqlStr,
    drop: SqlStr,
}

impl Statements {
    fn new(table: &str, time: &str) -> Self {
        let statement = |text: String| AssertSqlSafe(text).into_sql_str();
        Self {
            claim: statement(format!(
                "INSERT INTO {table} (message, token, ends_at) VALUES ($1, $2, {time}) ON CONFLICT \
                 DO NOTHING"
            )),
            complete: statement(format!(
                "UPDATE {table} SET token = NULL, ends_at = {time} WHERE message = $1 AND token = \
                 $2"
            )),
            empty: statement(format!("DELETE FROM {table}")),
            drop: statement(format!("DROP TABLE {table}")),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Sqlite {
    pool: SqlitePool,
    statements: Statements,
    file: PathBuf,
}

impl Sqlite {
    pub(crate) async fn create() -> Outcome<Self> {
        let file = env::temp_dir().join(format!("alipay-notify-bench-{}.db", process::id()));
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        SqliteStore::new(pool.clone()).create_table().await?;
        Ok(Self { pool, statements: Statements::new("alipay_notify_messages", "$3"), file })
    }

    pub(crate) async fn remove(self) {
        self.pool.close().await;
        for more in ["", "-wal", "-shm"] {
            let mut path = self.file.clone().into_os_string();
            path.push(more);
            let _ = fs::remove_file(path);
        }
    }

    async fn run(&self, statement: &SqlStr, key: &str, time: Duration) {
        let ends_at = millis(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default() + time);
        let statement = sqlx::query(statement.clone()).bind(key).bind(TOKEN).bind(ends_at);
        statement.execute(&self.pool).await.expect("SQLite answers");
    }
}

impl Stored for Sqlite {
    type Store = SqliteStore;

    async fn emptied(&self) -> Outcome<SqliteStore> {
        sqlx::query(self.statements.empty.clone()).execute(&self.pool).await?;
        Ok(SqliteStore::new(self.pool.clone()))
    }

    async fn claim(&self, key: &str) {
        self.run(&self.statements.claim, key, LEASE).await;
    }

    async fn complete(&self, key: &str) {
        self.run(&self.statements.complete, key, RETENTION).await;
    }
}

#[derive(Clone)]
pub(crate) struct Postgres {
    pool: PgPool,
    statements: Statements,
    table: String,
}

impl Postgres {
    pub(crate) async fn create(url: &str) -> Outcome<Self> {
        // As many connections as the store opens by itself.
        let pool = PgPoolOptions::new().max_connections(5).connect(url).await?;
        let table = format!("bench_{}", process::id());
        PostgresStore::new(pool.clone()).table(&table)?.create_table().await?;
        let ends_at = "statement_timestamp() + $3 * interval '1 millisecond'";
        Ok(Self { pool, statements: Statements::new(&table, ends_at), table })
    }

    pub(crate) async fn remove(self) -> Outcome<()> {
        sqlx::query(self.statements.drop).execute(&self.pool).await?;
        Ok(())
    }

    async fn run(&self, statement: &SqlStr, key: &str, time: Duration) {
        let statement = sqlx::query(statement.clone()).bind(key).bind(TOKEN).bind(millis(time));
        statement.execute(&self.pool).await.expect("PostgreSQL answers");
    }
}

impl Stored for Postgres {
    type Store = PostgresStore;

    async fn emptied(&self) -> Outcome<PostgresStore> {
        sqlx::query(self.statements.empty.clone()).execute(&self.pool).await?;
        Ok(PostgresStore::new(self.pool.clone()).table(&self.table)?)
    }

    async fn claim(&self, key: &str) {
        self.run(&self.statements.claim, key, LEASE).await;
    }

    async fn complete(&self, key: &str) {
        self.run(&self.statements.complete, key, RETENTION).await;
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
