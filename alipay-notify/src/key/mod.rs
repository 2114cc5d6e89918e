//! Keys: Alipay's public key in the forms that users hold it, the key of encrypted contents, and
//! which keys serve which app.

#[cfg(feature = "certificates")]
mod certificate;
mod content;
mod error;
mod kind;
mod ring;
mod text;

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "certificates")]
pub use certificate::{AlipayCertificate, CertificateError};
pub use content::{ContentKey, ContentKeyError};
pub use error::KeyError;
pub(crate) use kind::Kind;
#[cfg(feature = "testing")]
pub(crate) use kind::{Private, is_truncated};
pub(crate) use ring::Keys;
pub use ring::{AppKeys, KeyRing};
pub(crate) use text::decode;
#[cfg(feature = "testing")]
pub(crate) use text::{BEGIN, broken, from_base64, known_form};

pub use crate::crypto::Backend;
use crate::crypto::{Digest, KEY_BITS, PublicKey, sha256};
use crate::signature::SignType;

/// The public key with which Alipay's signatures are checked: 支付宝公钥, **not** the app's own
/// (应用公钥).
///
/// It is parsed once and cheap to clone. `Debug` shows its size and a fingerprint.
#[derive(Clone)]
pub struct AlipayPublicKey {
    parsed: Arc<Parsed>,
    accepts_rsa: bool,
}

struct Parsed {
    key: PublicKey,
    /// The `SubjectPublicKeyInfo`, which is one and the same for every form that the key was read
    /// from.
    spki: Vec<u8>,
    fingerprint: String,
}

impl AlipayPublicKey {
    /// Reads a key: the bare base64 that the console shows, PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`),
    /// or a certificate (`alipayCertPublicKey_RSA2.crt`, feature `certificates`).
    ///
    /// White space around and inside the text does not matter. Of several certificates the first
    /// one counts, as in Alipay's own SDKs: those that follow are its issuers. Neither its
    /// dates nor its issuers are checked here; [`AlipayCertificate`](crate::key::AlipayCertificate)
    /// does both.
    ///
    /// # Errors
    ///
    /// [`KeyError`] says what was found in place of a public key. The certificate of an authority
    /// is refused as well ([`KeyError::Other`]): `alipayRootCert.crt` lies beside the right
    /// file, and signs no message.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let found = decode(text)?;
        let [first, rest @ ..] = found.as_slice() else { return Err(KeyError::Empty) };
        let is_certificate = |der: &Vec<u8>| Kind::of(der) == Ok(Kind::Certificate);
        if !rest.is_empty() && !found.iter().all(is_certificate) {
            return Err(KeyError::Several);
        }
        Self::from_der(first)
    }

    /// Reads a key file's content, whatever its form: DER, or a text as [`parse`](Self::parse)
    /// takes it.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_bytes(content: &[u8]) -> Result<Self, KeyError> {
        match std::str::from_utf8(content) {
            Ok(text) => Self::parse(text),
            Err(_) if content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]) => {
                Err(KeyError::Other { found: "a text in UTF-16, where UTF-8 is read" })
            }
            // The length of a key takes two bytes, of which the first is none of UTF-8.
            Err(_) => Self::from_der(content),
        }
    }

    /// Reads a key from DER: a `SubjectPublicKeyInfo`, an `RSAPublicKey`, or a certificate (feature
    /// `certificates`).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match Kind::of(der)? {
            Kind::RsaKey { bits } if !KEY_BITS.contains(&bits) => Err(KeyError::Size { bits }),
            Kind::RsaKey { .. } => Ok(Self {
                parsed: Arc::new(Parsed::of(Backend::ENABLED[0], der)?),
                accepts_rsa: false,
            }),
            #[cfg(feature = "certificates")]
            Kind::Certificate => certificate::signing_key(der),
            #[cfg(not(feature = "certificates"))]
            Kind::Certificate => Err(KeyError::Certificate),
        }
    }

    /// Checks the signatures of this key by another backend than the default one.
    ///
    /// # Errors
    ///
    /// [`KeyError::Garbled`] where that backend does not take the key, such as for an unusual
    /// public exponent.
    pub fn with_backend(self, backend: Backend) -> Result<Self, KeyError> {
        Ok(Self { parsed: Arc::new(Parsed::of(backend, &self.parsed.spki)?), ..self })
    }

    /// The size of the key in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.parsed.key.bits()
    }

    /// The first eight bytes of the SHA-256 digest of the key's `SubjectPublicKeyInfo`, in
    /// hexadecimal.
    ///
    /// A key has one fingerprint, whatever form it was read from. `openssl pkey -pubin -in FILE
    /// -outform DER | sha256sum` begins with it.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.parsed.fingerprint
    }

    /// The key's `SubjectPublicKeyInfo` in DER, whatever form it was read from.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.parsed.spki
    }

    /// Accepts `sign_type=RSA` (SHA-1) from this key as well as RSA2.
    ///
    /// SHA-1 is broken: use it for an app that can't be switched to RSA2 in the console, and for no
    /// other.
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
        self.may_have_made(sign_type, signature)
            && self.parsed.key.verifies(digest, content, signature)
    }

    /// Whether this key makes signatures of this type and length: all that can be said without the
    /// RSA operation.
    pub(crate) fn may_have_made(&self, sign_type: SignType, signature: &[u8]) -> bool {
        self.accepts(sign_type) && signature.len() == self.bits().div_ceil(8)
    }
}

impl Parsed {
    fn of(backend: Backend, der: &[u8]) -> Result<Self, KeyError> {
        let key = PublicKey::from_der(backend, der).map_err(|_| KeyError::Garbled)?;
        let spki = key.spki().map_err(|_| KeyError::Garbled)?;
        let digest = sha256(&spki);
        let fingerprint =
            format!("{:016x}", u64::from_be_bytes(std::array::from_fn(|index| digest[index])));
        Ok(Self { key, spki, fingerprint })
    }
}

impl fmt::Debug for AlipayPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AlipayPublicKey({} bits, {})", self.bits(), self.fingerprint())
    }
}
