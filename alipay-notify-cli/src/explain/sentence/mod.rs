//! One sentence that states a cause and how to fix it.

mod cause;
mod fix;
mod tampered;

use alipay_notify_explain::Cause;

pub(crate) use cause::reply;
#[cfg(feature = "full")]
pub(super) use fix::configure_alipays_key;
pub(crate) use fix::reply_with_success;

use crate::lang::say;

/// A cause in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// What the matter is, without a full stop.
    pub(super) cause: String,
    /// What to do about it, without a full stop.
    pub(super) fix: String,
}

impl Sentence {
    pub(super) fn of(cause: &Cause, redact: bool) -> Self {
        Self { cause: cause::cause(cause, redact), fix: fix::fix(cause) }
    }

    /// As it is printed.
    pub(super) fn line(&self, of: &Cause) -> String {
        let Self { cause, fix } = self;
        if of.is_fine() {
            say!("Result: {cause}; {fix}.", "结论：{cause}；{fix}。")
        } else if of.is_certain() {
            say!("Cause: {cause}. Fix: {fix}.", "原因：{cause}。修正：{fix}。")
        } else {
            say!("Likely cause: {cause}. Fix: {fix}.", "可能的原因：{cause}。修正：{fix}。")
        }
    }
}
