//! Why a certificate is rejected.

use thiserror::Error;

use crate::debug::debug_as_display;
use crate::key::error::KeyError;

/// Why a certificate can't be read, or does not lead to a root.
///
/// Errors of a chain name the certificate by its [`serial`](super::AlipayCertificate::serial).
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints.
#[derive(Clone, Error, PartialEq, Eq)]
pub enum CertificateError {
    /// It can't be read, its key is not accepted, or it is the certificate of an authority
    /// ([`KeyError::Authority`]).
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It is a public key without a certificate.
    #[error(
        "found a public key; expected an X.509 certificate, such as alipayCertPublicKey_RSA2.crt"
    )]
    BareKey,
    /// It is not valid yet.
    #[error("the certificate {serial} is not valid yet; check the clock of this machine")]
    NotYetValid {
        /// Which certificate.
        serial: String,
    },
    /// It is no longer valid.
    #[error(
        "the certificate {serial} has expired; download the current one from the open platform's \
         console"
    )]
    Expired {
        /// Which certificate.
        serial: String,
    },
    /// The certificate of its issuer is missing.
    #[error(
        "the issuer of the certificate {serial} is missing; append its certificate, and check that \
         the root is the right one (alipayRootCert.crt)"
    )]
    UnknownIssuer {
        /// Which certificate.
        serial: String,
    },
    /// The issuer did not sign it.
    #[error("the certificate {serial} was not signed by its issuer, only by one of the same name")]
    Signature {
        /// Which certificate.
        serial: String,
    },
    /// Its signature is not RSA with SHA-256.
    #[error(
        "the certificate {serial} is not signed with RSA and SHA-256, the only accepted algorithm"
    )]
    Algorithm {
        /// Which certificate.
        serial: String,
    },
    /// It issued another certificate, which it is not allowed to do.
    #[error("the certificate {serial} issued another one, but is not that of an authority")]
    NotAnAuthority {
        /// Which certificate.
        serial: String,
    },
    /// There are more authorities below it than are allowed.
    #[error("the chain below the certificate {serial} is too long")]
    TooLong {
        /// Which certificate.
        serial: String,
    },
    /// It has an unknown extension that must not be ignored.
    #[error("the certificate {serial} has an unknown critical extension")]
    Extension {
        /// Which certificate.
        serial: String,
    },
    /// It breaks the rules of X.509 version 3, or those of an issuer's name constraints.
    #[error("the certificate {serial} breaks the rules of X.509")]
    Invalid {
        /// Which certificate.
        serial: String,
    },
    /// There are too many issuers to try.
    #[error(
        "too many issuers come with the certificate, or have the same name; keep those between it \
         and the root, at most {limit}"
    )]
    TooManyIssuers {
        /// How many issuers are accepted.
        limit: usize,
    },
}

debug_as_display!(CertificateError);
