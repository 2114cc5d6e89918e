//! What is counted, and what is shown of an inbox.
#![cfg(all(feature = "metrics", feature = "sqlite"))]

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use alipay_notify::messages::{ShopSaveRejected, UserOpencardResult};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Notification, Reply, Verifier};
use alipay_notify_inbox::{Retries, SqliteInbox, Worker};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tokio::time::sleep;

/// Numbers by their name and their labels.
fn numbers(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
    let snapshot = snapshotter.snapshot().into_vec();
    let numbers = snapshot.into_iter().filter_map(|(key, _, _, value)| {
        let labels: Vec<_> = key.key().labels().map(|label| label.value().to_owned()).collect();
        let number = match value {
            #[expect(clippy::cast_precision_loss, reason = "there are some")]
            DebugValue::Counter(count) => count as f64,
            DebugValue::Gauge(number) => number.into_inner(),
            DebugValue::Histogram(_) => return None,
        };
        Some((format!("{} {}", key.key().name(), labels.join(" ")).trim().to_owned(), number))
    });
    numbers.collect()
}

#[tokio::test]
async fn depth_age_attempts_and_dead_messages_are_shown() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().expect("no other recorder");
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let url = format!("sqlite:{}", folder.path().join("inbox.db").display());
    let inbox = SqliteInbox::open(&url).await.expect("the inbox opens");
    let key = TestKey::generate();
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .inbox(inbox.clone())
        .on(async |n: Notification<ShopSaveRejected>| match n.envelope().notify_id() {
            Some("bad") => Reply::Fail,
            Some("later") => Reply::Later(Duration::from_hours(1)),
            _ => Reply::Success,
        })
        .build()
        .expect("good");
    let shop = |id: &str| TestMessage::example::<ShopSaveRejected>().notify_id(id);
    let stuck = TestMessage::example::<UserOpencardResult>().notify_id("stuck");
    for message in [shop("good"), shop("bad"), shop("later"), stuck] {
        assert_eq!(gateway.deliver(&message.sign(&key).body()).await.body(), "success");
    }
    let start = || {
        let once = Retries::default().attempts(NonZeroU32::MIN);
        Worker::builder(inbox.clone(), gateway.clone()).retries(once).start().expect("randomness")
    };
    let working = start();
    loop {
        let health = working.health().await.expect("it works");
        if (health.waiting, health.running, health.stuck, health.dead) == (1, 0, 1, 1) {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    working.stop().await;
    let counted = numbers(&snapshotter);
    // The first round of a worker shows how the inbox is.
    let working = start();
    let mut shown = numbers(&snapshotter);
    while shown.get("alipay_notify_inbox_deliveries dead") != Some(&1.0) {
        sleep(Duration::from_millis(10)).await;
        shown = numbers(&snapshotter);
    }
    working.stop().await;

    let name = "ant.merchant.expand.shop.save.rejected";
    let attempts =
        |label: &str| counted.get(&format!("alipay_notify_inbox_attempts_total {label}"));
    assert_eq!(attempts(&format!("{name} handled")), Some(&1.0), "{counted:?}");
    assert_eq!(attempts(&format!("{name} declined")), Some(&1.0), "{counted:?}");
    assert_eq!(attempts(&format!("{name} later")), Some(&1.0), "{counted:?}");
    assert_eq!(attempts("other unhandled"), Some(&1.0), "{counted:?}");
    assert_eq!(counted.get("alipay_notify_inbox_dead_total"), Some(&1.0), "{counted:?}");
    let deliveries = |state: &str| shown.get(&format!("alipay_notify_inbox_deliveries {state}"));
    for (state, count) in [("waiting", 1.0), ("running", 0.0), ("stuck", 1.0), ("dead", 1.0)] {
        assert_eq!(deliveries(state), Some(&count), "{state}: {shown:?}");
    }
    assert!(shown.contains_key("alipay_notify_inbox_oldest_seconds"), "{shown:?}");
}
