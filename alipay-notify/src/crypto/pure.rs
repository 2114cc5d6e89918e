//! The pure-Rust backend: the `RustCrypto` crates.

use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs8::{DecodePublicKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

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

    /// Whether this key made the signature of `content`.
    pub(crate) fn verifies(&self, digest: Digest, content: &[u8], signature: &[u8]) -> bool {
        let verified = match digest {
            Digest::Sha256 => {
                self.0.verify(Pkcs1v15Sign::new::<Sha256>(), &sha256(content), signature)
            }
            Digest::Sha1 => {
                self.0.verify(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(content), signature)
            }
        };
        verified.is_ok()
    }
}

/// The SHA-256 digest of `content`.
pub(crate) fn sha256(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}
