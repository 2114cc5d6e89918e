//! Alipay's public key in a certificate.

mod blame;
mod chain;
mod error;
mod name;
mod roots;
mod serial;
mod x509;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub use error::CertificateError;
pub use roots::RootCertificates;

use self::chain::Chain;
use self::x509::X509;
use super::error::KeyError;
use super::public::AlipayPublicKey;
use super::text;

/// An X.509 certificate with an RSA key, such as `alipayCertPublicKey_RSA2.crt`, which an app in
/// certificate mode downloads instead of a public key.
///
/// To read its key, [`AlipayPublicKey::parse`] is enough. This type also knows when the certificate
/// expires, by which serial number Alipay refers to it, and whether it leads to a root that you
/// trust. It is never the certificate of an authority or of an app, which sign no message.
///
/// It is parsed once and cheap to clone. `Debug` shows its serial number, its dates and the
/// fingerprint of its key.
///
/// ```no_run
/// # use alipay_notify::Verifier;
/// # use alipay_notify::key::{AlipayCertificate, RootCertificates};
/// # use std::{fs, time::{Duration, SystemTime}};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let file = fs::read_to_string("alipayCertPublicKey_RSA2.crt")?;
/// let certificate = AlipayCertificate::parse(&file)?;
/// let roots = RootCertificates::parse(&fs::read_to_string("alipayRootCert.crt")?)?;
///
/// certificate.verify_chain(&roots, SystemTime::now())?;
/// if !certificate.is_valid_at(SystemTime::now() + Duration::from_secs(30 * 24 * 60 * 60)) {
///     eprintln!("the certificate {} expires within 30 days", certificate.serial());
/// }
/// let verifier = Verifier::new(certificate.public_key());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AlipayCertificate {
    leaf: Arc<X509>,
    /// What came after it: its issuers.
    issuers: Arc<[X509]>,
}

impl AlipayCertificate {
    /// Reads a certificate in PEM or bare base64.
    ///
    /// Of several the first one counts, as in Alipay's own SDKs. Those after it are its issuers,
    /// which [`verify_chain`](Self::verify_chain) needs; issuers with keys of other algorithms than
    /// RSA are left out.
    ///
    /// # Errors
    ///
    /// [`CertificateError::BareKey`] for a key without a certificate, [`CertificateError::Key`] for
    /// anything else: it says what was found, or what is wrong with the key of the certificate. The
    /// certificate of an authority is rejected as well ([`KeyError::Authority`]), and so is the
    /// app's own ([`KeyError::OwnCertificate`]).
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        let found = text::decode(text)?;
        let [first, rest @ ..] = found.as_slice() else { return Err(KeyError::Empty.into()) };
        let certificate = Self::from_der(first)?;
        Ok(Self { issuers: X509::all_of(rest)?.into(), ..certificate })
    }

    /// Reads a certificate in DER.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        Ok(Self::of(X509::of(der)?)?)
    }

    /// Reads DER that looks like a certificate.
    pub(super) fn from_certificate(der: &[u8]) -> Result<Self, KeyError> {
        Self::of(X509::of_certificate(der)?)
    }

    fn of(leaf: X509) -> Result<Self, KeyError> {
        if leaf.is_authority() {
            return Err(KeyError::Authority);
        }
        if leaf.is_of_app() {
            return Err(KeyError::OwnCertificate);
        }
        Ok(Self { leaf: Arc::new(leaf), issuers: Arc::default() })
    }

    /// The key in DER that is an app's certificate.
    pub(super) fn key_of_app(der: &[u8]) -> Option<AlipayPublicKey> {
        let leaf = X509::of(der).ok().filter(X509::is_of_app)?;
        Some(leaf.key)
    }

    /// The key in it.
    #[must_use]
    pub fn public_key(&self) -> AlipayPublicKey {
        self.leaf.key.clone()
    }

    /// The first second at which it is valid.
    #[must_use]
    pub fn not_before(&self) -> SystemTime {
        self.leaf.not_before()
    }

    /// The last second at which it is valid.
    #[must_use]
    pub fn not_after(&self) -> SystemTime {
        self.leaf.not_after()
    }

    /// Whether a time is within its dates.
    #[must_use]
    pub fn is_valid_at(&self, time: SystemTime) -> bool {
        self.leaf.check_dates(time).is_ok()
    }

    /// The serial number by which Alipay refers to it (`alipay_cert_sn`): the MD5 digest of its
    /// issuer's name and its X.509 serial number in decimal, in lower-case hexadecimal.
    ///
    /// The name is written as by `X500Principal.getName()` in the official SDK for Java: RFC 2253,
    /// the most specific part first (`CN=…,OU=…,O=…,C=CN`). The official SDKs for other languages
    /// agree as long as the name has plain letters in those four parts, as Alipay's issuers have;
    /// for others, such as a name with a comma, they differ from Java's and from one another.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.leaf.serial
    }

    /// Checks that one of `roots` vouches for this certificate at a time, directly or through the
    /// issuers that came with it.
    ///
    /// Checked for each certificate up to the root: the signature of its issuer (RSA with SHA-256),
    /// its dates, that it has no unknown critical extension, and that each issuer, including the
    /// root, is an authority (basic constraints, key usage, length of the path, name constraints).
    /// A certificate that is itself one of `roots` is trusted within its dates. Its subject, its
    /// extended key usage and revocation are not checked.
    ///
    /// # Errors
    ///
    /// - [`CertificateError::NotYetValid`], [`CertificateError::Expired`]: a certificate's dates.
    /// - [`CertificateError::UnknownIssuer`]: a certificate of the chain is missing.
    /// - [`CertificateError::Signature`], [`CertificateError::Algorithm`]: a certificate is not
    ///   signed as it must be.
    /// - [`CertificateError::NotAnAuthority`], [`CertificateError::TooLong`]: an issuer is not
    ///   allowed to be one.
    /// - [`CertificateError::Extension`], [`CertificateError::Invalid`]: an unknown critical
    ///   extension, or another breach of the rules of X.509.
    /// - [`CertificateError::TooManyIssuers`]: more issuers than are tried.
    pub fn verify_chain(
        &self,
        roots: &RootCertificates,
        at: SystemTime,
    ) -> Result<(), CertificateError> {
        Chain { leaf: &self.leaf, issuers: &self.issuers, roots }.verify(at)
    }
}

impl PartialEq for AlipayCertificate {
    fn eq(&self, other: &Self) -> bool {
        self.leaf == other.leaf
    }
}

impl Eq for AlipayCertificate {}

impl fmt::Debug for AlipayCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Alipay")?;
        self.leaf.fmt(f)
    }
}
