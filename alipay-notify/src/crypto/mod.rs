//! RSA signatures, by the backends that the features enable, and AES. Nothing outside this folder
//! knows which library does it.

pub(crate) mod aes;
#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(feature = "rsa")]
mod pure;
#[cfg(feature = "testing")]
mod signing;

#[cfg(not(any(feature = "aws-lc-rs", feature = "rsa")))]
compile_error!(
    "alipay-notify needs a backend for signatures: enable the feature `aws-lc-rs` (the default) or \
     `rsa` (pure Rust)"
);

#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc::{Signer, sha1, sha256};
#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) use pure::{Signer, sha1, sha256};
#[cfg(feature = "testing")]
pub(crate) use signing::SigningKey;

/// The key sizes that are accepted, in bits.
pub(crate) const KEY_BITS: std::ops::RangeInclusive<usize> = 1024..=4096;

/// The library that does the RSA arithmetic: a feature each.
///
/// If both are enabled, AWS-LC is used unless
/// [`AlipayPublicKey::with_backend`](crate::key::AlipayPublicKey::with_backend) chooses for a key.
/// They accept the same signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Backend {
    /// AWS-LC, through the crate `aws-lc-rs`: the fastest.
    #[cfg(feature = "aws-lc-rs")]
    AwsLc,
    /// The crate `rsa` of `RustCrypto`, in pure Rust.
    #[cfg(feature = "rsa")]
    RustCrypto,
}

impl Backend {
    /// Those that are enabled, the default first.
    pub const ENABLED: &[Self] = &[
        #[cfg(feature = "aws-lc-rs")]
        Self::AwsLc,
        #[cfg(feature = "rsa")]
        Self::RustCrypto,
    ];
}

/// A public key, parsed by one backend.
pub(crate) enum PublicKey {
    #[cfg(feature = "aws-lc-rs")]
    AwsLc(aws_lc::PublicKey),
    #[cfg(feature = "rsa")]
    RustCrypto(pure::PublicKey),
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo` or `RSAPublicKey`.
    pub(crate) fn from_der(backend: Backend, der: &[u8]) -> Result<Self, KeyRejected> {
        match backend {
            #[cfg(feature = "aws-lc-rs")]
            Backend::AwsLc => aws_lc::PublicKey::from_der(der).map(Self::AwsLc),
            #[cfg(feature = "rsa")]
            Backend::RustCrypto => pure::PublicKey::from_der(der).map(Self::RustCrypto),
        }
    }

    /// The size of the modulus.
    pub(crate) fn bits(&self) -> usize {
        match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc(key) => key.bits(),
            #[cfg(feature = "rsa")]
            Self::RustCrypto(key) => key.bits(),
        }
    }

    /// The `SubjectPublicKeyInfo` in DER, whatever was read.
    pub(crate) fn spki(&self) -> Result<Vec<u8>, KeyRejected> {
        match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc(key) => key.spki(),
            #[cfg(feature = "rsa")]
            Self::RustCrypto(key) => key.spki(),
        }
    }

    /// Whether this key made the signature of a content.
    pub(crate) fn verifies(&self, digest: &Digest, signature: &[u8]) -> bool {
        match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc(key) => key.verifies(digest, signature),
            #[cfg(feature = "rsa")]
            Self::RustCrypto(key) => key.verifies(digest, signature),
        }
    }

    /// About how many microseconds that takes on a server of today.
    pub(crate) fn cost(&self) -> usize {
        let of_2048_bits = match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc(_) => 16,
            #[cfg(feature = "rsa")]
            Self::RustCrypto(_) => 180,
        };
        of_2048_bits * self.bits().pow(2) / 2048_usize.pow(2)
    }
}

/// What is signed of a content: made once, for as many keys as there are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Digest {
    /// By SHA-256, for RSA2.
    Sha256([u8; 32]),
    /// By SHA-1, for RSA.
    Sha1([u8; 20]),
}

/// A backend does not accept a key, or can't generate one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyRejected;
