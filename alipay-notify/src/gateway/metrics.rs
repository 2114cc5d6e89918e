//! Counts and times for the crate `metrics`, behind the feature of that name.
//!
//! Labels take as many values as there are handlers and outcomes, whatever strangers send.

use std::time::Duration;

use super::Counted;
use super::outcome::Outcome;

/// Deliveries, by `name` and `outcome`.
const DELIVERIES: &str = "alipay_notify_deliveries_total";

/// Attempts at deliveries that an inbox kept, by `name` and `outcome`.
const ATTEMPTS: &str = "alipay_notify_inbox_attempts_total";

/// How long handlers took, in seconds, by `name`.
const HANDLER: &str = "alipay_notify_handler_seconds";

/// Describes what is counted, once for each gateway.
pub(super) fn describe() {
    metrics::describe_counter!(DELIVERIES, "Deliveries, by what became of them.");
    metrics::describe_counter!(
        ATTEMPTS,
        "Attempts at deliveries from an inbox, by what came of it."
    );
    metrics::describe_histogram!(HANDLER, metrics::Unit::Seconds, "How long handlers took.");
}

/// Counts a delivery, or an attempt at one that an inbox kept.
pub(super) fn count(counted: Counted, name: &'static str, outcome: &Outcome) {
    let counter = match counted {
        Counted::Delivery => DELIVERIES,
        Counted::Attempt => ATTEMPTS,
    };
    metrics::counter!(counter, "name" => name, "outcome" => outcome.name()).increment(1);
}

/// Notes how long a handler took.
pub(super) fn handler(name: &'static str, duration: Duration) {
    metrics::histogram!(HANDLER, "name" => name).record(duration);
}
