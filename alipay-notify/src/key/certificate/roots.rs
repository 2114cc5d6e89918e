//! The certificates that are trusted because the operator says so.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use rustls_pki_types::TrustAnchor;
use webpki::anchor_from_trusted_cert;

use super::error::CertificateError;
use super::x509::X509;
use crate::key::error::KeyError;

/// Roots that certificates have to lead to, such as those in `alipayRootCert.crt`.
///
/// Parsed once and cheap to clone.
#[derive(Clone)]
pub struct RootCertificates(Arc<[Root]>);

/// One root, as a certificate and as what is used of it to verify others.
struct Root {
    x509: X509,
    anchor: TrustAnchor<'static>,
}

impl RootCertificates {
    /// Reads each certificate of a text, PEM or bare base64, and leaves out those with keys of
    /// other algorithms than RSA, as `alipayRootCert.crt` has.
    ///
    /// # Errors
    ///
    /// As [`AlipayCertificate::parse`](super::AlipayCertificate::parse), for the first that can't
    /// be read.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        let certificates = X509::parse_all(text)?;
        let roots: Result<Arc<[Root]>, KeyError> = certificates.into_iter().map(Root::of).collect();
        Ok(Self(roots?))
    }

    /// The serial number by which Alipay refers to them (`alipay_root_cert_sn`): those of each, in
    /// the order of the text, with `_` between them.
    #[must_use]
    pub fn serial(&self) -> String {
        self.all().map(|root| root.serial.as_str()).collect::<Vec<_>>().join("_")
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &X509> {
        self.0.iter().map(|root| &root.x509)
    }

    /// Those that may issue certificates at a time.
    pub(super) fn anchors(&self, at: SystemTime) -> Vec<TrustAnchor<'static>> {
        let usable =
            self.0.iter().filter(|root| root.x509.may_issue() && root.x509.check_dates(at).is_ok());
        usable.map(|root| root.anchor.clone()).collect()
    }
}

impl Root {
    fn of(x509: X509) -> Result<Self, KeyError> {
        let der = x509.as_der();
        let anchor = anchor_from_trusted_cert(&der).map_err(|_| KeyError::Garbled)?.to_owned();
        Ok(Self { x509, anchor })
    }
}

impl fmt::Debug for RootCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootCertificates")?;
        f.debug_list().entries(self.all()).finish()
    }
}
