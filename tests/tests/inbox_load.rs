//! An inbox under all that goes wrong at once: duplicates, handlers that fail, panic and hang, two
//! workers that end in the middle of it, an engine that drops its connections.

use std::collections::BTreeMap;
use std::future::pending;
use std::io::{Write, stdout};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alipay_notify::gateway::{BoxError, GatewayBuilder};
use alipay_notify::store::Token;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayNotify, Gateway, Notification, Reply, Verifier};
use alipay_notify_inbox::{
    AnyInbox, Filter, NatsInbox, PostgresInbox, PostgresTx, Retries, SqliteInbox, SqliteTx, State,
    Worker, in_transaction,
};
use alipay_notify_tests::nats::NatsServer;
use alipay_notify_tests::{is_full, skipped};
use sqlx::AssertSqlSafe;
use tokio::time::sleep;

/// A message whose effect is in a list.
#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.effect")]
struct Effect {
    /// Which.
    #[alipay(max_len = 8)]
    number: String,
}

/// A message whose effect is in the database of the inbox.
#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.exact")]
struct Exact {
    /// Which.
    #[alipay(max_len = 8)]
    number: String,
}

/// How many messages there are, half of each kind.
fn messages() -> usize {
    if is_full() { 1000 } else { 120 }
}

/// How often each is delivered.
const DELIVERIES: usize = 10;

/// How many deliver at a time.
const SENDERS: usize = 16;

const KINDS: [&str; 2] = ["my.effect", "my.exact"];

/// How often each message was tried, by kind and number.
#[derive(Clone, Default)]
struct Tried(Arc<Mutex<BTreeMap<String, usize>>>);

impl Tried {
    /// Whether a message goes well this time, the first of which is 1.
    async fn goes(&self, kind: &str, number: &str) -> Result<Reply, BoxError> {
        let attempt = {
            let mut tried = self.0.lock().expect("no panic");
            let times = tried.entry(format!("{kind}{number}")).or_default();
            *times += 1;
            *times
        };
        match (number.parse::<usize>()? / 2 % 10, attempt) {
            (0, _) => Err("never goes well".into()),
            (1, _) => Ok(Reply::Never("as it must")),
            (2, 1..=2) => panic!("as it must"),
            (3, 1) => pending().await,
            (4, 1..=3) => Ok(Reply::Later(Duration::from_millis(1))),
            (5, 1..=2) => Err("not now".into()),
            (6, 1) => Ok(Reply::Fail),
            _ => Ok(Reply::Success),
        }
    }
}

impl Tried {
    /// The same, with the effect that it has where it goes well.
    async fn effect(&self, kind: &str, number: &str, effects: &Effects) -> Result<Reply, BoxError> {
        let reply = self.goes(kind, number).await?;
        if reply == Reply::Success {
            effects.lock().expect("no panic").push(number.parse()?);
        }
        Ok(reply)
    }
}

/// Whether a message must be dead in the end.
fn dies(number: usize) -> bool {
    number / 2 % 10 < 2
}

/// The name and the number of a message: every other one is of the other kind.
fn kind(number: usize) -> &'static str {
    KINDS[number % 2]
}

/// The handler whose effects are in a list.
fn plain(key: &TestKey, tried: &Tried, effects: &Effects) -> GatewayBuilder {
    let (tried, effects) = (tried.clone(), Arc::clone(effects));
    Gateway::builder(Verifier::new(key.public_key())).time_limit(Duration::from_millis(150)).on(
        move |n: Notification<Effect>| {
            let (tried, effects) = (tried.clone(), Arc::clone(&effects));
            async move { tried.effect("my.effect", &n.number, &effects).await }
        },
    )
}

/// Handlers of both kinds, where there are no transactions.
fn without_transactions(key: &TestKey, tried: &Tried, effects: &Effects) -> GatewayBuilder {
    let handlers = plain(key, tried, effects);
    let (tried, effects) = (tried.clone(), Arc::clone(effects));
    handlers.on(move |n: Notification<Exact>| {
        let (tried, effects) = (tried.clone(), Arc::clone(&effects));
        async move { tried.effect("my.exact", &n.number, &effects).await }
    })
}

/// Handlers of both kinds, on a database whose transactions are of this type.
macro_rules! handlers {
    ($key:expr, $tried:expr, $effects:expr, $tx:ty) => {{
        let second = $tried.clone();
        plain(&$key, &$tried, &$effects).on(in_transaction(
            move |n: Notification<Exact>, mut tx: $tx| {
                let tried = second.clone();
                async move {
                    let effect = sqlx::query("INSERT INTO exact (number) VALUES ($1)");
                    effect.bind(n.number.clone()).execute(&mut *tx).await?;
                    tried.goes("my.exact", &n.number).await
                }
            },
        ))
    }};
}

type Effects = Arc<Mutex<Vec<usize>>>;

fn start(inbox: AnyInbox, handlers: GatewayBuilder) -> Worker {
    let attempts = const { NonZeroU32::new(20).unwrap() };
    let retries = Retries::default().longest(Duration::from_millis(5)).attempts(attempts);
    let worker = Worker::builder(inbox, handlers.build().expect("good")).retries(retries);
    worker.lease(Duration::from_millis(800)).start().expect("randomness")
}

/// Delivers each message as often as Alipay might, and each until it is answered `success`.
async fn deliver(key: &TestKey, open: impl AsyncFn() -> AnyInbox) {
    let bodies: Vec<_> = (0..messages())
        .map(|number| {
            let message = TestMessage::new(kind(number)).notify_id(&format!("load{number}"));
            message.content(format!(r#"{{"number":"{number}"}}"#)).sign(key).body()
        })
        .collect();
    let bodies = Arc::new(bodies);
    let gateway = Gateway::builder(Verifier::new(key.public_key())).inbox(open().await);
    let gateway = gateway.build().expect("an inbox is enough");
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (gateway, bodies) = (gateway.clone(), Arc::clone(&bodies));
            tokio::spawn(async move {
                for delivery in (sender..bodies.len() * DELIVERIES).step_by(SENDERS) {
                    // Two at the same time are of the same message; it comes again later.
                    let body = &bodies[delivery / 2 * 7 % bodies.len()];
                    while gateway.deliver(body).await.body() != "success" {
                        sleep(Duration::from_millis(20)).await;
                    }
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.expect("no panic");
    }
}

/// Waits until nothing is left to do.
async fn finish(inbox: &AnyInbox) {
    for _ in 0..1200 {
        if let Ok(health) = inbox.health().await
            && health.waiting + health.running == 0
        {
            assert_eq!(health.stuck, 0, "{health}");
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("not done within two minutes: {:?}", inbox.health().await);
}

/// Looks at what there is; `exact` are the effects in a transaction, where the engine has any.
async fn look(name: &str, inbox: &AnyInbox, effects: Effects, exact: Option<Vec<String>>) {
    let all = Filter::default().limit(u32::MAX);
    let entries = inbox.list(&all).await.expect("the engine works");
    assert_eq!(entries.len(), messages(), "{name}: each message is there once");
    let mut effects = effects.lock().expect("no panic").clone();
    effects.sort_unstable();
    let repeated = effects.len();
    effects.dedup();
    for number in 0..messages() {
        let key = format!("2014060600164699:load{number}");
        let entry = entries.iter().find(|entry| entry.key == key).expect("it was stored");
        let expected = if dies(number) { State::Dead } else { State::Done };
        assert_eq!(entry.state, expected, "{name}: {entry:?}");
    }
    let is_exact = |number: &usize| exact.is_some() && number % 2 == 1;
    let (in_transaction, in_list): (Vec<_>, Vec<_>) =
        (0..messages()).filter(|number| !dies(*number)).partition(is_exact);
    assert_eq!(effects, in_list, "{name}: effects in the list");
    let mut exact: Vec<usize> =
        exact.iter().flatten().map(|number| number.parse().expect("a number")).collect();
    exact.sort_unstable();
    assert_eq!(exact, in_transaction, "{name}: effects in a transaction, each exactly once");
    let _ = writeln!(
        stdout(),
        "{name}: {} deliveries of {} messages: {} dead as they must be, {} effects exactly once in \
         a transaction, {} elsewhere, {} of those more than once",
        messages() * DELIVERIES,
        messages(),
        (0..messages()).filter(|number| dies(*number)).count(),
        exact.len(),
        effects.len(),
        repeated - effects.len(),
    );
}

const TABLE: &str = "CREATE TABLE exact (number TEXT NOT NULL)";
const EFFECTS: &str = "SELECT number FROM exact";

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let url = format!("sqlite:{}", folder.path().join("inbox.db").display());
    let open = async || SqliteInbox::open(&url).await.expect("the inbox opens");
    let inbox = open().await;
    sqlx::query(TABLE).execute(inbox.pool()).await.expect("a new table");
    let (key, tried, effects) = (TestKey::generate(), Tried::default(), Effects::default());
    let work = async || start(open().await.into(), handlers!(key, tried, effects, SqliteTx));
    let disturb = async {
        // Each of the workers ends in the middle of what it does, and another one comes.
        let mut workers = [work().await, work().await];
        for turn in 0..6 {
            sleep(Duration::from_millis(300)).await;
            workers[turn % 2] = work().await;
        }
        workers
    };
    let (_workers, ()) = tokio::join!(disturb, deliver(&key, async || open().await.into()));
    let any = AnyInbox::from(inbox.clone());
    finish(&any).await;
    let exact = sqlx::query_scalar(EFFECTS).fetch_all(inbox.pool()).await.expect("a table");
    look("sqlite", &any, effects, Some(exact)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let Ok(url) = std::env::var("ALIPAY_NOTIFY_TEST_POSTGRES_URL") else {
        return skipped(
            "an inbox in PostgreSQL under load",
            "ALIPAY_NOTIFY_TEST_POSTGRES_URL is not set",
            "set it to the URL of a server",
        );
    };
    let name = format!("inbox_load_{}", Token::random().expect("randomness"));
    let pool = sqlx::PgPool::connect(&url).await.expect("PostgreSQL can be reached");
    let run = async |statement: String| {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.expect("a superuser may");
    };
    run(format!("CREATE SCHEMA {name}")).await;
    let own = format!("{url}?application_name={name}&options=-c%20search_path%3D{name}");
    let open = async || loop {
        // The server may drop this connection as well.
        match PostgresInbox::open(&own).await {
            Ok(inbox) => break inbox,
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    };
    let inbox = open().await;
    sqlx::query(TABLE).execute(inbox.pool()).await.expect("a new table");
    let (key, tried, effects) = (TestKey::generate(), Tried::default(), Effects::default());
    let work = async || start(open().await.into(), handlers!(key, tried, effects, PostgresTx));
    let disturb = async {
        let mut workers = [work().await, work().await];
        for turn in 0..6 {
            sleep(Duration::from_millis(300)).await;
            if turn % 2 == 0 {
                workers[turn / 2 % 2] = work().await;
            }
            // What a restart of the server is to those who are connected.
            run(format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = \
                 '{name}'"
            ))
            .await;
        }
        workers
    };
    let (workers, ()) = tokio::join!(disturb, deliver(&key, async || open().await.into()));
    let any = AnyInbox::from(inbox.clone());
    finish(&any).await;
    let exact = sqlx::query_scalar(EFFECTS).fetch_all(&inbox.pool().clone()).await;
    look("postgres", &any, effects, Some(exact.expect("a table"))).await;
    drop(workers);
    run(format!("DROP SCHEMA {name} CASCADE")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nats() {
    let Some(mut server) = NatsServer::start() else {
        return skipped(
            "an inbox in NATS under load",
            "there is no nats-server on the path",
            "install NATS",
        );
    };
    let url = server.url("LOAD");
    let open = async || loop {
        // The server may be away just now.
        match NatsInbox::open(&url).await {
            Ok(inbox) => break inbox,
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    };
    let inbox = open().await;
    let (key, tried, effects) = (TestKey::generate(), Tried::default(), Effects::default());
    let work = async || start(open().await.into(), without_transactions(&key, &tried, &effects));
    let disturb = async {
        let mut workers = [work().await, work().await];
        for turn in 0..6 {
            sleep(Duration::from_millis(300)).await;
            if turn % 2 == 0 {
                workers[turn / 2 % 2] = work().await;
            }
            tokio::task::block_in_place(|| server.restart());
        }
        workers
    };
    let (workers, ()) = tokio::join!(disturb, deliver(&key, async || open().await.into()));
    let any = AnyInbox::from(inbox);
    finish(&any).await;
    look("nats", &any, effects, None).await;
    drop(workers);
}
