//! Alipay's public key, in the forms that users hold it.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::crypto::{Backend, Digest, KeyRejected, PublicKey, sha256};
use crate::signature::SignType;

/// The public key with which Alipay's signatures are checked: 支付宝公钥, **not** the app's own (应用公钥).
///
/// It is parsed once and cheap to clone. `Debug` shows its size and a fingerprint.
#[derive(Clone)]
pub struct AlipayPublicKey {
    parsed: Arc<Parsed>,
    accepts_rsa: bool,
}

struct Parsed {
    key: PublicKey,
    der: Vec<u8>,
    fingerprint: String,
}

/// Why a text is no usable public key. The text itself is never repeated.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no text.
    #[error("the key is empty; copy Alipay's public key (支付宝公钥) from the open platform's console")]
    Empty,
    /// The text is neither PEM nor base64.
    #[error("the key is neither PEM nor base64, or a part of it is missing")]
    Encoding,
    /// It is a private key.
    #[error(
        "this is a private key; wanted is Alipay's public key (支付宝公钥). Keep private keys out of the gateway"
    )]
    Private,
    /// It is a PEM text of another type.
    #[error("this is a PEM text of another type; wanted is `PUBLIC KEY` or `RSA PUBLIC KEY`")]
    Label,
    /// It is an X.509 certificate.
    #[error("this is a certificate; wanted is the public key in it: openssl x509 -pubkey -noout -in FILE")]
    Certificate,
    /// The bytes are no RSA public key.
    #[error("the key is no RSA public key, or a part of it is missing")]
    NotRsa,
    /// The key's size is not one that is accepted.
    #[error("the key has {bits} bits; from 1024 to 4096 are accepted")]
    Size {
        /// Its size.
        bits: usize,
    },
}

impl AlipayPublicKey {
    /// Reads a key: the bare base64 that the console shows, or PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`).
    ///
    /// White space around and inside the text does not matter.
    ///
    /// # Errors
    ///
    /// [`KeyError`] says what was found in place of a public key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        let der = if text.contains("-----BEGIN") { from_pem(text)? } else { from_base64(text)? };
        Self::from_der(&der)
    }

    /// Reads a key from DER: a `SubjectPublicKeyInfo` or an `RSAPublicKey`.
    ///
    /// # Errors
    ///
    /// [`KeyError::Private`], [`KeyError::NotRsa`] or [`KeyError::Size`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        if is_private(der) {
            return Err(KeyError::Private);
        }
        Ok(Self { parsed: Arc::new(Parsed::of(Backend::ENABLED[0], der)?), accepts_rsa: false })
    }

    /// Checks the signatures of this key by another backend than the default one.
    ///
    /// # Errors
    ///
    /// [`KeyError::NotRsa`] where that backend does not take the key, such as for an unusual public exponent.
    pub fn with_backend(self, backend: Backend) -> Result<Self, KeyError> {
        Ok(Self { parsed: Arc::new(Parsed::of(backend, &self.parsed.der)?), ..self })
    }

    /// The size of the key in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.parsed.key.bits()
    }

    /// The first eight bytes of the SHA-256 digest of the key's DER text, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.parsed.fingerprint
    }

    /// Accepts `sign_type=RSA` (SHA-1) from this key as well as RSA2.
    ///
    /// SHA-1 is broken: use it for an app that can't be switched to RSA2 in the console, and for no other.
    #[must_use]
    pub fn accept_rsa(mut self) -> Self {
        self.accepts_rsa = true;
        self
    }

    /// Whether signatures of this type are accepted.
    pub(crate) fn accepts(&self, sign_type: SignType) -> bool {
        sign_type == SignType::Rsa2 || self.accepts_rsa
    }

    /// Whether this key made the signature of `content`.
    pub(crate) fn verifies(&self, sign_type: SignType, content: &[u8], signature: &[u8]) -> bool {
        let digest = match sign_type {
            SignType::Rsa2 => Digest::Sha256,
            SignType::Rsa => Digest::Sha1,
        };
        self.may_have_made(sign_type, signature) && self.parsed.key.verifies(digest, content, signature)
    }

    /// Whether this key makes signatures of this type and length: all that can be said without the RSA operation.
    pub(crate) fn may_have_made(&self, sign_type: SignType, signature: &[u8]) -> bool {
        self.accepts(sign_type) && signature.len() == self.bits().div_ceil(8)
    }
}

impl Parsed {
    fn of(backend: Backend, der: &[u8]) -> Result<Self, KeyError> {
        let key = PublicKey::from_der(backend, der).map_err(|rejected| match rejected {
            KeyRejected::NotRsa => KeyError::NotRsa,
            KeyRejected::Size { bits } => KeyError::Size { bits },
        })?;
        let digest = sha256(der);
        let fingerprint = format!("{:016x}", u64::from_be_bytes(std::array::from_fn(|index| digest[index])));
        Ok(Self { key, der: der.to_vec(), fingerprint })
    }
}

impl fmt::Debug for AlipayPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AlipayPublicKey({} bits, {})", self.bits(), self.fingerprint())
    }
}

fn from_pem(text: &str) -> Result<Vec<u8>, KeyError> {
    let pem = pem::parse(text).map_err(|_| KeyError::Encoding)?;
    match pem.tag() {
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Ok(pem.into_contents()),
        "CERTIFICATE" => Err(KeyError::Certificate),
        tag if tag.ends_with("PRIVATE KEY") => Err(KeyError::Private),
        _ => Err(KeyError::Label),
    }
}

fn from_base64(text: &str) -> Result<Vec<u8>, KeyError> {
    let compact: String = text.split_whitespace().collect();
    STANDARD.decode(compact).map_err(|_| KeyError::Encoding)
}

/// Private keys, PKCS#1 and PKCS#8 alike, are a sequence that begins with the integer 0, a version.
fn is_private(der: &[u8]) -> bool {
    let header = match der {
        [0x30, 0x82, ..] => 4,
        [0x30, 0x81, ..] => 3,
        [0x30, ..] => 2,
        _ => return false,
    };
    der.get(header..header + 3) == Some(&[0x02, 0x01, 0x00])
}
