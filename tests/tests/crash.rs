//! A gateway that is killed at work, again and again: no message is marked done, and none is
//! answered `success`, without its effect.

use std::collections::HashSet;
use std::io::{Write, stdout};
use std::time::Duration;

use alipay_notify::store::{Claim, MessageKey, Store, Token};
use alipay_notify::testing::TestKey;
use alipay_notify_stores::{RedisStore, SqliteStore};
use alipay_notify_tests::skipped;
use alipay_notify_tests::victim::{Manner, Workplace, deliver, effect, notify_id};

const MESSAGES: usize = 400;

/// After how many answers the process is killed, in each of its lives.
const LIVES: [usize; 8] = [1, 7, 23, 40, 3, 61, 12, 90];

const CONCURRENCY: usize = 16;

const APP: &str = "2014060600164699";

const PAUSE: Duration = Duration::from_millis(3);

/// Kills a process that uses this store in each of its lives, and then looks at what the store
/// says.
async fn survive(name: &str, store_argument: &str, store: impl Store) {
    let key = TestKey::generate();
    let workplace = Workplace::new(name, &key);
    let bodies: Vec<Vec<u8>> = (0..MESSAGES).map(|number| effect(&key, APP, number)).collect();
    let mut answered = HashSet::new();
    let mut at = 0;
    for answers in LIVES {
        let victim = workplace.start(Manner {
            program: env!("CARGO_BIN_EXE_victim"),
            framework: "axum",
            pause: PAUSE,
            store: store_argument,
        });
        let due =
            (at..).map(|number| number % MESSAGES).take(answers + CONCURRENCY).collect::<Vec<_>>();
        let port = victim.port;
        let deliveries = due
            .iter()
            .map(async |number| (*number, deliver(port, &bodies[*number]).await == "success"));
        let mut deliveries = Box::pin(futures_util::StreamExt::buffer_unordered(
            futures_util::stream::iter(deliveries),
            CONCURRENCY,
        ));
        for _ in 0..answers {
            let answer = futures_util::StreamExt::next(&mut deliveries).await;
            let (number, is_success) = answer.expect("there are more deliveries than answers");
            if is_success {
                answered.insert(number);
            }
        }
        // SIGKILL, while the others are being handled.
        drop(victim);
        at += answers;
    }
    let effects = workplace.effects();
    let mut done = 0;
    for number in 0..MESSAGES {
        let key = MessageKey::of_notify_id(APP, &notify_id(number));
        let token = Token::random().expect("randomness");
        let claim =
            store.claim(&key, token, Duration::from_secs(1)).await.expect("the store answers");
        let has_effect = effects.contains(&number);
        assert!(
            claim != Claim::Done || has_effect,
            "{name}: message {number} is done without its effect"
        );
        assert!(
            !answered.contains(&number) || has_effect,
            "{name}: {number} was answered without its effect"
        );
        done += usize::from(claim == Claim::Done);
    }
    let (lives, effects, answered) = (LIVES.len(), effects.len(), answered.len());
    assert!(
        done > 0 && answered > 0,
        "{name}: {done} done, {answered} answered: the run shows nothing"
    );
    let _ = writeln!(
        stdout(),
        "{name}: killed {lives} times; {effects} effects, {done} messages done, {answered} \
         answered `success`, none without its effect"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("done.db").display());
    let store = SqliteStore::connect(&url)
        .await
        .expect("a new database")
        .table("crash")
        .expect("a good name");
    store.create_table().await.expect("a new table");
    survive("sqlite", &format!("{url} crash"), store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis() {
    let Ok(url) = std::env::var("ALIPAY_NOTIFY_TEST_REDIS_URL") else {
        return skipped(
            "crashes with Redis",
            "ALIPAY_NOTIFY_TEST_REDIS_URL is not set",
            "set it to the URL of a server",
        );
    };
    let prefix = format!("alipay-notify-crash-{}:", Token::random().expect("randomness"));
    let store = RedisStore::connect(&url).await.expect("Redis is there").prefix(&prefix);
    survive("redis", &format!("{url} {prefix}"), store).await;
}
