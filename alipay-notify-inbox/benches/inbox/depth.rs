//! What it costs to take the next, with a thousand waiting and with a million.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use alipay_notify::inbox::{Inbox as _, InboxError, StoredDelivery};
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestKey;
use alipay_notify::{Gateway, Notification, Reply, Verifier};
use alipay_notify_inbox::{AnyInbox, NatsInbox, PostgresInbox, SqliteInbox, Worker};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sqlx::AssertSqlSafe;
use tokio::time::sleep;

use super::messages::{Messages, record};
use super::{Outcome, TURNS, median, say};

const FEW: i64 = 1_000;
const MANY: i64 = 1_000_000;

/// How many are handled in a turn.
const HANDLED: i64 = 500;

/// How many are put at the same time, where there is no statement for all.
const AT_ONCE: usize = 512;

const COLUMNS: &str = "key, app_id, family, name, condition, received_at, record, body";

/// An inbox that can be filled at once.
pub(crate) trait Filled: Clone + Into<AnyInbox> {
    /// Makes so many more messages wait.
    async fn fill(&self, prefix: &str, count: i64) -> Outcome<()>;
}

/// What makes the messages of these keys wait.
fn insert(keys: &str) -> AssertSqlSafe<String> {
    let record = record("' || key || '");
    AssertSqlSafe(format!(
        "INSERT INTO alipay_notify_inbox ({COLUMNS}) SELECT key, '2014060600164699', 'msg_method', \
         'ant.merchant.expand.shop.save.rejected', 'ready', 1800000000123, '{record}', $1 FROM \
         {keys}"
    ))
}

impl Filled for SqliteInbox {
    async fn fill(&self, prefix: &str, count: i64) -> Outcome<()> {
        let keys = format!(
            "(WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n \
             < {count}) SELECT '{prefix}:' || n AS key FROM numbers)"
        );
        let fill = sqlx::query(insert(&keys)).bind(Messages::new().body().to_vec());
        fill.execute(self.pool()).await?;
        Ok(())
    }
}

impl Filled for PostgresInbox {
    async fn fill(&self, prefix: &str, count: i64) -> Outcome<()> {
        let keys = format!(
            "(SELECT '{prefix}:' || n AS key FROM generate_series(1, {count}) AS numbers (n)) AS \
             keys"
        );
        let fill = sqlx::query(insert(&keys)).bind(Messages::new().body().to_vec());
        fill.execute(self.pool()).await?;
        // As the server does by itself in a while.
        sqlx::query("VACUUM ANALYZE alipay_notify_inbox").execute(self.pool()).await?;
        Ok(())
    }
}

impl Filled for NatsInbox {
    async fn fill(&self, prefix: &str, count: i64) -> Outcome<()> {
        let body = Messages::new().body().to_vec();
        let puts = stream::iter(1..=count).map(async |number| {
            let record = record(&format!("{prefix}:{number}"));
            let delivery = StoredDelivery::from_trusted_storage(&record, body.clone());
            self.put(delivery.map_err(InboxError::new)?).await.map(drop)
        });
        Ok(puts.buffer_unordered(AT_ONCE).try_collect::<()>().await?)
    }
}

/// Compares taking from two inboxes that are empty.
pub(crate) async fn compare(name: &str, few: impl Filled, many: impl Filled) -> Outcome<()> {
    few.fill("first", FEW).await?;
    many.fill("first", MANY).await?;
    let mut ratios = Vec::new();
    // The first turn counts for nothing.
    for round in 0..=TURNS {
        let short = turn(&few, round).await?;
        let long = turn(&many, round).await?;
        ratios.push(long / short);
    }
    ratios.remove(0);
    let ratio = median(ratios);
    say(&format!("ratio {name}_take_at_1000000/at_1000 {ratio:.2}"));
    Ok(())
}

/// How long it takes to have one message handled, in seconds; as many wait afterwards as before.
async fn turn(inbox: &impl Filled, round: usize) -> Outcome<f64> {
    inbox.fill(&format!("turn{round}"), HANDLED).await?;
    let left = Arc::new(AtomicI64::new(HANDLED));
    let handled = Arc::clone(&left);
    let gateway = Gateway::builder(Verifier::new(TestKey::generate().public_key()))
        .on(move |_: Notification<ShopSaveRejected>| {
            let is_due = handled.fetch_sub(1, Ordering::Relaxed) > 0;
            async move { if is_due { Reply::Success } else { Reply::Later(Duration::ZERO) } }
        })
        .build()?;
    let begun = Instant::now();
    let worker = Worker::builder(inbox.clone(), gateway).start()?;
    while left.load(Ordering::Relaxed) > 0 {
        sleep(Duration::from_millis(1)).await;
    }
    let took = begun.elapsed().as_secs_f64();
    worker.stop().await;
    #[expect(clippy::cast_precision_loss, reason = "there are some hundreds")]
    let handled = HANDLED as f64;
    Ok(took / handled)
}
