//! Numbers for the crate `metrics`, behind the feature of that name.

use crate::health::Health;

/// How many deliveries there are, by `state`.
const DELIVERIES: &str = "alipay_notify_inbox_deliveries";

/// For how long the oldest one is there that is not done, dead or stuck.
const OLDEST: &str = "alipay_notify_inbox_oldest_seconds";

/// How many were given up, since the process started.
const DEAD: &str = "alipay_notify_inbox_dead_total";

/// Describes what is counted.
pub(crate) fn describe() {
    metrics::describe_gauge!(DELIVERIES, "Deliveries in the inbox that are not done, by state.");
    metrics::describe_gauge!(
        OLDEST,
        metrics::Unit::Seconds,
        "For how long the oldest delivery waits."
    );
    metrics::describe_counter!(DEAD, "Messages that were given up.");
}

/// Counts one that was given up.
pub(crate) fn dead() {
    metrics::counter!(DEAD).increment(1);
}

/// Shows how the inbox is.
#[expect(clippy::cast_precision_loss, reason = "no inbox has that many")]
pub(crate) fn health(health: Health) {
    let Health { waiting, running, stuck, dead, oldest } = health;
    for (state, count) in
        [("waiting", waiting), ("running", running), ("stuck", stuck), ("dead", dead)]
    {
        metrics::gauge!(DELIVERIES, "state" => state).set(count as f64);
    }
    metrics::gauge!(OLDEST).set(oldest.unwrap_or_default().as_secs_f64());
}
