//! What is wrong with a message, in the light of all that was found out.

mod nature;
mod stand_in;
mod unmatched;

use alipay_notify::Rejection;
use alipay_notify::open::OpenError;
use alipay_notify::verify::{FormError, Hint, SignMode, SignType, SignTypeError, VerifyError};

pub use nature::OtherText;
pub use stand_in::StandIn;

use crate::capture::{Carrier, Cut};
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
    /// It is genuine, but names no app, and the key is not configured for such forms.
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
    /// The capture is no delivery.
    NoDelivery(OtherText),
    /// The capture holds several deliveries.
    Several {
        /// How many.
        count: usize,
    },
    /// It was not posted as a form.
    Carried(Carrier),
    /// Its values are not those that were sent: something stands in their place.
    StoodIn {
        /// What stands there.
        by: StandIn,
        /// The names of the parameters, sorted.
        names: Vec<Vec<u8>>,
    },
    /// The content was decrypted before the signature was checked.
    DecryptedBefore,
    /// The app's own public key is configured as Alipay's.
    OwnKey {
        /// What the key is called.
        name: String,
    },
    /// The key that was given as the app's own made the signature, and none that was given as
    /// Alipay's did: most likely the two are swapped.
    KeysSwapped {
        /// What the key is called that was given as Alipay's.
        alipays: String,
        /// What the key is called that was given as the app's own.
        own: String,
    },
    /// One key was given both as Alipay's and as the app's own, and it made the signature.
    SameKey {
        /// What the key is called.
        name: String,
    },
    /// Alipay's common key made the signature, with which it signs notifications of its old
    /// interface.
    CommonKey,
    /// A part of the delivery is missing in the capture.
    Truncated(Cut),
    /// Parameters are missing, and nothing shows that the others are all right.
    Incomplete {
        /// The names of those that each delivery of its kind has.
        missing: Vec<&'static str>,
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
    /// `sign` is the beginning of a signature.
    SignCut {
        /// Its length in characters.
        length: usize,
    },
    /// The letters of `sign` are all upper case, or all lower case.
    SignCase,
    /// `sign` is a digest of MD5, as the old interface signs.
    Md5,
    /// The key is the right one, but the content was changed in a way that could not be traced.
    Changed {
        /// What probably changed it.
        suspect: Option<Suspect>,
    },
    /// None of the keys made the signature. The app's own key was not given, so it may be one of
    /// them.
    WrongKey,
    /// None of the keys made the signature, and none of them is the app's own.
    OtherKey {
        /// Whether the `app_id` is one of Alipay's sandbox; `None` where that does not show.
        is_sandbox: Option<bool>,
    },
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
        if let Some(cause) = of_capture(findings) {
            return cause;
        }
        let cause = match &findings.trials.found {
            None => unmatched::cause(findings),
            Some(found) if findings.keys.is_common(found.key) => Self::CommonKey,
            Some(found) if findings.keys.is_own(found.key) => made_by_own(findings),
            Some(found) if found.reading.is_decrypted() => Self::DecryptedBefore,
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
            Self::NoDelivery(text) => text.name(),
            Self::Several { .. } => "several",
            Self::Carried(Carrier::Form) => "form",
            Self::Carried(Carrier::Multipart) => "multipart",
            Self::Carried(Carrier::Json) => "json_body",
            Self::Carried(Carrier::Query) => "in_query",
            Self::StoodIn { by, .. } => by.name(),
            Self::DecryptedBefore => "decrypted_before",
            Self::OwnKey { .. } => "own_key",
            Self::KeysSwapped { .. } => "keys_swapped",
            Self::SameKey { .. } => "same_key",
            Self::CommonKey => "common_key",
            Self::Truncated(_) => "truncated",
            Self::Incomplete { .. } => "incomplete",
            Self::Malformed(_) => "malformed",
            Self::SignType(_) => "sign_type",
            Self::OtherSize { .. } => "other_size",
            Self::NoSignature => "no_signature",
            Self::SignCut { .. } => "sign_cut",
            Self::SignCase => "sign_case",
            Self::Md5 => "md5",
            Self::Changed { .. } => "changed",
            Self::WrongKey => "wrong_key",
            Self::OtherKey { .. } => "other_key",
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

    /// Whether it is proven, not merely likely: the signature is good once it is undone, or the
    /// text itself shows it.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !matches!(
            self,
            Self::WrongKey
                | Self::OtherKey { .. }
                | Self::OtherSize { .. }
                | Self::KeysSwapped { .. }
                | Self::Incomplete { .. }
                | Self::NoDelivery(OtherText::Unknown)
                | Self::Changed { suspect: Some(_) }
                | Self::Tampered { by_capture: true, .. }
        )
    }
}

/// What the capture itself shows, whatever the signature says.
fn of_capture(findings: &Findings<'_>) -> Option<Cause> {
    let capture = findings.capture;
    if let Some(text) = OtherText::of(findings) {
        Some(Cause::NoDelivery(text))
    } else if capture.count > 1 {
        Some(Cause::Several { count: capture.count })
    } else if capture.carrier != Carrier::Form {
        Some(Cause::Carried(capture.carrier))
    } else {
        None
    }
}

/// The key that was given as the app's own made the signature.
fn made_by_own(findings: &Findings<'_>) -> Cause {
    let keys = findings.keys;
    match (keys.misplaced(), keys.own()) {
        (Some(key), _) => Cause::SameKey { name: key.name.clone() },
        (None, own) => Cause::KeysSwapped {
            alipays: keys.first().name.clone(),
            own: own.map(|own| own.name.clone()).unwrap_or_default(),
        },
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
        Err(Rejection::Verify(VerifyError::NoCommonKey)) => Cause::OtherForm { mode },
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
