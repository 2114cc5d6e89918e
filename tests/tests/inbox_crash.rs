//! A process that is killed at each step of the inbox, again and again: what was answered `success`
//! has its effect in the end, and in the inbox's own transaction exactly once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Write, stdout};
use std::thread;
use std::time::Duration;

use alipay_notify::store::Token;
use alipay_notify_inbox::{AnyInbox, PostgresInbox, SqliteInbox};
use alipay_notify_tests::inbox::Desk;
use alipay_notify_tests::nats::NatsServer;
use alipay_notify_tests::{is_full, skipped};
use sqlx::AssertSqlSafe;
use tokio::time::sleep;

const STEPS: [&str; 6] =
    ["before put", "in put", "after put", "in the handler", "after the effect", "in the mark"];

const KINDS: [&str; 2] = ["my.effect", "my.exact"];

/// Those that an engine without transactions takes.
const PLAIN: [&str; 1] = ["my.effect"];

/// New messages of each kind in each life.
const MESSAGES: usize = 6;

const PROGRAM: &str = env!("CARGO_BIN_EXE_inbox_victim");

fn lives() -> usize {
    if is_full() { 200 } else { 12 }
}

/// A message: its kind and its number.
type Message = (&'static str, usize);

/// Has processes die, and returns the messages that they answered `success`, and how many there
/// were in all.
fn die(desk: &Desk, kinds: &[&'static str]) -> (BTreeSet<Message>, usize) {
    let mut answered = BTreeSet::new();
    let mut unanswered = Vec::<Message>::new();
    for life in 0..lives() {
        let step = STEPS[life % STEPS.len()];
        let mut clerk = desk.start(PROGRAM, &[], step, 1 + life % 5);
        let first = life * MESSAGES;
        let new = kinds.iter().flat_map(|kind| (first..first + MESSAGES).map(move |n| (*kind, n)));
        // What was not answered comes again, and so does some of what was.
        let mut due: Vec<Message> = unanswered.drain(..).chain(new).collect();
        due.extend(answered.iter().rev().take(3));
        for (kind, number) in &due {
            clerk.deliver(&desk.message(kind, *number));
        }
        let mut lines = Vec::new();
        loop {
            match clerk.line() {
                Some(line) if line == "here" => break,
                Some(line) => lines.push(line),
                None => panic!("life {life} ended before it came to {step:?}"),
            }
        }
        if step.starts_with("in ") {
            thread::sleep(Duration::from_micros(life as u64 * 137 % 4000));
        }
        lines.extend(clerk.kill());
        let success = lines.iter().filter_map(|line| line.strip_prefix("success "));
        let success: BTreeSet<usize> =
            success.map(|line| line.parse().expect("the number of a line")).collect();
        for (line, message) in due.into_iter().enumerate() {
            if success.contains(&line) {
                answered.insert(message);
            } else if !answered.contains(&message) {
                unanswered.push(message);
            }
        }
    }
    (answered, lives() * MESSAGES * kinds.len())
}

/// Has a last process do what is left, and looks at what there is then.
fn look(name: &str, desk: &Desk, answered: &BTreeSet<Message>, sent: usize, exact: &[String]) {
    let effects: BTreeSet<usize> = desk.effects().into_iter().collect();
    let mut times = BTreeMap::<usize, usize>::new();
    for number in exact {
        *times.entry(number.parse().expect("a number")).or_default() += 1;
    }
    for (kind, number) in answered {
        let has_effect =
            if *kind == "my.exact" { times.contains_key(number) } else { effects.contains(number) };
        assert!(has_effect, "{name}: {kind} {number} was answered without its effect");
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{name}: effects more than once: {twice:?}");
    let repeated = desk.effects().len() - effects.len();
    let _ = writeln!(
        stdout(),
        "{name}: killed {} times; {sent} messages sent, {} answered `success`, none without its \
         effect; none twice in a transaction, {repeated} elsewhere",
        lives(),
        answered.len()
    );
    assert!(answered.len() * 2 > sent, "{name}: the run shows little");
}

async fn finish(desk: &Desk) {
    let last = desk.start(PROGRAM, &[], "none", 0);
    let inbox = AnyInbox::open(&desk.url).await.expect("the inbox opens");
    for _ in 0..600 {
        let health = inbox.health().await.expect("the engine works");
        assert_eq!((health.stuck, health.dead), (0, 0), "{health}");
        if health.waiting + health.running == 0 {
            last.kill();
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("not done within a minute: {}", inbox.health().await.expect("the engine works"));
}

const TABLE: &str = "CREATE TABLE exact (number TEXT NOT NULL)";
const EFFECTS: &str = "SELECT number FROM exact";

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let desk = Desk::new(None);
    let inbox = SqliteInbox::open(&desk.url).await.expect("the inbox opens");
    sqlx::query(TABLE).execute(inbox.pool()).await.expect("a new table");
    let (answered, sent) = die(&desk, &KINDS);
    finish(&desk).await;
    let exact: Vec<String> =
        sqlx::query_scalar(EFFECTS).fetch_all(inbox.pool()).await.expect("a table");
    let check = "PRAGMA integrity_check";
    let check: String = sqlx::query_scalar(check).fetch_one(inbox.pool()).await.expect("a check");
    assert_eq!(check, "ok");
    look("sqlite", &desk, &answered, sent, &exact);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let Ok(url) = std::env::var("ALIPAY_NOTIFY_TEST_POSTGRES_URL") else {
        return skipped(
            "crashes with PostgreSQL",
            "ALIPAY_NOTIFY_TEST_POSTGRES_URL is not set",
            "set it to the URL of a server",
        );
    };
    let schema = format!("inbox_crash_{}", Token::random().expect("randomness"));
    let pool = sqlx::PgPool::connect(&url).await.expect("PostgreSQL can be reached");
    let run = async |statement: String| {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.expect("a superuser may");
    };
    run(format!("CREATE SCHEMA {schema}")).await;
    let desk = Desk::new(Some(format!("{url}?options=-c%20search_path%3D{schema}")));
    let inbox = PostgresInbox::open(&desk.url).await.expect("the inbox opens");
    sqlx::query(TABLE).execute(inbox.pool()).await.expect("a new table");
    let (answered, sent) = die(&desk, &KINDS);
    finish(&desk).await;
    let exact: Vec<String> =
        sqlx::query_scalar(EFFECTS).fetch_all(inbox.pool()).await.expect("a table");
    look("postgres", &desk, &answered, sent, &exact);
    run(format!("DROP SCHEMA {schema} CASCADE")).await;
}

/// Effects are there at least once: there are no transactions.
#[tokio::test(flavor = "multi_thread")]
async fn nats() {
    let Some(server) = NatsServer::start() else {
        return skipped("crashes with NATS", "there is no nats-server on the path", "install NATS");
    };
    let desk = Desk::new(Some(server.url("CRASH")));
    let (answered, sent) = die(&desk, &PLAIN);
    finish(&desk).await;
    look("nats", &desk, &answered, sent, &[]);
}
