//! The report for programs.

use alipay_notify::verify::SignMode;
use alipay_notify_explain::parameters::{COMMON_PARAMETERS, Pair, Parameter, value};
use alipay_notify_explain::{
    CaptureKind, Cause, Explanation, Note, Redelivery, SignedContent, Tampering, charset,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::sentence::Sentence;
use super::Report;
use crate::chinese::Localized;

impl Report<'_> {
    /// One document. Keys and names of things are never translated.
    pub(super) fn json(&self) -> Value {
        let Explanation { findings, cause, .. } = self.explanation;
        let missing: Vec<&str> = COMMON_PARAMETERS
            .into_iter()
            .filter(|name| value(&findings.pairs, name).is_none())
            .collect();
        let Sentence { cause: text, fix } = Sentence::of(cause, self.redact);
        json!({
            "capture": self.capture_json(),
            "parameters": self.parameters_json(),
            "missing": missing,
            "signed_content": {
                "v1": content(&self.received(SignMode::V1)),
                "v2": content(&self.received(SignMode::V2)),
                "restored": self.signed().map(|(_, restored)| content(&restored)),
            },
            "match": self.match_json(),
            "made_by": findings.trials.maker.map(|maker| json!({
                "key_file": maker.key.name,
                "sign_type": maker.sign_type.as_str(),
            })),
            "charset": charset(&findings.pairs).name(),
            "hints": findings.hints.iter().map(Localized::localized).collect::<Vec<_>>(),
            "violations": findings.violations.iter().map(Localized::localized).collect::<Vec<_>>(),
            "reply": findings.reply().map(|reply| json!({
                "text": (!self.redact).then_some(&reply.text),
                "redelivered": reply.redelivery.is_some(),
                "reason": reply.redelivery.map(redelivery),
            })),
            "genuine": cause.is_genuine(),
            "ok": cause.is_fine(),
            "cause": { "name": name(cause), "certain": cause.is_certain(), "text": text, "fix": fix },
        })
    }

    fn capture_json(&self) -> Value {
        json!({
            "form": match self.explanation.findings.capture.kind {
                CaptureKind::Raw => "raw",
                CaptureKind::Http => "http",
                CaptureKind::Curl => "curl",
                CaptureKind::Json => "json",
                CaptureKind::Printed => "printed",
            },
            "method": self.method(),
            "path": self.path(),
            "content_type": self.content_type(),
            "bytes": self.explanation.findings.capture.body.len(),
            "built": self.explanation.findings.capture.is_built,
            "left_out": self.explanation.findings.capture.left_out,
        })
    }

    fn parameters_json(&self) -> Vec<Value> {
        let pairs = &self.explanation.findings.pairs;
        let object = |(parameter, pair): (&Parameter, &Pair)| {
            json!({
                "name": self.is_named(pair).then(|| String::from_utf8_lossy(&pair.0)),
                "value": self.is_shown(pair).then(|| lossless(&pair.1)),
                "bytes": pair.1.len(),
                "notes": Note::on(parameter, pairs).into_iter().map(Note::name).collect::<Vec<_>>(),
            })
        };
        self.explanation.findings.parameters.iter().zip(pairs).map(object).collect()
    }

    fn match_json(&self) -> Option<Value> {
        let found = self.found()?;
        Some(json!({
            "key_file": found.key.name,
            "own_key": self.explanation.findings.keys.is_own(found.key),
            "bits": found.key.public.bits(),
            "fingerprint": found.key.public.fingerprint(),
            "sign_mode": found.mode.to_string(),
            "sign_type": found.sign_type.as_str(),
            "without_empty": found.without_empty,
            "undone": found.reading.steps.iter().map(|step| undoing(step.undoing)).collect::<Vec<_>>(),
        }))
    }
}

/// A signed content: its bytes in base64 unless a part of them is withheld.
fn content(content: &SignedContent<'_>) -> Value {
    let is_shown = content.parts.iter().all(|part| !part.is_withheld);
    let bytes = || {
        let parts: Vec<_> =
            content.parts.iter().map(|part| [part.name, b"=", part.value].concat()).collect();
        parts.join(&b'&')
    };
    json!({
        "bytes": content.length(),
        "text": is_shown.then(|| String::from_utf8_lossy(&bytes()).into_owned()),
        "base64": is_shown.then(|| STANDARD.encode(bytes())),
        "marked": content.parts.iter().filter(|part| part.is_marked && !part.is_withheld)
            .map(|part| String::from_utf8_lossy(part.name)).collect::<Vec<_>>(),
    })
}

/// A text, or where it is none, its bytes in base64.
fn lossless(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}

fn name(cause: &Cause) -> &'static str {
    match cause {
        Cause::Genuine { .. } => "genuine",
        Cause::OtherForm { .. } => "other_form",
        Cause::Invalid { .. } => "invalid",
        Cause::Unreadable(_) => "unreadable",
        Cause::NoMessage(_) => "no_message",
        Cause::OtherApp => "other_app",
        Cause::Rsa => "rsa",
        Cause::OtherAlgorithm { .. } => "other_algorithm",
        Cause::SpacesInSign => "spaces_in_sign",
        Cause::Tampered { .. } => "tampered",
        Cause::OwnKey { .. } => "own_key",
        Cause::SignedByApp => "signed_by_app",
        Cause::Truncated { .. } => "truncated",
        Cause::Malformed(_) => "malformed",
        Cause::SignType(_) => "sign_type",
        Cause::OtherSize { .. } => "other_size",
        Cause::NoSignature => "no_signature",
        Cause::Changed { .. } => "changed",
        Cause::WrongKey => "wrong_key",
        Cause::Redelivered(_) => "redelivered",
    }
}

fn undoing(step: Tampering) -> &'static str {
    match step {
        Tampering::DecodedBefore => "decoded_before",
        Tampering::HtmlEntities => "html_entities",
        Tampering::Ampersands => "ampersands",
        Tampering::Foreign => "foreign_parameters",
        Tampering::Repeated => "repeated_parameters",
        Tampering::EncodedTwice => "encoded_twice",
        Tampering::Spaces => "spaces",
        Tampering::Converted { .. } => "converted",
        Tampering::Misread { .. } => "misread",
        Tampering::SignAlphabet => "sign_alphabet",
        Tampering::DroppedEmpty => "dropped_empty",
        Tampering::Trimmed => "trimmed",
        Tampering::Padded => "padded",
        Tampering::Escaped => "escaped",
        Tampering::FullWidth => "full_width",
        Tampering::LineBreaks => "line_breaks",
        Tampering::Rewritten => "rewritten",
    }
}

fn redelivery(redelivery: Redelivery) -> &'static str {
    match redelivery {
        Redelivery::Fail => "fail",
        Redelivery::Empty => "empty",
        Redelivery::Quoted => "quoted",
        Redelivery::ByteOrderMark => "byte_order_mark",
        Redelivery::Json => "json",
        Redelivery::Markup => "markup",
        Redelivery::Longer => "longer",
        Redelivery::Other => "other",
    }
}
