//! Private keys, for tests.

use ::rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, EncodeRsaPublicKey};
use ::rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use ::rsa::rand_core::OsRng;
use ::rsa::sha2::Sha256;
use ::rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::{KeyRejected, sha1, sha256};
use crate::key::PrivateDer;

/// A private key, in each of its forms.
///
/// The crate `rsa` does what AWS-LC does not: keys of other sizes, PKCS#1, signatures with SHA-1.
pub(crate) struct SigningKey {
    key: RsaPrivateKey,
    #[cfg(feature = "aws-lc-rs")]
    fast: Option<super::aws_lc::Signer>,
    pub(crate) pkcs8: Zeroizing<Vec<u8>>,
    pub(crate) pkcs1: Zeroizing<Vec<u8>>,
    pub(crate) public_spki: Vec<u8>,
    pub(crate) public_pkcs1: Vec<u8>,
}

impl SigningKey {
    /// Generates a key of that many bits.
    pub(crate) fn generate(bits: usize) -> Result<Self, KeyRejected> {
        #[cfg(feature = "aws-lc-rs")]
        if let Some(der) = super::aws_lc::generate(bits) {
            return Self::of(RsaPrivateKey::from_pkcs8_der(&der?).map_err(|_| KeyRejected)?);
        }
        Self::of(RsaPrivateKey::new(&mut OsRng, bits).map_err(|_| KeyRejected)?)
    }

    /// Reads a private key.
    pub(crate) fn read(der: &PrivateDer) -> Result<Self, KeyRejected> {
        let key = match der {
            PrivateDer::Pkcs1(der) => RsaPrivateKey::from_pkcs1_der(der).ok(),
            PrivateDer::Pkcs8(der) => RsaPrivateKey::from_pkcs8_der(der).ok(),
        };
        Self::of(key.ok_or(KeyRejected)?)
    }

    fn of(key: RsaPrivateKey) -> Result<Self, KeyRejected> {
        let pkcs8 =
            Zeroizing::new(key.to_pkcs8_der().map_err(|_| KeyRejected)?.as_bytes().to_vec());
        let pkcs1 =
            Zeroizing::new(key.to_pkcs1_der().map_err(|_| KeyRejected)?.as_bytes().to_vec());
        let public = key.to_public_key();
        Ok(Self {
            #[cfg(feature = "aws-lc-rs")]
            fast: super::aws_lc::Signer::from_pkcs8(&pkcs8),
            public_spki: public.to_public_key_der().map_err(|_| KeyRejected)?.into_vec(),
            public_pkcs1: public.to_pkcs1_der().map_err(|_| KeyRejected)?.into_vec(),
            key,
            pkcs8,
            pkcs1,
        })
    }

    /// Signs `content` as RSA2 does.
    pub(crate) fn sign_rsa2(&self, content: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        #[cfg(feature = "aws-lc-rs")]
        if let Some(fast) = &self.fast {
            return fast.sign(content);
        }
        self.key.sign(Pkcs1v15Sign::new::<Sha256>(), &sha256(content)).map_err(|_| KeyRejected)
    }

    /// Signs `content` as RSA does.
    pub(crate) fn sign_rsa(&self, content: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        self.key.sign(Pkcs1v15Sign::new::<Sha1>(), &sha1(content)).map_err(|_| KeyRejected)
    }
}
