//! What is counted, and that nobody can add labels.
#![cfg(feature = "metrics")]

use std::collections::BTreeSet;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Notification, Reply, Verified, Verifier};
use futures_executor::block_on;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};

#[test]
fn deliveries_are_counted_by_message_and_outcome() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, || {
        let key = TestKey::generate();
        let gateway = Gateway::builder(Verifier::new(key.public_key()))
            .on(async |_: Notification<ShopSaveRejected>| Reply::Success)
            .fallback(async |_: Verified| Reply::Fail)
            .build()
            .expect("good");
        let shop = TestMessage::example::<ShopSaveRejected>().sign(&key);
        for _ in 0..3 {
            block_on(gateway.deliver(&shop.body()));
        }
        for number in 0..20 {
            let message = TestMessage::new(&format!("my.message.{number}"));
            block_on(gateway.deliver(&message.sign(&key).body()));
            let forged = shop.clone().with("msg_method", format!("forged.{number}"));
            block_on(gateway.deliver(&forged.body()));
        }
    });
    let mut found = BTreeSet::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let labels: Vec<_> = key.key().labels().map(|label| label.value().to_owned()).collect();
        let count = match value {
            DebugValue::Counter(count) => count,
            DebugValue::Histogram(times) => u64::try_from(times.len()).expect("few"),
            DebugValue::Gauge(_) => panic!("there is no gauge"),
        };
        found.insert((key.key().name().to_owned(), labels, count));
    }
    let entry = |name: &str, labels: &[&str], count| {
        (name.to_owned(), labels.iter().map(|label| (*label).to_owned()).collect(), count)
    };
    let (deliveries, seconds) = ("alipay_notify_deliveries_total", "alipay_notify_handler_seconds");
    let expected = [
        entry(deliveries, &["ant.merchant.expand.shop.save.rejected", "handled"], 3),
        entry(deliveries, &["other", "declined"], 20),
        entry(deliveries, &["none", "rejected"], 20),
        entry(seconds, &["ant.merchant.expand.shop.save.rejected"], 3),
        entry(seconds, &["other"], 20),
    ];
    assert_eq!(found, BTreeSet::from(expected));
}
