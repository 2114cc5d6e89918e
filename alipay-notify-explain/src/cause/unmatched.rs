//! What is wrong where nothing that was tried makes the signature good.

use alipay_notify::Rejection;
use alipay_notify::verify::{FormError, Hint, SignTypeError, VerifyError};

use super::{Cause, OtherText, StandIn, Suspect, claims_other};
use crate::findings::Findings;
use crate::parameters::{are_of_a_delivery, missing, value};
use crate::signature::Sign;

/// The cause: what the text shows comes first, then what the keys show, and then what is likely.
pub(super) fn cause(findings: &Findings<'_>) -> Cause {
    let of_text = of_text(findings).or_else(|| of_sign(findings));
    let of_keys = || {
        let key = findings.keys.misplaced()?;
        Some(Cause::OwnKey { name: key.name.clone() })
    };
    let found = of_text.or_else(of_keys).or_else(|| of_form(findings));
    found.or_else(|| of_signer(findings)).unwrap_or_else(|| of_keys_given(findings))
}

/// What the capture shows of the values in it.
fn of_text(findings: &Findings<'_>) -> Option<Cause> {
    if let Some((by, names)) = StandIn::of(&findings.parameters) {
        return Some(Cause::StoodIn { by, names });
    }
    findings.capture.cut.clone().map(Cause::Truncated)
}

/// What `sign` is, where it is no signature.
fn of_sign(findings: &Findings<'_>) -> Option<Cause> {
    let parameters = &findings.parameters;
    let claims_md5 =
        value(parameters, "sign_type").is_some_and(|it| it.eq_ignore_ascii_case(b"MD5"));
    match Sign::of(value(parameters, "sign")?) {
        Sign::Md5 => Some(Cause::Md5),
        _ if claims_md5 => Some(Cause::Md5),
        Sign::OneCase => Some(Cause::SignCase),
        Sign::Cut { length } if length >= SHORTEST => Some(Cause::SignCut { length }),
        _ => None,
    }
}

/// A shorter text may be anything.
const SHORTEST: usize = 12;

/// What keeps the library from reading the form. That a parameter is missing is a cause only where
/// all the rest is there.
fn of_form(findings: &Findings<'_>) -> Option<Cause> {
    let names = || findings.parameters.iter().map(|parameter| parameter.name.as_slice());
    if !are_of_a_delivery(names()) && value(&findings.parameters, "sign").is_none() {
        return Some(Cause::NoDelivery(OtherText::Unknown));
    }
    let missing = missing(&findings.parameters);
    match &findings.result {
        Err(Rejection::Verify(VerifyError::Malformed(FormError::Missing { .. }))) => {
            match (missing.as_slice(), findings.trials.signer) {
                ([], _) => None,
                ([name @ "sign"], _) | ([name], Some(_)) => {
                    Some(Cause::Malformed(FormError::Missing { name }))
                }
                _ => Some(Cause::Incomplete { missing }),
            }
        }
        _ if !missing.is_empty() && findings.trials.signer.is_none() => {
            Some(Cause::Incomplete { missing })
        }
        Err(Rejection::Verify(VerifyError::Malformed(error))) => {
            Some(Cause::Malformed(error.clone()))
        }
        Err(Rejection::Verify(VerifyError::SignType(error))) if *error != SignTypeError::Rsa => {
            Some(Cause::SignType(*error))
        }
        _ => None,
    }
}

/// What is known where a key that was given made the signature.
fn of_signer(findings: &Findings<'_>) -> Option<Cause> {
    let signer = findings.trials.signer?;
    if claims_other(findings, signer.sign_type) {
        return Some(Cause::OtherAlgorithm { made_by: signer.sign_type });
    }
    let parameters = &findings.parameters;
    let is_encrypted = value(parameters, "encrypt_type").is_some_and(|value| !value.is_empty());
    let content = value(parameters, "biz_content").unwrap_or_default();
    if is_encrypted && content.trim_ascii_start().starts_with(b"{") {
        return Some(Cause::DecryptedBefore);
    }
    Some(Cause::Changed { suspect: suspect(findings) })
}

/// What is likely where none of the keys made the signature.
fn of_keys_given(findings: &Findings<'_>) -> Cause {
    let size = findings.hints.iter().find_map(|hint| match hint {
        Hint::SignatureLength { bits } => Some(Cause::OtherSize { bits: *bits }),
        Hint::NoSignature => Some(Cause::NoSignature),
        _ => None,
    });
    size.unwrap_or_else(|| match findings.keys.own() {
        Some(_) => Cause::OtherKey { is_sandbox: is_sandbox(findings) },
        None => Cause::WrongKey,
    })
}

/// Whether the `app_id` is one that only Alipay's sandbox gives out, or one that it never does.
fn is_sandbox(findings: &Findings<'_>) -> Option<bool> {
    let app_id = value(&findings.parameters, "app_id")?;
    let begins = |prefixes: &[&[u8]]| prefixes.iter().any(|prefix| app_id.starts_with(prefix));
    if begins(&[b"9021", b"2021000"]) {
        Some(true)
    } else if begins(&[b"2016"]) {
        None
    } else {
        Some(false)
    }
}
/// What probably changed a content that the right key signed.
fn suspect(findings: &Findings<'_>) -> Option<Suspect> {
    const LOST: &[u8] = "\u{fffd}".as_bytes();
    let has_lost = |value: &[u8]| value.windows(LOST.len()).any(|bytes| bytes == LOST);
    if findings.parameters.iter().any(|parameter| has_lost(&parameter.value)) {
        return Some(Suspect::LostCharacters);
    }
    let content = value(&findings.parameters, "biz_content").unwrap_or_default();
    if content.is_ascii() && content.windows(2).any(|bytes| bytes == b"??") {
        return Some(Suspect::LostCharacters);
    }
    if let Some(hint) = findings.hints.first() {
        return Some(Suspect::Hint(hint.clone()));
    }
    let is_spaced = content.windows(3).any(|bytes| bytes == b"\": ");
    let member = content.strip_prefix(b"{").unwrap_or_default().trim_ascii_start().first();
    let is_map = member.is_some_and(|first| first.is_ascii_alphabetic() || *first == b'\'');
    (is_spaced || is_map).then_some(Suspect::Rewritten)
}
