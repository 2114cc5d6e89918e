//! The pure-Rust backend: the `RustCrypto` crates.

use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs8::{DecodePublicKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
#[cfg(not(feature = "aws-lc-rs"))]
use rsa::{RsaPrivateKey, pkcs1::DecodeRsaPrivateKey, pkcs8::DecodePrivateKey};
use sha1::Sha1;
use sha2::Sha256;

use super::{Digest, KeyRejected};
#[cfg(not(feature = "aws-lc-rs"))]
use crate::key::PrivateDer;

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

/// A private key, for signatures with SHA-256.
#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) struct Signer(RsaPrivateKey);

#[cfg(not(feature = "aws-lc-rs"))]
impl Signer {
    /// Reads a private key.
    pub(crate) fn read(der: &PrivateDer) -> Result<Self, KeyRejected> {
        let key = match der {
            PrivateDer::Pkcs1(der) => RsaPrivateKey::from_pkcs1_der(der).ok(),
            PrivateDer::Pkcs8(der) => RsaPrivateKey::from_pkcs8_der(der).ok(),
        };
        key.map(Self).ok_or(KeyRejected)
    }

    /// The DER `SubjectPublicKeyInfo` of its public half.
    pub(crate) fn spki(&self) -> Result<Vec<u8>, KeyRejected> {
        let der = self.0.to_public_key().to_public_key_der().map_err(|_| KeyRejected)?;
        Ok(der.into_vec())
    }

    /// Signs `content`, blinded by random numbers.
    pub(crate) fn sign(&self, content: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        let (scheme, digest) = (Pkcs1v15Sign::new::<Sha256>(), sha256(content));
        let mut random = rsa::rand_core::OsRng;
        self.0.sign_with_rng(&mut random, scheme, &digest).map_err(|_| KeyRejected)
    }
}
