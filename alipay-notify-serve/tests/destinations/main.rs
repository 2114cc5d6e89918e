//! What each destination gets, and what becomes of an event where it does not get it: over sockets,
//! from the servers themselves. See CONTRIBUTING.md for which.

mod http;
mod https;
mod line;
mod nats;
#[path = "../../../tests/src/nats.rs"]
mod nats_server;
mod rabbitmq;
mod receivers;
mod redis;
#[path = "../sample/mod.rs"]
mod sample;
mod silence;
mod stdout;

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use alipay_notify_serve::{DeliveryError, Destination, Event};
use tokio::task::JoinSet;

/// How many events are under way at a time, in tests of that.
const IN_FLIGHT: usize = 64;

/// A name that nothing else on the servers has.
fn name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("alipay-notify-serve-test-{}-{count}", std::process::id())
}

/// What a variable says, or a line that says what did not run for want of it.
fn server(variable: &str, example: &str) -> Option<String> {
    let url = env::var(variable).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        skipped(&format!("{variable} is not set; set it to a server's URL, such as {example}"));
    }
    url
}

/// Says, past the capture of the test harness, that the running test did not run.
fn skipped(why: &str) {
    use std::io::{Write as _, stderr};

    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = stderr().write_all(format!("skipped: {test}: {why}\n").as_bytes());
}

/// Delivers that many events of their own at once, and returns their ids, sorted.
async fn deliver_at_once(destination: Arc<impl Destination>, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut deliveries = JoinSet::new();
    for number in 0..count {
        let event = sample::event(&format!("n{number}")).await;
        ids.push(event.id().to_owned());
        let destination = Arc::clone(&destination);
        deliveries.spawn(async move { destination.deliver(&event).await });
    }
    for result in deliveries.join_all().await {
        assert_eq!(result, Ok(()));
    }
    ids.sort();
    ids
}

/// Delivers until it is delivered, as an inbox does.
async fn deliver_again(destination: &impl Destination, event: &Event) {
    let mut last = Ok(());
    for _ in 0..600 {
        last = destination.deliver(event).await;
        if last.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not within 30 seconds: {last:?}");
}

/// Asserts that nobody could be reached, and that the error has nothing of the URL.
fn assert_unreachable(result: Result<(), DeliveryError>) {
    let error = result.expect_err("nobody is there");
    assert!(matches!(error, DeliveryError::Unreachable(_)), "{error}");
    assert!(error.to_string().ends_with("; check that it runs, and its URL"), "{error}");
    assert_no_secret(&error);
}

/// What passwords in tests have in them.
const SECRET: &str = "hunter2";

fn assert_no_secret(shown: &(impl std::fmt::Debug + ?Sized)) {
    let shown = format!("{shown:?}");
    assert!(!shown.contains(SECRET), "{shown}");
}
