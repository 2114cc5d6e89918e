//! What is delivered how often, and what came of it.

use std::time::Duration;

use alipay_notify::testing::SignedMessage;

use crate::client::Answer;
use crate::output;

use super::message::Message;

/// How often.
#[derive(Clone, Copy, Debug)]
pub(super) enum Plan {
    /// So many times, at once.
    Times(usize),
    /// As Alipay does, until it is done.
    Retries { speed: u32 },
}

/// What becomes of a message in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Success,
    /// Answered, but not as it has to be.
    Refused,
    /// Never answered.
    Undelivered,
}

/// One delivery, and what came of it.
#[derive(Debug)]
pub(super) struct Delivery<'d> {
    pub(super) message: &'d Message,
    pub(super) signed: &'d SignedMessage,
    /// Counted from 1.
    pub(super) number: usize,
    /// How many there are at the most.
    pub(super) of: usize,
    /// Whether it was changed after it was signed.
    pub(super) tampered: bool,
    /// How long the answer took.
    pub(super) took: Duration,
    pub(super) answer: Result<Answer, String>,
}

impl Delivery<'_> {
    pub(super) fn milliseconds(&self) -> u64 {
        output::milliseconds(self.took)
    }

    pub(super) fn is_success(&self) -> bool {
        self.answer.as_ref().is_ok_and(Answer::is_success)
    }
}
