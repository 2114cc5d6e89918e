//! A delivery in one line.

use alipay_notify::{Outcome, Verified};
use time::{OffsetDateTime, UtcOffset};

use super::print::Report;
use crate::chinese::Localized;
use crate::output;
use crate::printable::printable;

/// Time, family, name, id, outcome, and how long it took.
pub(super) fn line(report: &Report<'_>) -> String {
    let outcome = report.ending.name();
    let took = output::milliseconds(report.took);
    match &report.delivery.verified {
        Ok(verified) => {
            let envelope = verified.envelope();
            let family = output::parameter(envelope).unwrap_or("?");
            let name = printable(envelope.name().unwrap_or("?"));
            let id = printable(id(verified));
            format!("{}  {family}  {name}  {id}  {outcome}  {took} ms", clock())
        }
        Err(error) => {
            let why = printable(&Outcome::from(error.clone()).localized());
            format!("{}  {why}  {took} ms", clock())
        }
    }
}

/// What was rejected before it was a delivery.
pub(super) fn refusal(outcome: &Outcome, status: u16) -> String {
    format!("{}  {}  {status}", clock(), printable(&outcome.localized()))
}

fn id(verified: &Verified) -> &str {
    verified.envelope().notify_id().unwrap_or("-")
}

/// The time of day in Beijing, as in the messages themselves.
fn clock() -> String {
    let beijing = UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC);
    let (hour, minute, second) = OffsetDateTime::now_utc().to_offset(beijing).to_hms();
    format!("{hour:02}:{minute:02}:{second:02}")
}
