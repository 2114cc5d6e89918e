//! The default backend: AWS-LC.

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY as RSA,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RSA2, RsaParameters,
};
#[cfg(feature = "testing")]
use zeroize::Zeroizing;

use super::{Digest, KeyRejected};
use crate::key::PrivateDer;

/// A public key, parsed once.
pub(crate) struct PublicKey {
    key: rsa::PublicKey,
    rsa2: ParsedPublicKey,
    rsa: ParsedPublicKey,
    bits: usize,
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo` or `RSAPublicKey`.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, KeyRejected> {
        let key = rsa::PublicKey::from_der(der).map_err(|_| KeyRejected)?;
        let bits =
            RsaParameters::public_modulus_len(key.as_ref()).map_err(|_| KeyRejected)? as usize;
        let rsa2 = ParsedPublicKey::new(&RSA2, key.as_ref()).map_err(|_| KeyRejected)?;
        let rsa = ParsedPublicKey::new(&RSA, key.as_ref()).map_err(|_| KeyRejected)?;
        Ok(Self { key, rsa2, rsa, bits })
    }

    /// The size of the modulus.
    pub(crate) fn bits(&self) -> usize {
        self.bits
    }

    /// The DER `SubjectPublicKeyInfo`.
    pub(crate) fn spki(&self) -> Result<Vec<u8>, KeyRejected> {
        let der = self.key.as_der().map_err(|_| KeyRejected)?;
        Ok(der.as_ref().to_vec())
    }

    /// Whether this key made the signature of a content.
    pub(crate) fn verifies(&self, made_of: &Digest, signature: &[u8]) -> bool {
        let (key, algorithm, bytes) = match made_of {
            Digest::Sha256(bytes) => (&self.rsa2, &digest::SHA256, &bytes[..]),
            Digest::Sha1(bytes) => (&self.rsa, &digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes[..]),
        };
        digest::Digest::import_less_safe(bytes, algorithm)
            .and_then(|digest| key.verify_digest_sig(&digest, signature))
            .is_ok()
    }
}

/// The SHA-256 digest of `content`.
pub(crate) fn sha256(content: &[u8]) -> [u8; 32] {
    digest_of(&digest::SHA256, content)
}

/// The SHA-1 digest of `content`.
pub(crate) fn sha1(content: &[u8]) -> [u8; 20] {
    digest_of(&digest::SHA1_FOR_LEGACY_USE_ONLY, content)
}

fn digest_of<const N: usize>(algorithm: &'static digest::Algorithm, content: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(digest::digest(algorithm, content).as_ref());
    out
}

/// Generates a private key, as DER of PKCS#8; `None` if AWS-LC does not support this size.
#[cfg(feature = "testing")]
pub(crate) fn generate(bits: usize) -> Option<Result<Zeroizing<Vec<u8>>, KeyRejected>> {
    let size = match bits {
        2048 => rsa::KeySize::Rsa2048,
        3072 => rsa::KeySize::Rsa3072,
        4096 => rsa::KeySize::Rsa4096,
        _ => return None,
    };
    let der = rsa::KeyPair::generate(size).and_then(|key| Ok(key.as_der()?.as_ref().to_vec()));
    Some(der.map(Zeroizing::new).map_err(|_| KeyRejected))
}

/// A private key of at least 2048 bits, for signatures with SHA-256: AWS-LC supports no others.
pub(crate) struct Signer(rsa::KeyPair);

impl Signer {
    #[cfg(feature = "testing")]
    pub(crate) fn from_pkcs8(der: &[u8]) -> Option<Self> {
        rsa::KeyPair::from_pkcs8(der).ok().map(Self)
    }

    /// Reads a private key.
    pub(crate) fn read(der: &PrivateDer) -> Result<Self, KeyRejected> {
        let key = match der {
            PrivateDer::Pkcs1(der) => rsa::KeyPair::from_der(der),
            PrivateDer::Pkcs8(der) => rsa::KeyPair::from_pkcs8(der),
        };
        key.map(Self).map_err(|_| KeyRejected)
    }

    /// The DER `SubjectPublicKeyInfo` of its public half.
    pub(crate) fn spki(&self) -> Result<Vec<u8>, KeyRejected> {
        let der = self.0.public_key().as_der().map_err(|_| KeyRejected)?;
        Ok(der.as_ref().to_vec())
    }

    /// Signs `content`.
    pub(crate) fn sign(&self, content: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        use aws_lc_rs::rand::SystemRandom;
        use aws_lc_rs::signature::RSA_PKCS1_SHA256;

        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), content, &mut signature)
            .map_err(|_| KeyRejected)?;
        Ok(signature)
    }
}
