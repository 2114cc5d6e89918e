//! RSA signatures, by the backend that the features choose. Nothing outside this folder knows which.

pub(crate) mod aes;
#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(all(feature = "rsa", not(feature = "aws-lc-rs")))]
mod pure;

#[cfg(feature = "aws-lc-rs")]
use aws_lc as backend;
#[cfg(all(feature = "rsa", not(feature = "aws-lc-rs")))]
use pure as backend;

#[cfg(not(any(feature = "aws-lc-rs", feature = "rsa")))]
compile_error!(
    "alipay-notify needs a backend for signatures: enable the feature `aws-lc-rs` (the default) or `rsa` (pure Rust)"
);

#[cfg(feature = "testing")]
pub(crate) use backend::SigningKey;
pub(crate) use backend::{PublicKey, sha256};

/// The key sizes that are accepted, in bits.
pub(crate) const KEY_BITS: std::ops::RangeInclusive<usize> = 1024..=4096;

/// The digest that a signature is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digest {
    /// SHA-256: RSA2.
    Sha256,
    /// SHA-1: RSA.
    Sha1,
}

/// Why a DER text is no usable key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyRejected {
    /// It is no RSA public key.
    NotRsa,
    /// It is one, of a size outside [`KEY_BITS`].
    Size {
        /// Its size.
        bits: usize,
    },
}
