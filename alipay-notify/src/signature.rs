//! What Alipay signs, and who signed it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::form::{Form, FormError};

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

    fn signs(self, name: &[u8]) -> bool {
        match self {
            Self::V1 => name != b"sign" && name != b"sign_type",
            Self::V2 => name != b"sign",
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

/// Joins parameters, which must be sorted by name, as they are signed: decoded, unescaped, `name=value&name=value`.
pub(crate) fn signed_content<'p>(
    parameters: impl Iterator<Item = (&'p [u8], &'p [u8])>,
    mode: SignMode,
    content: &mut Vec<u8>,
) {
    content.clear();
    for (name, value) in parameters.filter(|(name, _)| mode.signs(name)) {
        if !content.is_empty() {
            content.push(b'&');
        }
        content.extend_from_slice(name);
        content.push(b'=');
        content.extend_from_slice(value);
    }
}

/// The decoded signature of a form. A `+` that arrived as a space is restored.
pub(crate) fn signature(form: &Form) -> Result<Vec<u8>, FormError> {
    let sign = form.require("sign")?;
    let restored;
    let sign = if sign.contains(&b' ') {
        restored = sign.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect::<Vec<u8>>();
        &restored
    } else {
        sign
    };
    STANDARD.decode(sign).map_err(|_| FormError::SignNotBase64)
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
    pub(crate) fn diagnose(form: &Form, signature_len: usize, key_lens: impl Iterator<Item = usize>) -> Self {
        let mut hints = Vec::new();
        let mut key_lens = key_lens.peekable();
        if key_lens.peek().is_some() && key_lens.all(|len| len != signature_len) {
            hints.push(Hint::SignatureLength { bits: signature_len * 8 });
        }
        if form.value("sign").is_some_and(|sign| sign.contains(&b' ')) {
            hints.push(Hint::SpacesInSign);
        }
        if form.iter().any(|(_, value)| holds_html_entity(value)) {
            hints.push(Hint::HtmlEntities);
        }
        hints.push(Hint::WrongKey);
        Self { hints }
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
    /// `sign` held spaces, which were taken as `+`: something decoded the body before the gateway did.
    SpacesInSign,
    /// A value holds HTML entities: an input filter escaped it.
    HtmlEntities,
    /// The configured key may be the app's own instead of Alipay's.
    WrongKey,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignatureLength { bits } => {
                write!(f, "it was made by a key of {bits} bits, and no configured key has that size")
            }
            Self::SpacesInSign => f.write_str(
                "`sign` held spaces in place of `+`: hand over the body exactly as it was received",
            ),
            Self::HtmlEntities => {
                f.write_str("a value holds HTML entities such as &quot;: switch the input filter off")
            }
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
