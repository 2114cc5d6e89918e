//! Why something is not a public key.

use thiserror::Error;

use super::found::{OtherAlgorithm, OtherForm, PrivateKeyForm};
use crate::debug::debug_as_display;

const EXPECTED: &str =
    "expected Alipay's public key (支付宝公钥) as base64, PEM, DER, or a certificate";

/// Why something is not a usable public key: what was found, and what is expected. Nothing of it is
/// repeated.
///
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints.
#[derive(Clone, Error, PartialEq, Eq)]
pub enum KeyError {
    /// Nothing is there.
    #[error("found nothing; {EXPECTED}. Copy it from the open platform's console")]
    Empty,
    /// It is the path of a file.
    #[error("found a file path; {EXPECTED}. Read the file and pass its contents")]
    Path,
    /// Its end is missing.
    #[error("found a truncated key: its end is missing; {EXPECTED}. Copy all of it")]
    Truncated,
    /// It is not PEM, base64 or DER, or what it encodes makes no sense.
    #[error("found garbled or unknown data; {EXPECTED}. Copy it again, unchanged")]
    Garbled,
    /// It is a private key, or contains one.
    #[error("found {found}; {EXPECTED}. Keep private keys out of the gateway")]
    Private {
        /// Its form.
        found: PrivateKeyForm,
    },
    /// It is a public key of another algorithm, or a certificate with such a key.
    #[error("found {found}; {EXPECTED}, and it has to be an RSA key")]
    NotRsa {
        /// Its algorithm.
        found: OtherAlgorithm,
    },
    /// Keys of its size are not accepted.
    #[error("found a {bits}-bit RSA key; {EXPECTED}, of 1024 to 4096 bits")]
    Size {
        /// Its size in bits.
        bits: usize,
    },
    /// There are several keys, and nothing says which one is meant.
    #[error(
        "found several keys; {EXPECTED}. Parse each one by itself and combine them with \
         `AppKeys::or`"
    )]
    Several,
    /// It is an X.509 certificate, and the feature `certificates` is off.
    #[error(
        "found a certificate; enable the feature `certificates` of alipay-notify to read its key"
    )]
    Certificate,
    /// It is the certificate of an authority, which does not sign messages.
    #[error("found the certificate of an authority, such as alipayRootCert.crt; {EXPECTED}")]
    Authority,
    /// It is the app's own certificate, whose key signs what the app sends.
    #[error(
        "found the app's own certificate, such as appCertPublicKey.crt; {EXPECTED}. Alipay's lies \
         next to it, as alipayCertPublicKey_RSA2.crt"
    )]
    OwnCertificate,
    /// It is recognised, but not read.
    #[error("found {found}; {EXPECTED}")]
    Other {
        /// What it is.
        found: OtherForm,
    },
}

debug_as_display!(KeyError);
