//! Numbers for `/metrics`: those of the crates that it is made of, and these.

use std::sync::OnceLock;
use std::time::Duration;

use alipay_notify_inbox::Health;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::time::interval;

/// Attempts to deliver, by `destination` and `outcome`.
const ATTEMPTS: &str = "alipay_notify_serve_attempts_total";

/// How long a destination took to confirm.
const SECONDS: &str = "alipay_notify_serve_delivery_seconds";

/// Messages that no destination took.
const UNROUTED: &str = "alipay_notify_serve_unrouted_total";

/// What the inbox of a destination holds, by `destination` and `state`.
const MESSAGES: &str = "alipay_notify_serve_messages";

/// For how long the oldest one waits.
const OLDEST: &str = "alipay_notify_serve_oldest_seconds";

/// Reloads, by `outcome`.
const RELOADS: &str = "alipay_notify_serve_reloads_total";

/// Buckets for what takes from a millisecond to a minute.
const BUCKETS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0, 20.0, 60.0];

/// The time between two clearings.
const ROUND: Duration = Duration::from_secs(5);

/// The numbers of this process, as Prometheus reads them. A program that has installed a recorder
/// of its own shows them itself, and there are none here.
pub(crate) fn recorded() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let handle = HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).ok()?;
        let handle = builder.install_recorder().ok()?;
        describe();
        Some(handle)
    });
    handle.as_ref()
}

/// Clears up for as long as it is asked to: until then, each duration that was noted takes memory,
/// and nobody may ever ask for the numbers.
pub(crate) async fn keep_small() {
    let Some(recorded) = recorded() else { return };
    let mut rounds = interval(ROUND);
    loop {
        rounds.tick().await;
        recorded.run_upkeep();
    }
}

/// Counts an attempt.
pub(crate) fn attempt(destination: &str, outcome: &'static str) {
    let destination = destination.to_owned();
    metrics::counter!(ATTEMPTS, "destination" => destination, "outcome" => outcome).increment(1);
}

/// Notes how long a destination took to confirm.
pub(crate) fn delivered(destination: &str, took: Duration) {
    metrics::histogram!(SECONDS, "destination" => destination.to_owned()).record(took);
}

/// Counts a message that no destination took.
pub(crate) fn unrouted() {
    metrics::counter!(UNROUTED).increment(1);
}

/// Counts a reload.
pub(crate) fn reload(outcome: &'static str) {
    metrics::counter!(RELOADS, "outcome" => outcome).increment(1);
}

/// Shows how the inbox of a destination is.
#[expect(clippy::cast_precision_loss, reason = "no inbox has that many")]
pub(crate) fn health(destination: &str, health: &Health) {
    for (state, count) in [
        ("waiting", health.waiting),
        ("running", health.running),
        ("stuck", health.stuck),
        ("dead", health.dead),
    ] {
        let destination = destination.to_owned();
        metrics::gauge!(MESSAGES, "destination" => destination, "state" => state).set(count as f64);
    }
    let oldest = health.oldest.unwrap_or_default();
    metrics::gauge!(OLDEST, "destination" => destination.to_owned()).set(oldest.as_secs_f64());
}

fn describe() {
    metrics::describe_counter!(ATTEMPTS, "Attempts to deliver an event, by outcome.");
    metrics::describe_histogram!(
        SECONDS,
        metrics::Unit::Seconds,
        "How long a destination took to confirm an event."
    );
    metrics::describe_counter!(UNROUTED, "Messages that no destination took.");
    metrics::describe_gauge!(MESSAGES, "What is kept for a destination and not done, by state.");
    metrics::describe_gauge!(
        OLDEST,
        metrics::Unit::Seconds,
        "For how long the oldest message waits for a destination."
    );
    metrics::describe_counter!(RELOADS, "Reloads of keys and schemas, by outcome.");
}
