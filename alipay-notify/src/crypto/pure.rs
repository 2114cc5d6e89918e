//! The pure-Rust backend: the `RustCrypto` crates.

use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs8::{DecodePublicKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::Sha256;

use super::{Digest, KeyRejected};

/// A public key, parsed once.
pub(crate) struct PublicKey(RsaPublicKey);

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo` or `RSAPublicKey`.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, KeyRejected> {
        let key = RsaPublicKey::from_public_key_der(der)
            .or_else(|_| RsaPublicKey::from_pkcs1_der(der))
            .map_err(|_| KeyRejected)?;
        Ok(Self(key))
    }

    /// The size of the modulus.
    pub(crate) fn bits(&self) -> usize {
        self.0.n().bits()
    }

    /// The DER `SubjectPublicKeyInfo`.
    pub(crate) fn spki(&self) -> Result<Vec<u8>, KeyRejected> {
        let der = self.0.to_public_key_der().map_err(|_| KeyRejected)?;
        Ok(der.into_vec())
    }

    /// Whether this key made the signature of a content.
    pub(crate) fn verifies(&self, digest: &Digest, signature: &[u8]) -> bool {
        let verified = match digest {
            Digest::Sha256(bytes) => self.0.verify(Pkcs1v15Sign::new::<Sha256>(), bytes, signature),
            Digest::Sha1(bytes) => self.0.verify(Pkcs1v15Sign::new::<Sha1>(), bytes, signature),
        };
        verified.is_ok()
    }
}

/// The SHA-256 digest of `content`.
#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) fn sha256(content: &[u8]) -> [u8; 32] {
    <Sha256 as sha2::Digest>::digest(content).into()
}

/// The SHA-1 digest of `content`.
#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) fn sha1(content: &[u8]) -> [u8; 20] {
    <Sha1 as sha2::Digest>::digest(content).into()
}
