//! All that was found out, for people and for programs.

mod bytes;
mod json;
mod text;

use std::io;

use alipay_notify::verify::SignMode;
use anstream::{AutoStream, ColorChoice};

use alipay_notify_explain::parameters::{Pair, is_known};
use alipay_notify_explain::{Explanation, Match, SignedContent, is_public};

use crate::failure::Failure;

/// What is reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report<'r> {
    pub(super) explanation: &'r Explanation<'r>,
    /// Whether no part of a content may be shown.
    pub(super) redact: bool,
}

impl<'r> Report<'r> {
    /// The report for people; what differs is marked by colour on a terminal, and by brackets
    /// elsewhere.
    pub(super) fn text(&self) -> String {
        self.readable(AutoStream::choice(&io::stdout()) != ColorChoice::Never)
    }

    /// The report for programs.
    pub(super) fn json_text(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(&self.json()).map_err(Failure::new)
    }

    /// What is signed of the parameters as they came; in V2, what V1 leaves out is marked.
    fn received(&self, mode: SignMode) -> SignedContent<'r> {
        let is_withheld = |pair: &Pair| !self.is_shown(pair);
        SignedContent::new(&self.explanation.findings.pairs, mode, is_withheld, |(name, _)| {
            name == b"sign_type"
        })
    }

    /// What was signed, where that differs from what came; what differs is marked.
    fn signed(&self) -> Option<(SignMode, SignedContent<'r>)> {
        let found = self.found()?;
        let received = &self.explanation.findings.pairs;
        let is_new = |pair: &Pair| !received.contains(pair);
        let is_withheld = |pair: &Pair| !self.is_shown(pair);
        let content = SignedContent::new(&found.reading.pairs, found.mode, is_withheld, is_new);
        (!found.reading.steps.is_empty()).then_some((found.mode, content))
    }

    fn found(&self) -> Option<&'r Match<'r>> {
        self.explanation.findings.trials.found.as_ref()
    }

    /// How the delivery was made, as far as that may be shown: where quotes are lost, a content
    /// ends up anywhere.
    fn method(&self) -> Option<&'r str> {
        self.explanation.findings.capture.method.as_deref().filter(|_| !self.redact)
    }

    fn path(&self) -> Option<&'r str> {
        self.explanation
            .findings
            .capture
            .target
            .as_deref()
            .filter(|_| !self.redact)?
            .split('?')
            .next()
    }

    fn content_type(&self) -> Option<&'r str> {
        self.explanation.findings.capture.content_type().filter(|_| !self.redact)
    }

    /// Whether the name of a parameter may be shown.
    fn is_named(&self, (name, _): &Pair) -> bool {
        !self.redact || is_known(name)
    }

    /// Whether the value of a parameter may be shown.
    fn is_shown(&self, pair: &Pair) -> bool {
        !self.redact || is_public(pair, &self.explanation.findings)
    }
}
