//! All that was found out, for people and for programs.

mod bytes;
mod json;
mod text;

#[cfg(feature = "full")]
pub(super) use bytes::exact;
#[cfg(feature = "full")]
pub(super) use text::note;

use std::io;

use alipay_notify::Verified;
use alipay_notify::verify::SignMode;
use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use alipay_notify_explain::{Capture, Explanation, Findings, Key, Match, Parameter, SignedContent};

use crate::failure::Failure;
use crate::output::Fields;
use crate::pretty::pretty;

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
        #[derive(Serialize)]
        struct Document<'v> {
            #[serde(flatten)]
            report: serde_json::Value,
            message: Option<Fields<'v>>,
        }
        let findings = self.findings();
        let fields = |verified| Fields::new(verified, &findings.violations);
        let message = self.message().map(fields).transpose()?;
        let document = Document { report: self.json(), message };
        Ok(pretty(&serde_json::to_string(&document).map_err(Failure::new)?))
    }

    /// The message, where it is genuine and may be shown.
    fn message(&self) -> Option<&'r Verified> {
        self.findings().result.as_ref().ok().filter(|_| !self.redact)
    }

    /// What was signed, where that differs from what came.
    fn signed(&self) -> Option<(SignMode, SignedContent<'r>)> {
        let found = self.found().filter(|found| !found.reading.steps.is_empty())?;
        Some((found.mode, SignedContent::new(&found.reading.parameters, found.mode)))
    }

    fn findings(&self) -> &'r Findings<'r> {
        &self.explanation.findings
    }

    fn capture(&self) -> &'r Capture {
        self.findings().capture
    }

    fn found(&self) -> Option<&'r Match<'r>> {
        self.findings().trials.found.as_ref()
    }

    /// The file of a key; Alipay's common one is in none.
    fn key_file<'k>(&self, key: &'k Key) -> Option<&'k str> {
        (!self.findings().keys.is_common(key)).then_some(&key.name)
    }

    /// How the delivery was made, as far as that may be shown: where quotes are lost, a content
    /// ends up anywhere.
    fn method(&self) -> Option<&'r str> {
        self.capture().method.as_deref().filter(|_| !self.redact)
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
        self.capture().content_type().filter(|_| !self.redact)
    }

    /// Whether the name of a parameter may be shown.
    pub(super) fn is_named(&self, parameter: &Parameter) -> bool {
        !self.redact || parameter.is_known()
    }

    /// Whether the value of a parameter may be shown.
    fn is_shown(&self, parameter: &Parameter) -> bool {
        !self.redact || self.findings().is_public(parameter)
    }

    /// Whether a parameter is not as it came.
    fn is_restored(&self, parameter: &Parameter) -> bool {
        !self.findings().parameters.contains(parameter)
    }
}

/// Whether V1 leaves a parameter out.
fn is_sign_type(parameter: &Parameter) -> bool {
    parameter.is("sign_type")
}
