//! What is wrong with a message, in the light of all that was found out.

use alipay_notify::Rejection;
use alipay_notify::open::OpenError;
use alipay_notify::verify::{FormError, Hint, SignMode, SignType, SignTypeError, VerifyError};

use crate::findings::Findings;
use crate::parameters::value;
use crate::reply::Redelivery;
use crate::tampering::Tampering;

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
    /// It is genuine, but breaks its specification in so many places.
    Invalid {
        /// In how many.
        violations: usize,
    },
    /// It is genuine, but its content can't be read.
    Unreadable(OpenError),
    /// It is genuine, but no message that can be read safely.
    NoMessage(FormError),
    /// It is genuine, but of another app than those that are accepted.
    OtherApp,
    /// It was signed as RSA, which is not accepted unasked.
    Rsa,
    /// `sign_type` says another algorithm than the signature was made by.
    OtherAlgorithm {
        /// By which it was made.
        made_by: SignType,
    },
    /// `+` became a space in `sign` alone.
    SpacesInSign,
    /// Tampering this makes the signature good. A capture of decoded parameters may have come by it
    /// when it was made.
    Tampered {
        /// What happened, and the names of the parameters to which it did.
        steps: Vec<(Tampering, Vec<Vec<u8>>)>,
        /// Whether it may have happened when the capture was made.
        by_capture: bool,
    },
    /// The app's own public key is in the place of Alipay's, in this file.
    OwnKey {
        /// What the key is called.
        name: String,
    },
    /// The app's own private key made the signature.
    SignedByApp,
    /// The body breaks off: so many bytes are there, so many were announced.
    Truncated {
        /// The length in bytes.
        length: usize,
        /// The announced length in bytes.
        announced: usize,
    },
    /// The body is no form that Alipay could have sent.
    Malformed(FormError),
    /// `sign_type` is none that is supported.
    SignType(SignTypeError),
    /// The signature is as long as those of a key of so many bits, which none of the keys has.
    OtherSize {
        /// The size of the key that made the signature.
        bits: usize,
    },
    /// `sign` is no signature.
    NoSignature,
    /// The key is the right one, but the content changed in a way that could not be undone.
    Changed {
        /// What probably changed it.
        suspect: Option<Suspect>,
    },
    /// None of the keys made the signature.
    WrongKey,
    /// The message is genuine and valid, but what the server answered brings it again.
    Redelivered(Redelivery),
}

/// What probably changed a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suspect {
    /// Characters were lost when bytes were read in another charset than theirs.
    LostCharacters,
    /// The content has white space between its tokens, or is no JSON at all but a map of the
    /// program.
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
                let steps: Vec<_> = found.reading.changes().collect();
                // Whoever writes parameters as JSON writes UTF-8.
                let is_conversion = |step: &(Tampering, Vec<Vec<u8>>)| {
                    matches!(step.0, Tampering::Converted { .. })
                };
                let by_capture = findings.capture.is_built && steps.iter().all(is_conversion);
                Self::Tampered { steps, by_capture }
            }
        };
        match findings.reply().and_then(|reply| reply.redelivery) {
            Some(redelivery) if cause.is_fine() => Self::Redelivered(redelivery),
            _ => cause,
        }
    }

    /// Whether there is nothing to fix.
    pub fn is_fine(&self) -> bool {
        matches!(self, Self::Genuine { .. } | Self::OtherForm { .. })
    }

    /// Whether the message is one that Alipay signed, and arrived as it was signed.
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
    let has_spaces = value(&findings.pairs, "sign").is_some_and(|sign| sign.contains(&b' '));
    match &findings.result {
        _ if has_spaces && findings.is_plain => Cause::Tampered {
            steps: vec![(Tampering::DecodedBefore, Vec::new())],
            by_capture: false,
        },
        _ if has_spaces => Cause::SpacesInSign,
        Ok(verified) if findings.violations.is_empty() => {
            let is_specified = findings.options.is_specified(verified.envelope().msg_method());
            Cause::Genuine { mode, is_specified }
        }
        Ok(_) => Cause::Invalid { violations: findings.violations.iter().count() },
        Err(Rejection::Unreadable(unreadable)) => Cause::Unreadable(unreadable.error().clone()),
        Err(Rejection::Verify(VerifyError::UnknownApp)) => Cause::OtherApp,
        Err(Rejection::Verify(VerifyError::SignType(_))) => Cause::Rsa,
        Err(Rejection::Verify(VerifyError::Malformed(_)))
            if value(&findings.pairs, "msg_method").is_none() =>
        {
            Cause::OtherForm { mode }
        }
        Err(Rejection::Verify(VerifyError::Malformed(error))) => Cause::NoMessage(error.clone()),
        // What the library refuses for its signature is never said to be genuine.
        Err(_) => Cause::Changed { suspect: None },
    }
}

/// Whether `sign_type` is there and names another algorithm.
fn claims_other(findings: &Findings<'_>, made_by: SignType) -> bool {
    let claimed = value(&findings.pairs, "sign_type");
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
    if let Some(maker) = findings.trials.maker {
        if claims_other(findings, maker.sign_type) {
            return Cause::OtherAlgorithm { made_by: maker.sign_type };
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
    if findings.pairs.iter().any(|(_, value)| has_lost(value)) {
        return Some(Suspect::LostCharacters);
    }
    let content = value(&findings.pairs, "biz_content").unwrap_or_default();
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
