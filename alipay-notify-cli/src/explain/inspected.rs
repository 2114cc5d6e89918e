//! What is found out about a delivery, to be shown beside it.

use alipay_notify::Verified;
use alipay_notify::verify::Hint;
use alipay_notify_explain::parameters::{charset, text};
use alipay_notify_explain::{Capture, Keys, Options, Reply, explain};
use alipay_notify_schema::Violations;
use serde::Serialize;

use super::report::{Report, exact, note};
use super::sentence::Sentence;
use crate::chinese::Localized;
use crate::schemas::Schemas;

/// A delivery, taken apart and judged.
#[derive(Debug)]
pub(crate) struct Inspected {
    pub(crate) verdict: Verdict,
    pub(crate) parameters: Vec<Shown>,
    /// What is genuine.
    pub(crate) verified: Option<Verified>,
}

/// What the matter is, in words.
#[derive(Debug, Serialize)]
pub(crate) struct Verdict {
    pub(super) ok: bool,
    pub(super) sentence: String,
    pub(super) hints: Vec<String>,
    pub(super) violations: Vec<String>,
}

/// A parameter, as far as it may be shown.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(super) name: Option<String>,
    pub(super) value: Option<String>,
    pub(super) bytes: usize,
    pub(super) notes: Vec<String>,
}

impl Verdict {
    pub(super) fn new(ok: bool, sentence: String, hints: &[Hint], violations: &Violations) -> Self {
        Self {
            ok,
            sentence,
            hints: hints.iter().map(Localized::localized).collect(),
            violations: violations.iter().map(Localized::localized).collect(),
        }
    }
}

/// Inspects a delivery that came as a form. Of one that is redacted no value is returned.
pub(crate) fn form(
    capture: &Capture,
    keys: &Keys,
    schemas: &Schemas,
    reply: Option<&str>,
    redact: bool,
) -> Inspected {
    let options = Options::new().schemas(schemas.iter());
    let options = match reply {
        Some(reply) => options.reply(Reply::read(reply.as_bytes())),
        None => options,
    };
    let explanation = explain(capture, keys, &options);
    let (findings, cause) = (&explanation.findings, &explanation.cause);
    let report = Report { explanation: &explanation, redact };
    let charset = charset(&findings.parameters);
    let readable =
        |value: &[u8]| text(value, charset).map_or_else(|| exact(value, charset), Into::into);
    let is_genuine = findings.result.is_ok();
    let shown = findings.parameters.iter().zip(&findings.notes).map(|(parameter, notes)| Shown {
        name: (is_genuine || report.is_named(parameter)).then(|| readable(&parameter.name)),
        value: (!redact).then(|| readable(&parameter.value)),
        bytes: parameter.value.len(),
        notes: notes.iter().copied().map(note).collect(),
    });
    let sentence = Sentence::of(cause, redact).line(cause);
    Inspected {
        verdict: Verdict::new(cause.is_fine(), sentence, &findings.hints, &findings.violations),
        parameters: shown.collect(),
        verified: findings.result.as_ref().ok().cloned(),
    }
}
