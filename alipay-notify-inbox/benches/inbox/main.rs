//! What an inbox costs, next to bare programs on the same disk and the same server. Ratios of one
//! run; each figure is the median of neighbouring turns.
//!
//! `cargo bench -p alipay-notify-inbox --all-features`; PostgreSQL where
//! `ALIPAY_NOTIFY_TEST_POSTGRES_URL` says where it is. It takes some minutes, most of them to make
//! a million messages wait.

mod bare;
mod depth;
mod messages;

use std::error::Error;
use std::io::{Write as _, stdout};
use std::time::Instant;

use alipay_notify::inbox::{Inbox, StoredDelivery};
use alipay_notify_inbox::{PostgresInbox, SqliteInbox};

use bare::{EachAlone, InGroups, OnServer};
use messages::Messages;

/// How many deliver at the same time.
const SENDERS: usize = 64;

/// How many each of them delivers in a turn.
const EACH: usize = 40;

const TURNS: usize = 5;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let file = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let mut messages = Messages::new();

    let inbox = SqliteInbox::open(&file("inbox.db")).await?;
    let alone = EachAlone::open(&file("alone.db")).await?;
    let (ratio, rate) = compare(&inbox, &alone, &mut messages).await?;
    say(&format!("ratio sqlite_group_commit/one_commit_each {ratio:.2} ({rate:.0} a second)"));
    let groups = InGroups::open(&file("groups.db")).await?;
    let (ratio, rate) = compare(&inbox, &groups, &mut messages).await?;
    say(&format!("ratio sqlite_inbox/bare_groups {ratio:.2} ({rate:.0} a second)"));
    depth::compare(file).await?;

    let Ok(url) = std::env::var("ALIPAY_NOTIFY_TEST_POSTGRES_URL") else {
        say("skipped: PostgreSQL: ALIPAY_NOTIFY_TEST_POSTGRES_URL is not set");
        return Ok(());
    };
    let schema = bare::Schema::new(&url, "inbox").await?;
    let inbox = PostgresInbox::open(&schema.url).await?;
    let server = OnServer::open(&schema.url).await?;
    let (ratio, rate) = compare(&inbox, &server, &mut messages).await?;
    say(&format!("ratio postgres_inbox/bare_insert {ratio:.2} ({rate:.0} a second)"));
    schema.remove().await?;
    depth::compare_on_postgres(&url).await
}

fn say(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}

/// The median ratio of neighbouring turns, and the median rate of the first.
async fn compare<A, B>(ours: &A, theirs: &B, messages: &mut Messages) -> Outcome<(f64, f64)>
where
    A: Inbox + Clone,
    B: Inbox + Clone,
{
    turn(ours, messages).await?;
    turn(theirs, messages).await?;
    let (mut ratios, mut rates) = (Vec::new(), Vec::new());
    for round in 0..TURNS {
        // Whoever is second in one round is first in the next.
        let (our_rate, their_rate) = if round % 2 == 0 {
            let our_rate = turn(ours, messages).await?;
            (our_rate, turn(theirs, messages).await?)
        } else {
            let their_rate = turn(theirs, messages).await?;
            (turn(ours, messages).await?, their_rate)
        };
        ratios.push(our_rate / their_rate);
        rates.push(our_rate);
    }
    Ok((median(ratios), median(rates)))
}

/// Has all senders put their messages, and returns how many a second were acknowledged.
async fn turn<I: Inbox + Clone>(inbox: &I, messages: &mut Messages) -> Outcome<f64> {
    let due: Vec<Vec<StoredDelivery>> =
        (0..SENDERS).map(|_| messages.take(EACH)).collect::<Outcome<_>>()?;
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
    let count = (SENDERS * EACH) as f64;
    Ok(count / begun.elapsed().as_secs_f64())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
