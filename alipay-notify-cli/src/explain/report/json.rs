//! The report for programs.

use alipay_notify::verify::SignMode;
use alipay_notify_explain::parameters::{COMMON_PARAMETERS, charset, value};
use alipay_notify_explain::{Explanation, Note, Parameter, SignedContent};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::sentence::Sentence;
use super::{Report, is_sign_type};
use crate::chinese::Localized;

/// The longest value that is printed as a whole: few deliveries have a longer one.
const LONGEST: usize = 256 * 1024;

impl Report<'_> {
    /// One document. Keys and names of things are never translated.
    pub(super) fn json(&self) -> Value {
        let Explanation { findings, cause, .. } = self.explanation;
        let missing: Vec<&str> = COMMON_PARAMETERS
            .into_iter()
            .filter(|name| value(&findings.parameters, name).is_none())
            .collect();
        let Sentence { cause: text, fix } = Sentence::of(cause, self.redact);
        json!({
            "capture": self.capture_json(),
            "parameters": self.parameters_json(),
            "missing": missing,
            "signed_content": {
                "v1": self.received_json(SignMode::V1),
                "v2": self.received_json(SignMode::V2),
                "restored": self.signed()
                    .map(|(_, content)| self.content_json(&content, |part| self.is_restored(part))),
            },
            "match": self.match_json(),
            "made_by": findings.trials.signer.map(|signer| json!({
                "key_file": self.key_file(signer.key),
                "sign_type": signer.sign_type.as_str(),
            })),
            "charset": charset(&findings.parameters).name(),
            "hints": findings.hints.iter().map(Localized::localized).collect::<Vec<_>>(),
            "violations": findings.violations.iter().map(Localized::localized).collect::<Vec<_>>(),
            "reply": findings.reply().filter(|_| !self.redact).map(|reply| &reply.text),
            "success": findings.reply().map(|reply| reply.redelivery.is_none()),
            "reason": findings.reply().and_then(|reply| reply.redelivery),
            "genuine": cause.is_genuine(),
            "ok": cause.is_fine(),
            "cause": {
                "name": cause.name(),
                "certain": cause.is_certain(),
                "text": text,
                "fix": fix,
            },
        })
    }

    fn capture_json(&self) -> Value {
        json!({
            "kind": self.capture().kind,
            "carrier": self.capture().carrier,
            "count": self.capture().count,
            "cut": self.capture().cut,
            "method": self.method(),
            "path": self.path(),
            "content_type": self.content_type(),
            "bytes": self.findings().body.len(),
            "built": self.capture().is_built,
            "left_out": self.capture().left_out,
        })
    }

    fn parameters_json(&self) -> Vec<Value> {
        let object = |(parameter, notes): (&Parameter, &Vec<Note>)| {
            let Parameter { name, value, .. } = parameter;
            json!({
                "name": self.is_named(parameter).then(|| String::from_utf8_lossy(name)),
                "value": self.is_shown(parameter).then(|| lossless(value)),
                "bytes": value.len(),
                "shortened": value.len() > LONGEST,
                "notes": notes,
            })
        };
        self.findings().parameters.iter().zip(&self.findings().notes).map(object).collect()
    }

    /// What is signed of the parameters as they came; in V2, what V1 leaves out is marked.
    fn received_json(&self, mode: SignMode) -> Value {
        let content = SignedContent::new(&self.findings().parameters, mode);
        self.content_json(&content, is_sign_type)
    }

    /// A signed content: its bytes in base64 unless a part of them is withheld.
    fn content_json(
        &self,
        content: &SignedContent<'_>,
        is_marked: impl Fn(&Parameter) -> bool,
    ) -> Value {
        let is_shown = content.parameters.iter().all(|part| self.is_shown(part));
        let is_long = content.length() > LONGEST;
        let bytes = is_shown.then(|| content.beginning(LONGEST));
        let marked =
            content.parameters.iter().filter(|part| is_marked(part) && self.is_shown(part));
        json!({
            "bytes": content.length(),
            "text": bytes.as_deref().map(String::from_utf8_lossy),
            "base64": bytes.as_deref().map(|bytes| STANDARD.encode(bytes)),
            "shortened": is_long,
            "marked": marked.map(|part| String::from_utf8_lossy(&part.name)).collect::<Vec<_>>(),
        })
    }

    fn match_json(&self) -> Option<Value> {
        let found = self.found()?;
        let undone = found.reading.steps.iter().map(|step| step.tampering.name());
        Some(json!({
            "key_file": self.key_file(found.key),
            "own_key": self.findings().keys.is_own(found.key),
            "bits": found.key.public.bits(),
            "fingerprint": found.key.public.fingerprint(),
            "sign_mode": found.mode.to_string(),
            "sign_type": found.sign_type.as_str(),
            "without_empty": found.without_empty,
            "undone": undone.collect::<Vec<_>>(),
        }))
    }
}

/// A text, or where it is none, its bytes in base64; of a longer one, its beginning.
fn lossless(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        // Between two characters.
        Ok(text) => json!((0..4).find_map(|less| text.get(..LONGEST - less)).unwrap_or(text)),
        Err(_) => json!({ "base64": STANDARD.encode(bytes.get(..LONGEST).unwrap_or(bytes)) }),
    }
}
