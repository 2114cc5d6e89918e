//! What was found in the place of a public key.

use thiserror::Error;

const WANTED: &str =
    "wanted is Alipay's public key (支付宝公钥): base64, PEM, DER, or its certificate";

/// Why something is no usable public key: what was found, and what is wanted. Nothing of it is
/// repeated.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// There is nothing.
    #[error("found nothing; {}. Copy it from the open platform's console", WANTED)]
    Empty,
    /// It is the path of a file.
    #[error("found the path of a file; {}. Read the file, and pass what is in it", WANTED)]
    Path,
    /// Its end is missing.
    #[error("found a truncated text: its end is missing; {}. Copy all of it", WANTED)]
    Truncated,
    /// It is neither PEM, base64 nor DER, or what it encodes makes no sense.
    #[error("found a garbled or unknown text; {}. Copy it again, unchanged", WANTED)]
    Garbled,
    /// It is a private key, or a private key is with it.
    #[error("found {found}; {}. Keep private keys out of the gateway", WANTED)]
    Private {
        /// Which form of private key.
        found: &'static str,
    },
    /// It is a public key of another algorithm, or a certificate with one.
    #[error("found {found}; {}, and it is an RSA key", WANTED)]
    NotRsa {
        /// Which algorithm.
        found: &'static str,
    },
    /// Its size is not one that is accepted.
    #[error("found an RSA key of {bits} bits; {}, of 1024 to 4096 bits", WANTED)]
    Size {
        /// Its size.
        bits: usize,
    },
    /// There are several keys, and nothing says which one is meant.
    #[error(
        "found several keys; {}. Parse each by itself, and join them with `AppKeys::or`",
        WANTED
    )]
    Several,
    /// It is an X.509 certificate, and the feature `certificates` is off.
    #[error(
        "found a certificate; enable the feature `certificates` of alipay-notify to read its key"
    )]
    Certificate,
    /// It is something else that is known.
    #[error("found {found}; {}", WANTED)]
    Other {
        /// What it is.
        found: &'static str,
    },
}
