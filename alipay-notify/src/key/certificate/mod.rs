//! Alipay's public key in a certificate.

mod chain;
mod error;
mod name;
mod serial;

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub use error::CertificateError;
use x509_cert::Certificate;
use x509_cert::der::{Decode as _, Encode as _, Header, Reader as _, SliceReader};
use x509_cert::ext::pkix::BasicConstraints;

use self::chain::Search;
use crate::key::{self, AlipayPublicKey, KeyError, Kind};

/// An X.509 certificate with an RSA key, such as `alipayCertPublicKey_RSA2.crt`, which an app in
/// certificate mode downloads in the place of a public key.
///
/// To read its key, [`AlipayPublicKey::parse`] is enough. This type also tells when the certificate
/// ends, which serial number Alipay knows it by, and whether it leads to a root that you trust.
///
/// It is parsed once and cheap to clone. `Debug` shows its serial number, its dates and the
/// fingerprint of its key.
///
/// ```no_run
/// # use alipay_notify::key::AlipayCertificate;
/// # use alipay_notify::{KeyRing, Verifier};
/// # use std::{fs, time::{Duration, SystemTime}};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let certificates = AlipayCertificate::parse_all(&fs::read_to_string("alipayCertPublicKey_RSA2.crt")?)?;
/// let roots = AlipayCertificate::parse_all(&fs::read_to_string("alipayRootCert.crt")?)?;
/// let certificate = certificates.first().ok_or("no certificate")?;
///
/// certificate.verify_chain(&certificates, &roots, SystemTime::now())?;
/// if !certificate.is_valid_at(SystemTime::now() + Duration::from_secs(30 * 24 * 60 * 60)) {
///     eprintln!("the certificate {} ends within 30 days", certificate.serial());
/// }
/// let verifier = Verifier::new(certificate.public_key());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AlipayCertificate(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    x509: Certificate,
    key: AlipayPublicKey,
    serial: String,
}

impl AlipayCertificate {
    /// Reads a certificate in PEM, or in bare base64. Of several the first one counts, as in
    /// Alipay's own SDKs.
    ///
    /// # Errors
    ///
    /// [`CertificateError::BareKey`] for a key without a certificate, [`CertificateError::Key`] for
    /// anything else: it says what was found, or what is wrong with the key of the certificate.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        let found = key::decode(text)?;
        found.first().ok_or(KeyError::Empty.into()).and_then(|der| Self::from_der(der))
    }

    /// Reads each certificate of a text that has an RSA key, and leaves out those with another:
    /// `alipayRootCert.crt` holds roots of several algorithms.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), for the first that can't be read.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, CertificateError> {
        let certificates = key::decode(text)?.into_iter().map(|der| Self::from_der(&der));
        certificates
            .filter(|it| !matches!(it, Err(CertificateError::Key(KeyError::NotRsa { .. }))))
            .collect()
    }

    /// Reads a certificate in DER.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        match Kind::of(der)? {
            Kind::Certificate => Ok(Self(Arc::new(Parsed::of(der)?))),
            Kind::RsaKey { .. } => Err(CertificateError::BareKey),
        }
    }

    /// The key in it.
    #[must_use]
    pub fn public_key(&self) -> AlipayPublicKey {
        self.0.key.clone()
    }

    /// When it begins to be valid.
    #[must_use]
    pub fn not_before(&self) -> SystemTime {
        UNIX_EPOCH + self.x509().tbs_certificate().validity().not_before.to_unix_duration()
    }

    /// When it ends to be valid: this second still belongs to it.
    #[must_use]
    pub fn not_after(&self) -> SystemTime {
        UNIX_EPOCH + self.x509().tbs_certificate().validity().not_after.to_unix_duration()
    }

    /// Whether a time is within its dates.
    #[must_use]
    pub fn is_valid_at(&self, time: SystemTime) -> bool {
        (self.not_before()..=self.not_after()).contains(&time)
    }

    /// The serial number that Alipay knows it by (`alipay_cert_sn`), which is none of X.509: the
    /// MD5 digest of the issuer's name and the certificate's own number in decimal, in
    /// lower-case hexadecimal.
    ///
    /// The name is written as by `X500Principal.getName()` in the official SDK for Java: RFC 2253,
    /// the most specific part in front (`CN=…,OU=…,O=…,C=CN`). The official SDKs for other
    /// languages agree as long as the name has plain letters in those four parts, as Alipay's
    /// issuers have; for others, such as a name with a comma, they differ from Java's and
    /// from one another.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.0.serial
    }

    /// Checks that one of `roots` vouches for this certificate, through any of `intermediates`, at
    /// a time.
    ///
    /// Checked for each certificate of the chain: that its issuer signed it (RSA with SHA-256), its
    /// dates, that it has no critical extension that is not known, and that each issuer, a root
    /// included, is an authority (basic constraints, key usage, length of the path). A
    /// certificate that is itself among `roots` is trusted within its dates. Neither its
    /// subject nor a revocation is looked at.
    ///
    /// # Errors
    ///
    /// - [`CertificateError::NotYetValid`], [`CertificateError::Expired`]: a certificate's dates.
    /// - [`CertificateError::UnknownIssuer`]: a certificate of the chain is missing.
    /// - [`CertificateError::Signature`], [`CertificateError::Algorithm`]: a certificate is not
    ///   signed as it must be.
    /// - [`CertificateError::NotAnAuthority`], [`CertificateError::TooLong`]: an issuer is not
    ///   entitled to be one.
    /// - [`CertificateError::Extension`]: an unknown critical extension.
    pub fn verify_chain(
        &self,
        intermediates: &[Self],
        roots: &[Self],
        at: SystemTime,
    ) -> Result<(), CertificateError> {
        Search { intermediates, roots, at }.trust(self, 0)
    }

    fn x509(&self) -> &Certificate {
        &self.0.x509
    }

    /// The part that is signed, as it was written.
    fn to_be_signed(&self) -> &[u8] {
        let part = || {
            let mut reader = SliceReader::new(&self.0.der).ok()?;
            Header::decode(&mut reader).ok()?;
            reader.tlv_bytes().ok()
        };
        part().unwrap_or_default()
    }

    fn constraints(&self) -> Option<BasicConstraints> {
        Some(self.x509().tbs_certificate().get_extension().ok()??.1)
    }
}

/// The key of a certificate that messages may be signed with: one of an authority signs none.
pub(crate) fn signing_key(der: &[u8]) -> Result<AlipayPublicKey, KeyError> {
    let parsed = AlipayCertificate(Arc::new(Parsed::of(der)?));
    if parsed.constraints().is_some_and(|constraints| constraints.ca) {
        return Err(KeyError::Other {
            found: "the certificate of an authority, such as alipayRootCert.crt",
        });
    }
    Ok(parsed.public_key())
}

impl Parsed {
    fn of(der: &[u8]) -> Result<Self, KeyError> {
        let x509 = Certificate::from_der(der).map_err(|_| KeyError::Garbled)?;
        let spki = x509
            .tbs_certificate()
            .subject_public_key_info()
            .to_der()
            .map_err(|_| KeyError::Garbled)?;
        let key = AlipayPublicKey::from_der(&spki)?;
        Ok(Self { der: der.to_vec(), key, serial: serial::alipay_serial(&x509), x509 })
    }
}

impl PartialEq for AlipayCertificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for AlipayCertificate {}

impl fmt::Debug for AlipayCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let validity = self.x509().tbs_certificate().validity();
        f.debug_struct("AlipayCertificate")
            .field("serial", &self.serial())
            .field("not_before", &format_args!("{}", validity.not_before))
            .field("not_after", &format_args!("{}", validity.not_after))
            .field("public_key", &self.0.key)
            .finish()
    }
}
