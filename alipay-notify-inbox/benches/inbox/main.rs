//! What an inbox costs, next to bare programs on the same disk and the same server. Ratios of one
//! run; each figure is the median of neighbouring turns.
//!
//! `cargo bench -p alipay-notify-inbox --all-features`, and of one engine alone with ` -- nats` and
//! the like; PostgreSQL where `ALIPAY_NOTIFY_TEST_POSTGRES_URL` says where it is, NATS where
//! `nats-server` is on the path. It takes some minutes, most of them to make a million messages
//! wait.

mod bare;
mod depth;
mod messages;
#[path = "../../../tests/src/nats.rs"]
mod nats_server;

use std::env;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::time::Instant;

use alipay_notify::inbox::{Inbox, StoredDelivery};
use alipay_notify_inbox::{NatsInbox, PostgresInbox, SqliteInbox};

use bare::{EachAlone, InGroups, Published, Schema};
use messages::Messages;
use nats_server::NatsServer;

/// How many deliver at the same time.
const SENDERS: usize = 64;

/// How many each of them delivers in a turn, to a database.
const FEW: usize = 40;

/// The same to NATS, which is done with them too soon for a figure.
const MANY: usize = 400;

const TURNS: usize = 5;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let named: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_meant = |engine: &str| named.is_empty() || named.iter().any(|name| name == engine);
    let mut messages = Messages::new();
    if is_meant("sqlite") {
        sqlite(&mut messages).await?;
    }
    if is_meant("postgres") {
        match env::var("ALIPAY_NOTIFY_TEST_POSTGRES_URL") {
            Ok(url) => postgres(&url, &mut messages).await?,
            Err(_) => say("skipped: PostgreSQL: ALIPAY_NOTIFY_TEST_POSTGRES_URL is not set"),
        }
    }
    if is_meant("nats") {
        match NatsServer::start() {
            Some(server) => nats(&server, &mut messages).await?,
            None => say("skipped: NATS: there is no nats-server on the path"),
        }
    }
    Ok(())
}

async fn sqlite(messages: &mut Messages) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let file = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let inbox = SqliteInbox::open(&file("inbox.db")).await?;
    let alone = EachAlone::in_file(&file("alone.db")).await?;
    let (ratio, rate) = compare(&inbox, &alone, FEW, messages).await?;
    say(&format!("ratio sqlite_group_commit/one_commit_each {ratio:.2} ({rate:.0} a second)"));
    let groups = InGroups::open(&file("groups.db")).await?;
    let (ratio, rate) = compare(&inbox, &groups, FEW, messages).await?;
    say(&format!("ratio sqlite_inbox/bare_groups {ratio:.2} ({rate:.0} a second)"));
    let few = SqliteInbox::open(&file("few.db")).await?;
    depth::compare("sqlite", few, SqliteInbox::open(&file("many.db")).await?).await
}

async fn postgres(url: &str, messages: &mut Messages) -> Outcome<()> {
    let [own, few, many] = [
        Schema::new(url, "own").await?,
        Schema::new(url, "few").await?,
        Schema::new(url, "many").await?,
    ];
    let inbox = PostgresInbox::open(&own.url).await?;
    let server = EachAlone::on_server(&own.url).await?;
    let (ratio, rate) = compare(&inbox, &server, FEW, messages).await?;
    say(&format!("ratio postgres_inbox/bare_insert {ratio:.2} ({rate:.0} a second)"));
    let inbox = PostgresInbox::open(&few.url).await?;
    depth::compare("postgres", inbox, PostgresInbox::open(&many.url).await?).await?;
    for schema in [own, few, many] {
        schema.remove().await?;
    }
    Ok(())
}

async fn nats(server: &NatsServer, messages: &mut Messages) -> Outcome<()> {
    let inbox = NatsInbox::open(&server.url("INBOX")).await?;
    let bare = Published::on_server(&server.url("")).await?;
    let (ratio, rate) = compare(&inbox, &bare, MANY, messages).await?;
    say(&format!("ratio nats_inbox/bare_publish {ratio:.2} ({rate:.0} a second)"));
    let few = NatsInbox::open(&server.url("FEW")).await?;
    depth::compare("nats", few, NatsInbox::open(&server.url("MANY")).await?).await
}

fn say(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}

/// The median ratio of neighbouring turns, and the median rate of the first.
async fn compare<A, B>(
    ours: &A,
    theirs: &B,
    each: usize,
    messages: &mut Messages,
) -> Outcome<(f64, f64)>
where
    A: Inbox + Clone,
    B: Inbox + Clone,
{
    turn(ours, each, messages).await?;
    turn(theirs, each, messages).await?;
    let (mut ratios, mut rates) = (Vec::new(), Vec::new());
    for round in 0..TURNS {
        // Whoever is second in one round is first in the next.
        let (our_rate, their_rate) = if round % 2 == 0 {
            let our_rate = turn(ours, each, messages).await?;
            (our_rate, turn(theirs, each, messages).await?)
        } else {
            let their_rate = turn(theirs, each, messages).await?;
            (turn(ours, each, messages).await?, their_rate)
        };
        ratios.push(our_rate / their_rate);
        rates.push(our_rate);
    }
    Ok((median(ratios), median(rates)))
}

/// Has all senders put their messages, and returns how many a second were acknowledged.
async fn turn<I>(inbox: &I, each: usize, messages: &mut Messages) -> Outcome<f64>
where
    I: Inbox + Clone,
{
    let due: Vec<Vec<StoredDelivery>> =
        (0..SENDERS).map(|_| messages.take(each)).collect::<Outcome<_>>()?;
    let begun = Instant::now();
    let senders: Vec<_> = due
        .into_iter()
        .map(|own| {
            let inbox = inbox.clone();
            tokio::spawn(async move {
                for delivery in own {
                    inbox.put(delivery).await?;
                }
                Ok::<_, alipay_notify::inbox::InboxError>(())
            })
        })
        .collect();
    for sender in senders {
        sender.await??;
    }
    #[expect(clippy::cast_precision_loss, reason = "there are some thousands")]
    let count = (SENDERS * each) as f64;
    Ok(count / begun.elapsed().as_secs_f64())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
