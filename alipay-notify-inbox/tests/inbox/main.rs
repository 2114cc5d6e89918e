//! What gateways put is handled, kept and shown: on each engine there is. See [`engines`] for which
//! servers.

#![cfg(any(feature = "sqlite", feature = "postgres", feature = "nats"))]

mod clocks;
mod engines;
#[cfg(feature = "nats")]
mod forgetful;
mod handling;
mod logs;
mod mending;
#[cfg(feature = "nats")]
#[path = "../../../tests/src/nats.rs"]
mod nats_server;
mod opening;
mod stuck;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod transactions;
mod working;

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use alipay_notify::gateway::GatewayBuilder;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Verifier};
use alipay_notify_inbox::{AnyInbox, Filter, Retries, State, Worker, WorkerBuilder};
use tokio::time::sleep;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// A gateway to be.
fn builder() -> GatewayBuilder {
    Gateway::builder(Verifier::new(KEY.public_key()))
}

/// A message of its own.
fn message(notify_id: &str) -> TestMessage {
    TestMessage::example::<ShopSaveRejected>().notify_id(notify_id)
}

/// Delivers messages to a gateway without handlers, which stores them.
async fn put(inbox: &AnyInbox, messages: impl IntoIterator<Item = TestMessage>) {
    let gateway = builder().inbox(inbox.clone()).build().expect("an inbox is enough");
    for message in messages {
        let body = message.sign(&KEY).body();
        assert_eq!(gateway.deliver(&body).await.body(), "success");
    }
}

/// A worker that comes back soon.
fn worker(inbox: &AnyInbox, gateway: GatewayBuilder) -> WorkerBuilder {
    let gateway = gateway.time_limit(Duration::from_millis(300)).build().expect("good");
    Worker::builder(inbox.clone(), gateway).retries(soon(5)).lease(Duration::from_millis(400))
}

/// So many attempts, with hardly a wait.
fn soon(attempts: u32) -> Retries {
    let attempts = NonZeroU32::new(attempts).expect("at least one");
    Retries::default().longest(Duration::from_millis(5)).attempts(attempts)
}

/// The states of all deliveries, in the order in which they were stored.
async fn states(inbox: &AnyInbox) -> Vec<State> {
    let entries = inbox.list(&Filter::default()).await.expect("the engine works");
    entries.iter().map(|entry| entry.state).collect()
}

/// Waits until all deliveries are in these states.
async fn until_states(inbox: &AnyInbox, expected: &[State]) {
    for _ in 0..600 {
        if states(inbox).await == expected {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(states(inbox).await, expected, "not within 30 seconds");
}

/// Counts.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl Counter {
    fn add(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Texts, as they came.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn add(&self, text: impl Into<String>) {
        self.0.lock().expect("no panic").push(text.into());
    }

    /// All of them, sorted.
    fn sorted(&self) -> Vec<String> {
        let mut heard = self.0.lock().expect("no panic").clone();
        heard.sort();
        heard
    }
}
