//! Bare programs that write the same bytes.

use std::str::FromStr as _;
use std::sync::Arc;

use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery};
use alipay_notify::store::Token;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::Config;
use async_nats::jetstream::{self, context::PublishError};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Connection as _, Database, Encode, Executor, IntoArguments, PgPool, Pool,
    Postgres, Sqlite, SqliteConnection, Type,
};
use tokio::sync::{mpsc, oneshot};

use super::{Outcome, SENDERS};

const TABLE: &str = "CREATE TABLE bare (key TEXT PRIMARY KEY, record TEXT, body BLOB)";
const INSERT: &str =
    "INSERT INTO bare (key, record, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

fn options(url: &str) -> Outcome<SqliteConnectOptions> {
    Ok(SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full))
}

/// One statement, and one commit, for each message.
pub(crate) struct EachAlone<DB: Database>(Pool<DB>);

impl EachAlone<Sqlite> {
    pub(crate) async fn in_file(url: &str) -> Outcome<Self> {
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(url)?).await?;
        sqlx::query(TABLE).execute(&pool).await?;
        Ok(Self(pool))
    }
}

impl EachAlone<Postgres> {
    pub(crate) async fn on_server(url: &str) -> Outcome<Self> {
        let pool = PgPoolOptions::new().max_connections(20).connect(url).await?;
        let table = TABLE.replace("BLOB", "BYTEA");
        sqlx::query(AssertSqlSafe(table)).execute(&pool).await?;
        Ok(Self(pool))
    }
}

// Derived, it would ask for databases that can be cloned.
impl<DB: Database> Clone for EachAlone<DB> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<DB: Database> Inbox for EachAlone<DB>
where
    for<'v> String: Encode<'v, DB> + Type<DB>,
    for<'v> Vec<u8>: Encode<'v, DB> + Type<DB>,
    for<'c> &'c Pool<DB>: Executor<'c, Database = DB>,
    DB::Arguments: IntoArguments<DB>,
{
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        let insert = sqlx::query(INSERT)
            .bind(delivery.key().to_string())
            .bind(delivery.record())
            .bind(delivery.body().to_vec());
        insert.execute(&self.0).await.map_err(InboxError::new)?;
        Ok(Put::Stored)
    }
}

/// A message, and who waits for it.
type Step = (String, String, Vec<u8>, oneshot::Sender<()>);

/// What has come meanwhile is one commit.
#[derive(Clone)]
pub(crate) struct InGroups(Arc<mpsc::Sender<Step>>);

impl InGroups {
    pub(crate) async fn open(url: &str) -> Outcome<Self> {
        let mut connection = SqliteConnection::connect_with(&options(url)?).await?;
        sqlx::query(TABLE).execute(&mut connection).await?;
        let (steps, waiting) = mpsc::channel(2 * SENDERS);
        tokio::spawn(write(connection, waiting));
        Ok(Self(Arc::new(steps)))
    }
}

async fn write(mut connection: SqliteConnection, mut steps: mpsc::Receiver<Step>) {
    let mut group = Vec::new();
    while steps.recv_many(&mut group, 2 * SENDERS).await > 0 {
        let mut waiting = Vec::new();
        let mut transaction = connection.begin().await.expect("a transaction begins");
        for (key, record, body, answer) in group.drain(..) {
            let insert = sqlx::query(INSERT).bind(key).bind(record).bind(body);
            insert.execute(&mut *transaction).await.expect("it is written");
            waiting.push(answer);
        }
        transaction.commit().await.expect("it is committed");
        for answer in waiting {
            let _ = answer.send(());
        }
    }
}

impl Inbox for InGroups {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        let (answer, waiting) = oneshot::channel();
        let body = delivery.body().to_vec();
        let step = (delivery.key().to_string(), delivery.record(), body, answer);
        self.0.send(step).await.map_err(|_| InboxError::new("it has ended"))?;
        waiting.await.map_err(InboxError::new)?;
        Ok(Put::Stored)
    }
}

/// One publication for each message, and a wait for its acknowledgement.
#[derive(Clone)]
pub(crate) struct Published(jetstream::Context);

impl Published {
    pub(crate) async fn on_server(url: &str) -> Outcome<Self> {
        let context = jetstream::new(async_nats::connect(url).await?);
        let config = Config {
            name: "BARE".to_owned(),
            subjects: vec!["bare.*".to_owned()],
            ..Config::default()
        };
        context.create_stream(config).await?;
        Ok(Self(context))
    }

    async fn publish(&self, delivery: &StoredDelivery) -> Result<(), PublishError> {
        let message = PublishMessage::build()
            .header("record", delivery.record())
            .payload(delivery.body().to_vec().into());
        let subject = format!("bare.{}", delivery.key());
        self.0.send_publish(subject, message).await?.await.map(drop)
    }
}

impl Inbox for Published {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        self.publish(&delivery).await.map_err(InboxError::new)?;
        Ok(Put::Stored)
    }
}

/// A schema of its own.
pub(crate) struct Schema {
    server: PgPool,
    name: String,
    pub(crate) url: String,
}

impl Schema {
    pub(crate) async fn new(url: &str, of: &str) -> Outcome<Self> {
        let name = format!("bench_{of}_{}", Token::random()?);
        let server = PgPool::connect(url).await?;
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&server).await?;
        let url = format!("{url}?options=-c%20search_path%3D{name}");
        Ok(Self { server, name, url })
    }

    pub(crate) async fn remove(self) -> Outcome<()> {
        let drop = format!("DROP SCHEMA {} CASCADE", self.name);
        sqlx::raw_sql(AssertSqlSafe(drop)).execute(&self.server).await?;
        Ok(())
    }
}
