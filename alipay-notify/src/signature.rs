//! What Alipay signs, and who signed it.

use std::fmt;

use base64::engine::general_purpose::STANDARD;
use base64::{DecodeSliceError, Engine as _};
use thiserror::Error;

use crate::crypto::KEY_BITS;
use crate::form::{Form, FormError, Name, Parameter};
use crate::key::AlipayPublicKey;

/// Whether `sign_type` is part of the signed content.
///
/// Alipay signs some messages with it and others without, sometimes for the same app and method; its SDKs call the
/// two readings V1 and V2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignMode {
    /// Neither `sign` nor `sign_type` is signed.
    V1,
    /// All but `sign` is signed.
    V2,
}

impl SignMode {
    /// Both modes, in the order in which they are tried.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    fn signs(self, name: Option<Name>) -> bool {
        match name {
            Some(Name::Sign) => false,
            Some(Name::SignType) => self == Self::V2,
            _ => true,
        }
    }
}

impl fmt::Display for SignMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "V1",
            Self::V2 => "V2",
        })
    }
}

/// The algorithm of a signature: `sign_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignType {
    /// `RSA2`: PKCS #1 v1.5 with SHA-256.
    Rsa2,
    /// `RSA`: the same with SHA-1.
    Rsa,
}

/// Why a `sign_type` is not accepted. What is acceptable is the receiver's choice, never the message's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignTypeError {
    /// It is RSA, which no key of the app accepts.
    #[error(
        "sign_type is RSA (SHA-1), which no key of this app accepts; switch the app to RSA2 in the console, or let the \
         key `accept_rsa`"
    )]
    Rsa,
    /// It is SM2, which is not supported.
    #[error("sign_type is SM2, which is not supported; switch the app to RSA2 in the console")]
    Sm2,
    /// It is none that Alipay is known to use.
    #[error("sign_type is neither RSA2 nor RSA")]
    Unknown,
}

impl SignType {
    /// Reads a `sign_type`, in any letter case.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, SignTypeError> {
        let is = |name: &str| text.eq_ignore_ascii_case(name.as_bytes());
        if is("RSA2") {
            Ok(Self::Rsa2)
        } else if is("RSA") {
            Ok(Self::Rsa)
        } else if is("SM2") {
            Err(SignTypeError::Sm2)
        } else {
            Err(SignTypeError::Unknown)
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa2 => "RSA2",
            Self::Rsa => "RSA",
        }
    }
}

/// A reading of the signed content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Content {
    pub(crate) mode: SignMode,
    /// Whether parameters with an empty value are left out, as some of Alipay's SDKs do.
    pub(crate) without_empty: bool,
}

impl Content {
    fn has(self, parameter: &Parameter) -> bool {
        self.mode.signs(parameter.known) && !(self.without_empty && parameter.is_dropped())
    }
}

/// Joins the parameters of a form as they are signed: sorted, decoded, unescaped, `name=value&name=value`.
pub(crate) fn signed_content(form: &Form, content: Content, buffer: &mut Vec<u8>) {
    buffer.clear();
    for parameter in form.parameters().filter(|parameter| content.has(parameter)) {
        if !buffer.is_empty() {
            buffer.push(b'&');
        }
        buffer.extend_from_slice(form.name_of(parameter));
        buffer.push(b'=');
        buffer.extend_from_slice(form.value_of(parameter));
    }
}

/// The decoded signature of a form.
pub(crate) struct Signature {
    bytes: [u8; Signature::ROOM],
    length: usize,
}

impl Signature {
    /// What the longest signature takes while it is decoded, which is done in groups of three bytes.
    const ROOM: usize = (*KEY_BITS.end() / 8).next_multiple_of(3);

    /// Decodes `sign`. A `+` that arrived as a space is restored; what is longer than any signature is none.
    pub(crate) fn of(form: &Form) -> Result<Self, FormError> {
        let sign = form.require(Name::Sign)?;
        let restored: Vec<u8>;
        let sign = if memchr::memchr(b' ', sign).is_some() {
            restored = sign.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect();
            &restored
        } else {
            sign
        };
        let mut bytes = [0; Self::ROOM];
        match STANDARD.decode_slice(sign, &mut bytes) {
            Ok(length) => Ok(Self { bytes, length }),
            Err(DecodeSliceError::OutputSliceTooSmall) => Ok(Self { bytes, length: 0 }),
            Err(DecodeSliceError::DecodeError(_)) => Err(FormError::SignNotBase64),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// No configured key made this signature.
///
/// A remote caller learns nothing from it; the operator is told by [`hints`](Self::hints) what to look at.
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

    /// Looks for what commonly goes wrong between Alipay and a verifier.
    pub(crate) fn diagnose(form: &Form, signature_len: usize, keys: &[AlipayPublicKey]) -> Self {
        let mut hints = Vec::new();
        if keys.iter().all(|key| key.bits().div_ceil(8) != signature_len) {
            let bits = signature_len * 8;
            let plausible = KEY_BITS.contains(&bits) && bits.is_multiple_of(512);
            hints.push(if plausible { Hint::SignatureLength { bits } } else { Hint::NoSignature });
        }
        if form.known(Name::Sign).is_some_and(|sign| sign.contains(&b' ')) {
            hints.push(Hint::SpacesInSign);
        }
        if form.iter().any(|(_, value)| holds_html_entity(value)) {
            hints.push(Hint::HtmlEntities);
        }
        let unknown = form.parameters().filter(|parameter| parameter.known.is_none()).count();
        if unknown > 0 && form.known(Name::MsgMethod).is_some() {
            hints.push(Hint::UnknownParameters { count: unknown });
        }
        Self { hints }
    }

    pub(crate) fn add(&mut self, hint: Hint) {
        self.hints.push(hint);
    }
}

fn listed(hints: &[Hint]) -> String {
    hints.iter().fold(String::new(), |listed, hint| listed + "; " + &hint.to_string())
}

/// Something to check when a signature does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// The signature was made by a key of another size.
    SignatureLength {
        /// The size of the key that made it.
        bits: usize,
    },
    /// `sign` is as long as no signature is.
    NoSignature,
    /// `sign` held spaces, which were taken as `+`: something decoded the body before the gateway did.
    SpacesInSign,
    /// A value holds HTML entities: an input filter escaped it.
    HtmlEntities,
    /// There are parameters that no message of Alipay's is known to have: a framework or a proxy may have added them.
    UnknownParameters {
        /// How many.
        count: usize,
    },
    /// The signature is good in the sign mode that is not accepted.
    OtherSignMode {
        /// That mode.
        mode: SignMode,
    },
    /// The configured key is the app's own instead of Alipay's.
    OwnKey,
    /// The configured key may be the app's own instead of Alipay's, or another app's.
    WrongKey,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignatureLength { bits } => {
                write!(f, "it was made by a key of {bits} bits, and no configured key has that size")
            }
            Self::NoSignature => f.write_str("`sign` is as long as no RSA signature is: a part of it may be missing"),
            Self::SpacesInSign => f.write_str(
                "`sign` held spaces in place of `+`: hand over the body exactly as it was received",
            ),
            Self::HtmlEntities => {
                f.write_str("a value holds HTML entities such as &quot;: switch the input filter off")
            }
            Self::UnknownParameters { count } => write!(
                f,
                "it has parameters that no message has ({count}): hand over the body alone, nothing of query or route"
            ),
            Self::OtherSignMode { mode } => {
                write!(f, "it is good in sign mode {mode}, which is not accepted: do not pin the other one")
            }
            Self::OwnKey => f.write_str(
                "the configured key is the app's own public key (应用公钥): configure Alipay's public key (支付宝公钥)",
            ),
            Self::WrongKey => f.write_str(
                "check that the key is Alipay's public key (支付宝公钥) of this app, not the app's own",
            ),
        }
    }
}

fn holds_html_entity(value: &[u8]) -> bool {
    const ENTITIES: [&[u8]; 5] = [b"&quot;", b"&#34;", b"&amp;", b"&lt;", b"&#39;"];
    memchr::memchr_iter(b'&', value).any(|at| ENTITIES.iter().any(|entity| value[at..].starts_with(entity)))
}
