//! Alipay's public key, parsed.

use std::fmt;
use std::sync::Arc;

use super::error::KeyError;
use crate::crypto::{Backend, Digest, KEY_BITS, PublicKey, sha256};
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
    /// The `SubjectPublicKeyInfo`: the same for every form that the key was read from.
    spki: Vec<u8>,
    fingerprint: String,
}

impl AlipayPublicKey {
    /// The key in a `SubjectPublicKeyInfo` or an `RSAPublicKey` with a modulus of this size.
    pub(crate) fn from_rsa(der: &[u8], bits: usize) -> Result<Self, KeyError> {
        if !KEY_BITS.contains(&bits) {
            return Err(KeyError::Size { bits });
        }
        let parsed = Arc::new(Parsed::of(Backend::ENABLED[0], der)?);
        Ok(Self { parsed, accepts_rsa: false })
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
    /// SHA-1 is broken: use this only for an app that can't be switched to RSA2 in the console.
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
    #[cfg(any(feature = "certificates", feature = "testing"))]
    pub(crate) fn verifies(&self, sign_type: SignType, content: &[u8], signature: &[u8]) -> bool {
        self.may_have_made(sign_type, signature)
            && self.verifies_digest(&sign_type.digest(content), signature)
    }

    /// Whether this key made the signature of a content with this digest, of a type that it
    /// accepts.
    pub(crate) fn verifies_digest(&self, digest: &Digest, signature: &[u8]) -> bool {
        self.parsed.key.verifies(digest, signature)
    }

    /// About how many microseconds that takes.
    pub(crate) fn cost(&self) -> usize {
        self.parsed.key.cost()
    }

    /// Whether this key makes signatures of this type and length: as much as can be told without
    /// RSA.
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
