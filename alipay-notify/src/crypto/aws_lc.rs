//! The default backend: AWS-LC.

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY as RSA,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RSA2, RsaParameters,
};

use super::{Digest, KeyRejected};

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
        let bits = RsaParameters::public_modulus_len(key.as_ref()).map_err(|_| KeyRejected)? as usize;
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

    /// Whether this key made the signature of `content`.
    pub(crate) fn verifies(&self, made_of: Digest, content: &[u8], signature: &[u8]) -> bool {
        let (key, algorithm) = match made_of {
            Digest::Sha256 => (&self.rsa2, &digest::SHA256),
            Digest::Sha1 => (&self.rsa, &digest::SHA1_FOR_LEGACY_USE_ONLY),
        };
        // In two steps, which AWS-LC does with less ado than in one.
        key.verify_digest_sig(&digest::digest(algorithm, content), signature).is_ok()
    }
}

/// The SHA-256 digest of `content`.
pub(crate) fn sha256(content: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, content).as_ref());
    out
}

/// A private key, for tests.
#[cfg(feature = "testing")]
pub(crate) struct SigningKey(rsa::KeyPair);

#[cfg(feature = "testing")]
impl SigningKey {
    /// Makes a key of 2048 bits.
    pub(crate) fn generate() -> Result<Self, KeyRejected> {
        rsa::KeyPair::generate(rsa::KeySize::Rsa2048).map(Self).map_err(|_| KeyRejected)
    }

    /// The DER `SubjectPublicKeyInfo` of the public half.
    pub(crate) fn public_der(&self) -> Result<Vec<u8>, KeyRejected> {
        use aws_lc_rs::signature::KeyPair;

        let der = self.0.public_key().as_der().map_err(|_| KeyRejected)?;
        Ok(der.as_ref().to_vec())
    }

    /// Signs `content`.
    pub(crate) fn sign(&self, digest: Digest, content: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        match digest {
            Digest::Sha256 => self.sign_sha256(content),
            Digest::Sha1 => self.sign_sha1(content),
        }
    }

    fn sign_sha256(&self, content: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        use aws_lc_rs::rand::SystemRandom;
        use aws_lc_rs::signature::RSA_PKCS1_SHA256;

        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), content, &mut signature)
            .map_err(|_| KeyRejected)?;
        Ok(signature)
    }

    /// AWS-LC verifies signatures with SHA-1, but makes none.
    fn sign_sha1(&self, content: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        use ::rsa::pkcs8::DecodePrivateKey;
        use ::rsa::{Pkcs1v15Sign, RsaPrivateKey};
        use sha1::{Digest as _, Sha1};

        let der = self.0.as_der().map_err(|_| KeyRejected)?;
        let key = RsaPrivateKey::from_pkcs8_der(der.as_ref()).map_err(|_| KeyRejected)?;
        key.sign(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(content)).map_err(|_| KeyRejected)
    }
}
