//! The app's own private key.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::kind::private_bits;
use super::private_key::{self, PrivateDer, PrivateKeyError};
use crate::crypto::Signer;

/// The private key of the app (应用私钥), with which it signs what it sends to Alipay: RSA2. Its
/// public half is in the console as 应用公钥.
///
/// Receiving over HTTP needs none but to
/// [activate](crate::gateway::GatewayBuilder::activation) the gateway. Cheap to clone; `Debug`
/// shows nothing of it.
#[derive(Clone)]
pub struct AppPrivateKey(Arc<Pair>);

struct Pair {
    signer: Signer,
    public: String,
}

impl AppPrivateKey {
    /// Reads a private key: PEM (`PRIVATE KEY`, `RSA PRIVATE KEY`), or bare base64 of PKCS#8 or
    /// PKCS#1, as Alipay's own tool writes it.
    ///
    /// # Errors
    ///
    /// [`PrivateKeyError`] says what was found in place of a private key.
    pub fn parse(text: &str) -> Result<Self, PrivateKeyError> {
        private_key::parse(text).and_then(|der| Self::of(&der))
    }

    /// Reads the contents of a key file, whatever its form: DER (PKCS#8 or PKCS#1), or text as
    /// [`parse`](Self::parse) takes it.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_bytes(content: &[u8]) -> Result<Self, PrivateKeyError> {
        private_key::from_bytes(content).and_then(|der| Self::of(&der))
    }

    fn of(der: &PrivateDer) -> Result<Self, PrivateKeyError> {
        let (PrivateDer::Pkcs1(bytes) | PrivateDer::Pkcs8(bytes)) = der;
        if let Some(bits @ ..2048) = private_bits(bytes) {
            return Err(PrivateKeyError::TooSmall { bits });
        }
        let signer = Signer::read(der).map_err(|_| PrivateKeyError::Garbled)?;
        let spki = signer.spki().map_err(|_| PrivateKeyError::Garbled)?;
        Ok(Self(Arc::new(Pair { signer, public: STANDARD.encode(spki) })))
    }

    /// Its public half (应用公钥), as the console has it: a `SubjectPublicKeyInfo` in base64, on one
    /// line.
    #[must_use]
    pub fn public_key_base64(&self) -> &str {
        &self.0.public
    }

    /// Signs as `sign_type=RSA2` does; the signature in base64. `None` where the machine has no
    /// source of randomness.
    #[must_use]
    pub fn sign(&self, content: &[u8]) -> Option<String> {
        self.0.signer.sign(content).ok().map(|signature| STANDARD.encode(signature))
    }
}

impl fmt::Debug for AppPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppPrivateKey")
    }
}
