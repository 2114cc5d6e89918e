//! Throw-away keys.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::crypto::{Digest, SigningKey};
use crate::key::AlipayPublicKey;
use crate::signature::SignType;

/// A key pair in Alipay's place, made anew for each test.
///
/// # Panics
///
/// Its methods panic where the machine can't make or use RSA keys at all.
#[derive(Clone)]
pub struct TestKey {
    key: Arc<SigningKey>,
    public_der: Arc<[u8]>,
}

impl TestKey {
    /// Makes a key of 2048 bits.
    ///
    /// # Panics
    ///
    /// Where the machine has no source of randomness.
    #[must_use]
    pub fn generate() -> Self {
        let key = SigningKey::generate().expect("this machine can make RSA keys");
        let public_der = key.public_der().expect("a fresh key has a public half");
        Self { key: Arc::new(key), public_der: public_der.into() }
    }

    /// The public half, as a gateway is configured with it.
    ///
    /// # Panics
    ///
    /// Never: the key was made here.
    #[must_use]
    pub fn public_key(&self) -> AlipayPublicKey {
        AlipayPublicKey::from_der(&self.public_der).expect("a fresh key is a good one")
    }

    /// The public half as the console shows it: one line of base64.
    #[must_use]
    pub fn public_key_base64(&self) -> String {
        STANDARD.encode(&self.public_der)
    }

    /// The public half as PEM.
    #[must_use]
    pub fn public_key_pem(&self) -> String {
        pem::encode(&pem::Pem::new("PUBLIC KEY", &*self.public_der))
    }

    /// Signs as this `sign_type` does.
    ///
    /// # Panics
    ///
    /// Where the machine has no source of randomness.
    pub(super) fn sign(&self, sign_type: SignType, content: &[u8]) -> String {
        let digest = match sign_type {
            SignType::Rsa2 => Digest::Sha256,
            SignType::Rsa => Digest::Sha1,
        };
        STANDARD.encode(self.key.sign(digest, content).expect("a fresh key can sign"))
    }
}

impl fmt::Debug for TestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TestKey").field(&self.public_key()).finish()
    }
}

/// Whether a key made a signature of `content`: the step of a verifier at which RSA is reckoned, by itself.
///
/// It takes what no form can be, such as the content and signature of a published test vector. RSA with SHA-1 counts
/// only for a key that [accepts it](AlipayPublicKey::accept_rsa).
#[must_use]
pub fn verifies(key: &AlipayPublicKey, sign_type: SignType, content: &[u8], signature: &[u8]) -> bool {
    key.verifies(sign_type, content, signature)
}
