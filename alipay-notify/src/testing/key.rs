//! Throw-away keys.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pem::{EncodeConfig, LineEnding, Pem};

use crate::crypto::{KEY_BITS, SigningKey};
use crate::key::{self, AlipayPublicKey, PrivateDer, PrivateKeyError};
use crate::signature::SignType;

/// A key pair that stands in for Alipay's: generated for a test, or read from a file.
///
/// It is meant to be thrown away: wherever its public half is configured, whatever it signs passes
/// for Alipay's, and its private half is handed out as plain text. `Debug` shows the size and the
/// fingerprint of the public half.
///
/// # Panics
///
/// Its methods panic if the machine can't generate or use RSA keys at all.
#[derive(Clone)]
pub struct TestKey {
    key: Arc<SigningKey>,
    public: AlipayPublicKey,
}

impl TestKey {
    /// Generates a key of 2048 bits.
    ///
    /// # Panics
    ///
    /// If the machine has no source of randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self::generate_bits(2048).expect("this size is accepted")
    }

    /// Generates a key of another size. 2048, 3072 and 4096 bits are fast.
    ///
    /// # Errors
    ///
    /// [`PrivateKeyError::Size`]: not 1024 to 4096 bits.
    ///
    /// # Panics
    ///
    /// If the machine has no source of randomness.
    pub fn generate_bits(bits: usize) -> Result<Self, PrivateKeyError> {
        if !KEY_BITS.contains(&bits) {
            return Err(PrivateKeyError::Size { bits });
        }
        let key = SigningKey::generate(bits).expect("this machine can make RSA keys");
        Ok(Self::of(key).expect("a fresh key is a good one"))
    }

    /// Reads a private key: PEM (`PRIVATE KEY`, `RSA PRIVATE KEY`), or bare base64 of PKCS#8 or
    /// PKCS#1, as Alipay's own tool writes it.
    ///
    /// White space around and inside the text does not matter. Public keys and certificates that
    /// come with the private key in PEM are skipped.
    ///
    /// # Errors
    ///
    /// [`PrivateKeyError`] says what was found in place of a private key.
    pub fn parse(text: &str) -> Result<Self, PrivateKeyError> {
        key::parse(text).and_then(|der| Self::read(&der))
    }

    /// Reads the contents of a key file, whatever its form: DER (PKCS#8 or PKCS#1), or text as
    /// [`parse`](Self::parse) takes it.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_bytes(content: &[u8]) -> Result<Self, PrivateKeyError> {
        key::from_bytes(content).and_then(|der| Self::read(&der))
    }

    fn read(der: &PrivateDer) -> Result<Self, PrivateKeyError> {
        Self::of(SigningKey::read(der).map_err(|_| PrivateKeyError::Garbled)?)
    }

    fn of(key: SigningKey) -> Result<Self, PrivateKeyError> {
        let public = AlipayPublicKey::from_der(&key.public_spki)?;
        Ok(Self { key: Arc::new(key), public })
    }

    /// The size of the key in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.public.bits()
    }

    /// The public half, as a gateway is configured with it.
    #[must_use]
    pub fn public_key(&self) -> AlipayPublicKey {
        self.public.clone()
    }

    /// The public half as the console shows it: one line of base64.
    #[must_use]
    pub fn public_key_base64(&self) -> String {
        STANDARD.encode(&self.key.public_spki)
    }

    /// The public half as PEM.
    #[must_use]
    pub fn public_key_pem(&self) -> String {
        pem("PUBLIC KEY", &self.key.public_spki)
    }

    /// The public half as PEM of PKCS#1, `RSA PUBLIC KEY`.
    #[must_use]
    pub fn public_key_pkcs1_pem(&self) -> String {
        pem("RSA PUBLIC KEY", &self.key.public_pkcs1)
    }

    /// The public half as DER, a `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn public_key_der(&self) -> &[u8] {
        &self.key.public_spki
    }

    /// The private half as PEM of PKCS#8, `PRIVATE KEY`.
    #[must_use]
    pub fn private_key_pem(&self) -> String {
        pem("PRIVATE KEY", &self.key.pkcs8)
    }

    /// The private half as DER of PKCS#8, a `PrivateKeyInfo`.
    #[must_use]
    pub fn private_key_der(&self) -> &[u8] {
        &self.key.pkcs8
    }

    /// The private half as one line of base64 of PKCS#8: what Alipay's own tool offers for Java.
    #[must_use]
    pub fn private_key_base64(&self) -> String {
        STANDARD.encode(&*self.key.pkcs8)
    }

    /// The private half as PEM of PKCS#1, `RSA PRIVATE KEY`.
    #[must_use]
    pub fn private_key_pkcs1_pem(&self) -> String {
        pem("RSA PRIVATE KEY", &self.key.pkcs1)
    }

    /// The private half as one line of base64 of PKCS#1: what Alipay's own tool offers for other
    /// languages.
    #[must_use]
    pub fn private_key_pkcs1_base64(&self) -> String {
        STANDARD.encode(&*self.key.pkcs1)
    }

    /// Signs bytes as this `sign_type` does; the signature in base64.
    ///
    /// # Panics
    ///
    /// If the machine has no source of randomness.
    #[must_use]
    pub fn sign(&self, sign_type: SignType, content: &[u8]) -> String {
        let signature = match sign_type {
            SignType::Rsa2 => self.key.sign_rsa2(content),
            SignType::Rsa => self.key.sign_rsa(content),
        };
        STANDARD.encode(signature.expect("a sound key can sign"))
    }
}

impl fmt::Debug for TestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TestKey").field(&self.public).finish()
    }
}

/// PEM with `\n` as its line breaks.
fn pem(label: &str, der: &[u8]) -> String {
    pem::encode_config(&Pem::new(label, der), EncodeConfig::new().set_line_ending(LineEnding::LF))
}

/// Whether a key made a signature of `content`: the RSA step of a verifier, by itself.
///
/// Unlike a form, the content may be any bytes, such as those of a published test vector. RSA with
/// SHA-1 counts only for a key that [accepts it](AlipayPublicKey::accept_rsa).
#[must_use]
pub fn verifies(
    key: &AlipayPublicKey,
    sign_type: SignType,
    content: &[u8],
    signature: &[u8],
) -> bool {
    key.verifies(sign_type, content, signature)
}
