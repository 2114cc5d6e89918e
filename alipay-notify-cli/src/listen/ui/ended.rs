//! How a delivery ended, to be shown later.

use alipay_notify::Outcome;

use crate::chinese::Localized;
use crate::listen::Ending;
use crate::listen::delivery::Came;
use crate::listen::print::{Printer, Report, acknowledged};
use crate::output;

/// How a delivery ended.
#[derive(Debug)]
pub(in crate::listen) struct Ended {
    pub(super) outcome: &'static str,
    pub(super) is_success: bool,
    /// What was answered; a frame is answered only by whom it is passed on to.
    pub(super) status: Option<u16>,
    pub(super) reply: String,
    /// What else there is to say, in lines.
    pub(super) remarks: String,
    pub(super) milliseconds: u64,
}

impl Ended {
    pub(in crate::listen) fn of(report: &Report<'_>, printer: &Printer) -> Self {
        let ending = report.ending;
        let (is_answered, acknowledged) = match report.delivery.came {
            Came::Request { .. } => (true, String::new()),
            Came::Frame(_) => (matches!(ending, Ending::Forwarded(_)), acknowledged(ending)),
        };
        let rejection = report.delivery.verified.as_ref().err();
        let why = rejection.map(|rejection| Outcome::from(rejection.clone()).localized() + "\n");
        Self {
            outcome: ending.name(),
            // An answer of its own is what Alipay asks for with some.
            is_success: ending.is_success() || matches!(ending, Ending::Answered(_)),
            status: is_answered.then(|| ending.status()),
            reply: if is_answered { ending.reply() } else { String::new() },
            remarks: why.unwrap_or_default() + &printer.remarks(report) + &acknowledged,
            milliseconds: output::milliseconds(report.took),
        }
    }

    /// How a request ended that was refused before it was a delivery.
    pub(in crate::listen) fn refused(outcome: &Outcome) -> Self {
        let response = outcome.response();
        Self {
            outcome: outcome.name(),
            is_success: false,
            status: Some(response.status()),
            reply: response.body().to_owned(),
            remarks: outcome.localized(),
            milliseconds: 0,
        }
    }
}
