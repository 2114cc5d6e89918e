//! After a failure: what the operator should check. A remote caller learns nothing of it.

mod hint;
mod search;

use thiserror::Error;

pub use hint::Hint;
pub(super) use search::Searches;

use super::signed::Signed;
use crate::crypto::KEY_BITS;
use crate::form::{Form, Name};
use crate::key::{AlipayPublicKey, Keys};
use crate::signature::{Reading, SignMode};

/// No configured key made this signature.
///
/// A remote caller learns nothing from it; [`hints`](Self::hints) tells the operator what to look
/// at.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("no configured key made this signature{}", listed(.hints))]
pub struct SignatureMismatch {
    hints: Vec<Hint>,
}

impl SignatureMismatch {
    /// What to check first. Never holds a part of the message.
    #[must_use]
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }
}

fn listed(hints: &[Hint]) -> String {
    hints.iter().fold(String::new(), |listed, hint| listed + "; " + &hint.to_string())
}

/// What a verifier knows besides the form.
pub(super) struct Suspects<'v> {
    pub(super) pinned: Option<SignMode>,
    pub(super) own_key: Option<&'v AlipayPublicKey>,
    pub(super) ring: &'v Keys,
    pub(super) searches: &'v Searches,
}

/// Says what to check: what shows in the form, then what is most likely wrong with the keys.
pub(super) fn diagnose(
    body: &[u8],
    signed: &Signed<'_>,
    suspects: &Suspects<'_>,
) -> SignatureMismatch {
    let mut hints = in_transport(body, signed);
    hints.push(in_configuration(signed, suspects));
    SignatureMismatch { hints }
}

/// What commonly goes wrong between Alipay and a verifier, and costs next to nothing to look for.
fn in_transport(body: &[u8], signed: &Signed<'_>) -> Vec<Hint> {
    let form = signed.form;
    let mut hints = Vec::new();

    hints.extend(of_length(signed));
    // No form was on its way.
    if signed.data.is_some() {
        return hints;
    }

    if form.known(Name::Sign).is_some_and(|sign| sign.contains(&b' ')) {
        hints.push(Hint::SpacesInSign);
    }
    if holds_plain_json(body) {
        hints.push(Hint::DecodedBefore);
    }
    if form.known(Name::BizContent).is_some_and(|content| content.starts_with(b"%7")) {
        hints.push(Hint::EncodedTwice);
    }
    if form.iter().any(|(_, value)| holds_html_entity(value)) {
        hints.push(Hint::HtmlEntities);
    }
    hints.extend(of_unknown_parameters(form));

    hints
}

/// Whether any configured key has the size of the one that made the signature.
fn of_length(signed: &Signed<'_>) -> Option<Hint> {
    let length = signed.signature.len();
    if signed.keys.iter().any(|key| key.bits().div_ceil(8) == length) {
        return None;
    }

    let bits = length * 8;
    let plausible = KEY_BITS.contains(&bits) && bits.is_multiple_of(512);
    Some(if plausible { Hint::SignatureLength { bits } } else { Hint::NoSignature })
}

fn of_unknown_parameters(form: &Form) -> Option<Hint> {
    let count = form.parameters().filter(|parameter| parameter.known.is_none()).count();
    let is_message = form.known(Name::MsgMethod).is_some();
    (count > 0 && is_message).then_some(Hint::UnknownParameters { count })
}

/// What is most likely wrong with the keys or the sign mode.
fn in_configuration(signed: &Signed<'_>, suspects: &Suspects<'_>) -> Hint {
    let other = SignMode::ALL
        .into_iter()
        .find(|mode| suspects.pinned.is_some_and(|pinned| pinned != *mode))
        .filter(|_| signed.data.is_none());
    if let Some(mode) = other
        && signed.signer_of(Reading { mode, without_empty: false }).is_some()
    {
        return Hint::OtherSignMode { mode };
    }

    let is_configured = |own: &AlipayPublicKey| {
        signed.keys.iter().any(|key| key.fingerprint() == own.fingerprint())
    };
    if suspects.own_key.is_some_and(is_configured) {
        return Hint::OwnKey;
    }

    let other_app = suspects.searches.other_app(signed, suspects.ring);
    other_app.map_or(Hint::WrongKey, |app_id| Hint::OtherApp { app_id })
}

/// Whether a body holds what form encoding always escapes: quotes and braces of JSON, and other
/// scripts than ASCII.
fn holds_plain_json(body: &[u8]) -> bool {
    !body.is_ascii() || memchr::memchr3(b'"', b'{', b'}', body).is_some()
}

fn holds_html_entity(value: &[u8]) -> bool {
    const ENTITIES: [&[u8]; 5] = [b"&quot;", b"&#34;", b"&amp;", b"&lt;", b"&#39;"];
    memchr::memchr_iter(b'&', value)
        .any(|at| ENTITIES.iter().any(|entity| value[at..].starts_with(entity)))
}
