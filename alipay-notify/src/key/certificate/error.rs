//! Why a certificate is none, or is not to be trusted.

use thiserror::Error;

use crate::key::KeyError;

/// Why a certificate can't be read, or does not lead to a root.
///
/// Errors of a chain name the certificate by its [`serial`](super::AlipayCertificate::serial).
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateError {
    /// The text can't be read, or the key in the certificate is none that is accepted.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It is a public key by itself.
    #[error(
        "found a public key; wanted is an X.509 certificate, such as alipayCertPublicKey_RSA2.crt"
    )]
    BareKey,
    /// It is not valid yet.
    #[error("the certificate {serial} is not valid yet; check the clock of this machine")]
    NotYetValid {
        /// Which certificate.
        serial: String,
    },
    /// It is not valid any more.
    #[error(
        "the certificate {serial} has expired; download the current one from the open platform's console"
    )]
    Expired {
        /// Which certificate.
        serial: String,
    },
    /// None of the given certificates is of its issuer.
    #[error(
        "the issuer of the certificate {serial} is not among the given ones; give its certificate, and the root (alipayRootCert.crt)"
    )]
    UnknownIssuer {
        /// Which certificate.
        serial: String,
    },
    /// The given issuer did not sign it.
    #[error(
        "the certificate {serial} is not signed by the given issuer, only by one of the same name"
    )]
    Signature {
        /// Which certificate.
        serial: String,
    },
    /// It is signed in another way than by RSA with SHA-256.
    #[error(
        "the certificate {serial} is not signed by RSA with SHA-256; no other signature is accepted"
    )]
    Algorithm {
        /// Which certificate.
        serial: String,
    },
    /// It issued another certificate, and is not allowed to.
    #[error("the certificate {serial} is none of an authority, but issued another")]
    NotAnAuthority {
        /// Which certificate.
        serial: String,
    },
    /// There are more authorities below it than it or this library allows.
    #[error("the chain below the certificate {serial} is longer than is allowed")]
    TooLong {
        /// Which certificate.
        serial: String,
    },
    /// It has an extension that must not be ignored, and that is not known here.
    #[error("the certificate {serial} has a critical extension that is not known")]
    Extension {
        /// Which certificate.
        serial: String,
    },
}
