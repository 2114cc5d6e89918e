//! What Alipay signs, and who signed it.

use std::fmt;

use base64::engine::general_purpose::STANDARD;
use base64::{DecodeSliceError, Engine as _};
use thiserror::Error;

use crate::crypto::{Digest, KEY_BITS, sha1, sha256};
use crate::form::{Form, FormError, Name, Parameter};

/// What of a delivery is signed.
///
/// Alipay signs some messages with `sign_type` and others without, sometimes for the same app and
/// method; its SDKs call the two readings V1 and V2. Over the long connection, a text is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignMode {
    /// Neither `sign` nor `sign_type` is signed.
    V1,
    /// All but `sign` is signed.
    V2,
    /// The text of `data` is signed, as it stands in a frame of the long connection.
    Data,
}

impl SignMode {
    /// The two modes of forms, in the order in which they are tried.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// Whether a parameter is part of the signed content.
    pub(crate) fn signs(self, name: Option<Name>) -> bool {
        match name {
            Some(Name::Sign) => false,
            Some(Name::SignType) => self != Self::V1,
            _ => true,
        }
    }
}

impl fmt::Display for SignMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "V1",
            Self::V2 => "V2",
            Self::Data => "data",
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

/// Why a `sign_type` is not accepted. What is acceptable is the receiver's choice, never the
/// message's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SignTypeError {
    /// It is RSA, which no key of the app accepts.
    #[error(
        "sign_type is RSA (SHA-1), which no key of this app accepts; switch the app to RSA2 in the \
         console, or let the key `accept_rsa`"
    )]
    Rsa,
    /// It is SM2, which is not supported.
    #[error("sign_type is SM2, which is not supported; switch the app to RSA2 in the console")]
    Sm2,
    /// It is not one that Alipay is known to use.
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

    /// What is signed of a content.
    pub(crate) fn digest(self, content: &[u8]) -> Digest {
        match self {
            Self::Rsa2 => Digest::Sha256(sha256(content)),
            Self::Rsa => Digest::Sha1(sha1(content)),
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

/// One way to read which parameters of a form are signed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) mode: SignMode,
    /// Whether parameters with an empty value are left out, as some of Alipay's SDKs do.
    pub(crate) without_empty: bool,
}

impl Reading {
    /// How many there are.
    pub(crate) const COUNT: usize = 4;

    /// Which of them this is.
    pub(crate) fn index(self) -> usize {
        2 * usize::from(self.mode == SignMode::V2) + usize::from(self.without_empty)
    }

    fn has(self, parameter: &Parameter) -> bool {
        self.mode.signs(parameter.known) && !(self.without_empty && parameter.is_dropped())
    }
}

/// Joins the parameters of a form as they are signed: sorted, decoded, unescaped,
/// `name=value&name=value`.
pub(crate) fn signed_content(form: &Form, reading: Reading, buffer: &mut Vec<u8>) {
    buffer.clear();
    for parameter in form.parameters().filter(|parameter| reading.has(parameter)) {
        if !buffer.is_empty() {
            buffer.push(b'&');
        }
        buffer.extend_from_slice(form.pair_of(parameter));
    }
}

/// The decoded signature of a form.
pub(crate) struct Signature {
    bytes: [u8; Signature::ROOM],
    length: usize,
}

impl Signature {
    /// What the longest signature takes while it is decoded, which is done in groups of three
    /// bytes.
    const ROOM: usize = (*KEY_BITS.end() / 8).next_multiple_of(3);

    /// Decodes `sign`. A `+` that arrived as a space is restored, CR LF is left out; what is longer
    /// than any signature is none.
    pub(crate) fn of(form: &Form) -> Result<Self, FormError> {
        let sign = form.require(Name::Sign)?;
        let restored: Vec<u8>;
        let sign = if memchr::memchr2(b' ', b'\r', sign).is_some() {
            restored = restore(sign);
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

/// Undoes what happens to base64 on its way: spaces in place of `+`, and line breaks.
fn restore(sign: &[u8]) -> Vec<u8> {
    let mut restored = Vec::with_capacity(sign.len());
    let mut rest = sign;
    while let Some((byte, after)) = rest.split_first() {
        rest = rest.strip_prefix(b"\r\n").unwrap_or_else(|| {
            restored.push(if *byte == b' ' { b'+' } else { *byte });
            after
        });
    }
    restored
}
