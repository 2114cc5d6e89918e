//! Which certificate an error of `webpki` is about: it does not say.

use std::time::SystemTime;

use webpki::{EndEntityCert, Error};

use super::error::CertificateError;
use super::x509::X509;

/// A path that was rejected at a time, by its names alone: the certificate, its issuer and so on,
/// and at its end a root if one has the right name.
pub(super) struct Blame<'c> {
    pub(super) path: Vec<&'c X509>,
    pub(super) at: SystemTime,
}

impl Blame<'_> {
    /// The error, with the certificate that it is about.
    pub(super) fn explain(&self, error: &Error) -> CertificateError {
        match error {
            Error::UnknownIssuer => self.no_issuer(),
            Error::CertNotValidYet { .. } => {
                CertificateError::NotYetValid { serial: self.first(|it| self.at < it.not_before()) }
            }
            Error::CertExpired { .. } => {
                CertificateError::Expired { serial: self.first(|it| self.at > it.not_after()) }
            }
            Error::InvalidSignatureForPublicKey
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
                CertificateError::Signature { serial: self.unsigned() }
            }
            Error::UnsupportedSignatureAlgorithmContext(_) | Error::SignatureAlgorithmMismatch => {
                CertificateError::Algorithm { serial: self.first(|it| !it.uses_rsa_sha256()) }
            }
            Error::EndEntityUsedAsCa => {
                let is_leaf = |it: &X509| self.path.first().is_some_and(|leaf| *leaf == it);
                let serial = self.first(|it| !is_leaf(it) && !it.may_issue());
                CertificateError::NotAnAuthority { serial }
            }
            Error::PathLenConstraintViolated | Error::MaximumPathDepthExceeded => {
                CertificateError::TooLong { serial: self.first(X509::limits_path) }
            }
            Error::UnsupportedCriticalExtension => {
                CertificateError::Extension { serial: self.unreadable() }
            }
            _ => CertificateError::Invalid { serial: self.unreadable() },
        }
    }

    /// The issuer of the last certificate is missing, unless that is a root that may not be used.
    fn no_issuer(&self) -> CertificateError {
        let Some(last) = self.path.last().filter(|_| self.path.len() > 1) else {
            return CertificateError::UnknownIssuer { serial: self.first(|_| true) };
        };

        let serial = last.serial.clone();
        if !last.may_issue() {
            return CertificateError::NotAnAuthority { serial };
        }
        last.check_dates(self.at).err().unwrap_or(CertificateError::UnknownIssuer { serial })
    }

    /// The first certificate that the next one did not sign.
    fn unsigned(&self) -> String {
        let mut links = self.path.windows(2);
        let unsigned = links.find(|link| !link[0].is_signed_by(link[1]));
        unsigned.map_or_else(|| self.first(|_| true), |link| link[0].serial.clone())
    }

    /// The first certificate that `webpki` does not read.
    fn unreadable(&self) -> String {
        self.first(|it| EndEntityCert::try_from(&it.as_der()).is_err())
    }

    /// The first certificate of which something is true. If there is none, since `webpki` took a
    /// path through others of the same names, it is the one that was to be verified.
    fn first(&self, is_true: impl Fn(&X509) -> bool) -> String {
        let found = self.path.iter().find(|it| is_true(it)).or(self.path.first());
        found.map(|it| it.serial.clone()).unwrap_or_default()
    }
}
