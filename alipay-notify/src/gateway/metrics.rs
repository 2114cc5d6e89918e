//! Counts and times for the crate `metrics`, behind the feature of that name.
//!
//! Labels take as many values as there are handlers and outcomes, whatever strangers send.

use std::time::Duration;

use super::outcome::Outcome;

/// Deliveries, by `msg_method` and `outcome`.
const DELIVERIES: &str = "alipay_notify_deliveries_total";

/// How long handlers took, in seconds, by `msg_method`.
const HANDLER: &str = "alipay_notify_handler_seconds";

/// Describes what is counted, once for each gateway.
pub(super) fn describe() {
    metrics::describe_counter!(DELIVERIES, "Deliveries, by what became of them.");
    metrics::describe_histogram!(HANDLER, metrics::Unit::Seconds, "How long handlers took.");
}

/// Counts a delivery.
pub(super) fn delivery(msg_method: &'static str, outcome: &Outcome) {
    metrics::counter!(DELIVERIES, "msg_method" => msg_method, "outcome" => outcome.name())
        .increment(1);
}

/// Notes how long a handler took.
pub(super) fn handler(msg_method: &'static str, duration: Duration) {
    metrics::histogram!(HANDLER, "msg_method" => msg_method).record(duration);
}
