//! What is wrong with a message, in the light of all that was found out.

use alipay_notify::Rejection;
use alipay_notify::open::OpenError;
use alipay_notify::verify::{FormError, Hint, SignMode, SignType, SignTypeError, VerifyError};

use crate::findings::Findings;
use crate::parameters::value;
use crate::reply::Redelivery;
use crate::tampering::{Tampering, Trace};

/// What is wrong, or that nothing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing: it is genuine.
    Genuine {
        /// Whether `sign_type` is signed.
        mode: SignMode,
        /// Whether its specification is known.
        is_specified: bool,
    },
    /// Nothing: it is genuine, but another notification than a message.
    OtherForm {
        /// Whether `sign_type` is signed.
        mode: SignMode,
    },
    /// It is genuine, but breaks its specification.
    Invalid {
        /// In how many places.
        violations: usize,
    },
    /// It is genuine, but its content can't be read.
    Unreadable(OpenError),
    /// The signature is good, but it is not a message that can be read safely.
    NoMessage(FormError),
    /// It is genuine, but of another app than those that are accepted.
    OtherApp,
    /// It was signed as RSA (SHA-1), which is accepted on request only.
    Rsa,
    /// `sign_type` names another algorithm than the one that made the signature.
    OtherAlgorithm {
        /// The algorithm that made it.
        made_by: SignType,
    },
    /// `+` became a space in `sign` alone.
    SpacesInSign,
    /// It was changed on the way: with this undone, the signature is good.
    Tampered {
        /// What happened, the last first.
        traces: Vec<Trace>,
        /// Whether it may have happened when the capture was made, not on the way to the verifier.
        by_capture: bool,
    },
    /// The app's own public key is configured as Alipay's.
    OwnKey {
        /// What the key is called.
        name: String,
    },
    /// The app's own private key made the signature.
    SignedByApp,
    /// The body is shorter than its announced length.
    Truncated {
        /// The length in bytes.
        length: usize,
        /// The announced length in bytes.
        announced: usize,
    },
    /// The body is not a form that Alipay could have sent.
    Malformed(FormError),
    /// `sign_type` is not supported.
    SignType(SignTypeError),
    /// A key of another size than all that were given made the signature.
    OtherSize {
        /// The size of that key.
        bits: usize,
    },
    /// `sign` is not a signature.
    NoSignature,
    /// The key is the right one, but the content was changed in a way that could not be traced.
    Changed {
        /// What probably changed it.
        suspect: Option<Suspect>,
    },
    /// None of the keys made the signature.
    WrongKey,
    /// The message is genuine and valid, but the server's reply makes Alipay deliver it again.
    Redelivered(Redelivery),
}

/// What probably changed a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suspect {
    /// Characters were lost: bytes were read in another charset than their own.
    LostCharacters,
    /// The content was parsed and written again: it has white space between its tokens, or is a
    /// map of the program instead of JSON.
    Rewritten,
    /// What the library noticed.
    Hint(Hint),
}

impl Cause {
    /// What all findings amount to.
    pub(crate) fn of(findings: &Findings<'_>) -> Self {
        let cause = match &findings.trials.found {
            None => unmatched(findings),
            Some(found) if findings.keys.is_own(found.key) => match findings.keys.misplaced() {
                Some(key) => Self::OwnKey { name: key.name.clone() },
                None => Self::SignedByApp,
            },
            Some(found) if found.reading.steps.is_empty() => {
                matched(findings, found.mode, found.sign_type)
            }
            Some(found) => {
                let traces = found.reading.traces();
                // Whoever writes parameters as JSON writes UTF-8.
                let is_conversion =
                    |trace: &Trace| matches!(trace.tampering, Tampering::Converted { .. });
                let by_capture = findings.capture.is_built && traces.iter().all(is_conversion);
                Self::Tampered { traces, by_capture }
            }
        };
        match findings.reply().and_then(|reply| reply.redelivery) {
            Some(redelivery) if cause.is_fine() => Self::Redelivered(redelivery),
            _ => cause,
        }
    }

    /// Its name for programs, which does not change.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Genuine { .. } => "genuine",
            Self::OtherForm { .. } => "other_form",
            Self::Invalid { .. } => "invalid",
            Self::Unreadable(_) => "unreadable",
            Self::NoMessage(_) => "no_message",
            Self::OtherApp => "other_app",
            Self::Rsa => "rsa",
            Self::OtherAlgorithm { .. } => "other_algorithm",
            Self::SpacesInSign => "spaces_in_sign",
            Self::Tampered { .. } => "tampered",
            Self::OwnKey { .. } => "own_key",
            Self::SignedByApp => "signed_by_app",
            Self::Truncated { .. } => "truncated",
            Self::Malformed(_) => "malformed",
            Self::SignType(_) => "sign_type",
            Self::OtherSize { .. } => "other_size",
            Self::NoSignature => "no_signature",
            Self::Changed { .. } => "changed",
            Self::WrongKey => "wrong_key",
            Self::Redelivered(_) => "redelivered",
        }
    }

    /// Whether there is nothing to fix.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        matches!(self, Self::Genuine { .. } | Self::OtherForm { .. })
    }

    /// Whether the message is one that Alipay signed, and arrived as it was signed.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        matches!(
            self,
            Self::Genuine { .. }
                | Self::OtherForm { .. }
                | Self::Invalid { .. }
                | Self::Unreadable(_)
                | Self::NoMessage(_)
                | Self::OtherApp
                | Self::Rsa
                | Self::Redelivered(_)
        )
    }

    /// Whether it is proven, not merely likely.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !matches!(
            self,
            Self::WrongKey
                | Self::OtherSize { .. }
                | Self::Changed { suspect: Some(_) }
                | Self::Tampered { by_capture: true, .. }
        )
    }
}

/// The signature is good as it came.
fn matched(findings: &Findings<'_>, mode: SignMode, made_by: SignType) -> Cause {
    if claims_other(findings, made_by) {
        return Cause::OtherAlgorithm { made_by };
    }
    let has_spaces = value(&findings.parameters, "sign").is_some_and(|sign| sign.contains(&b' '));
    match &findings.result {
        _ if has_spaces && findings.is_plain => Cause::Tampered {
            traces: vec![Trace::new(Tampering::DecodedBefore, Vec::new())],
            by_capture: false,
        },
        _ if has_spaces => Cause::SpacesInSign,
        Ok(_) if findings.violations.is_empty() => {
            Cause::Genuine { mode, is_specified: findings.schema().is_some() }
        }
        Ok(_) => Cause::Invalid { violations: findings.violations.iter().count() },
        Err(Rejection::Unreadable(unreadable)) => Cause::Unreadable(unreadable.error().clone()),
        Err(Rejection::Verify(VerifyError::UnknownApp)) => Cause::OtherApp,
        Err(Rejection::Verify(VerifyError::SignType(_))) => Cause::Rsa,
        Err(Rejection::Verify(VerifyError::Malformed(_)))
            if value(&findings.parameters, "msg_method").is_none() =>
        {
            Cause::OtherForm { mode }
        }
        Err(Rejection::Verify(VerifyError::Malformed(error))) => Cause::NoMessage(error.clone()),
        // What the library rejects for its signature is never said to be genuine.
        Err(_) => Cause::Changed { suspect: None },
    }
}

/// Whether `sign_type` is there and names another algorithm.
fn claims_other(findings: &Findings<'_>, made_by: SignType) -> bool {
    let claimed = value(&findings.parameters, "sign_type");
    claimed.is_some_and(|claimed| !claimed.eq_ignore_ascii_case(made_by.as_str().as_bytes()))
}

/// Nothing that was tried makes the signature good.
fn unmatched(findings: &Findings<'_>) -> Cause {
    if let Some(key) = findings.keys.misplaced() {
        return Cause::OwnKey { name: key.name.clone() };
    }
    if let Some(announced) = findings.capture.announced {
        return Cause::Truncated { length: findings.capture.body.len(), announced };
    }
    match &findings.result {
        Err(Rejection::Verify(VerifyError::Malformed(error))) => {
            return Cause::Malformed(error.clone());
        }
        Err(Rejection::Verify(VerifyError::SignType(error))) if *error != SignTypeError::Rsa => {
            return Cause::SignType(*error);
        }
        _ => {}
    }
    if let Some(signer) = findings.trials.signer {
        if claims_other(findings, signer.sign_type) {
            return Cause::OtherAlgorithm { made_by: signer.sign_type };
        }
        return Cause::Changed { suspect: suspect(findings) };
    }
    let size = findings.hints.iter().find_map(|hint| match hint {
        Hint::SignatureLength { bits } => Some(Cause::OtherSize { bits: *bits }),
        Hint::NoSignature => Some(Cause::NoSignature),
        _ => None,
    });
    size.unwrap_or(Cause::WrongKey)
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
