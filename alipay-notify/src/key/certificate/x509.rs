//! A certificate, parsed: its dates, its key, and what it may be used for.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use rustls_pki_types::CertificateDer;
use x509_cert::Certificate;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::time::Validity;

use super::error::CertificateError;
use super::name::common_name;
use super::serial::alipay_serial;
use crate::key::error::KeyError;
use crate::key::kind::Kind;
use crate::key::public::AlipayPublicKey;
use crate::key::text;
use crate::signature::SignType;

/// sha256WithRSAEncryption.
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");

/// A certificate with an RSA key. Nothing is trusted yet.
pub(super) struct X509 {
    der: Vec<u8>,
    pub(super) key: AlipayPublicKey,
    pub(super) serial: String,
    /// Basic constraints, where it has any.
    constraints: Option<BasicConstraints>,
    parsed: Certificate,
}

impl X509 {
    /// Reads each certificate of a text, and leaves out those with a key of another algorithm.
    pub(super) fn parse_all(text: &str) -> Result<Vec<Self>, CertificateError> {
        Self::all_of(&text::decode(text)?)
    }

    /// Reads each certificate, and leaves out those with a key of another algorithm.
    pub(super) fn all_of(ders: &[Vec<u8>]) -> Result<Vec<Self>, CertificateError> {
        let certificates = ders.iter().map(|der| Self::of(der));
        certificates
            .filter(|it| !matches!(it, Err(CertificateError::Key(KeyError::NotRsa { .. }))))
            .collect()
    }

    /// Reads a certificate in DER.
    pub(super) fn of(der: &[u8]) -> Result<Self, CertificateError> {
        match Kind::of(der)? {
            Kind::Certificate => Ok(Self::of_certificate(der)?),
            Kind::RsaKey { .. } => Err(CertificateError::BareKey),
        }
    }

    /// Reads DER that looks like a certificate.
    pub(super) fn of_certificate(der: &[u8]) -> Result<Self, KeyError> {
        let parsed = Certificate::from_der(der).map_err(|_| KeyError::Garbled)?;
        let tbs = parsed.tbs_certificate();

        let spki = tbs.subject_public_key_info().to_der().map_err(|_| KeyError::Garbled)?;
        let Kind::RsaKey { bits } = Kind::of(&spki)? else { return Err(KeyError::Garbled) };
        let key = AlipayPublicKey::from_rsa(&spki, bits)?;
        let constraints = tbs.get_extension().map_err(|_| KeyError::Garbled)?;

        Ok(Self {
            der: der.to_vec(),
            key,
            serial: alipay_serial(&parsed),
            constraints: constraints.map(|(_critical, constraints)| constraints),
            parsed,
        })
    }

    pub(super) fn as_der(&self) -> CertificateDer<'_> {
        CertificateDer::from(self.der.as_slice())
    }

    pub(super) fn validity(&self) -> &Validity {
        self.parsed.tbs_certificate().validity()
    }

    pub(super) fn not_before(&self) -> SystemTime {
        UNIX_EPOCH + self.validity().not_before.to_unix_duration()
    }

    pub(super) fn not_after(&self) -> SystemTime {
        UNIX_EPOCH + self.validity().not_after.to_unix_duration()
    }

    /// Whether a time is within its dates.
    pub(super) fn check_dates(&self, at: SystemTime) -> Result<(), CertificateError> {
        if at < self.not_before() {
            return Err(CertificateError::NotYetValid { serial: self.serial.clone() });
        }
        if at > self.not_after() {
            return Err(CertificateError::Expired { serial: self.serial.clone() });
        }
        Ok(())
    }

    /// Whether it may issue certificates, as far as it says itself.
    pub(super) fn may_issue(&self) -> bool {
        self.is_authority() && self.may_sign_certificates()
    }

    /// Whether it calls itself an authority.
    pub(super) fn is_authority(&self) -> bool {
        self.constraints.as_ref().is_some_and(|constraints| constraints.ca)
    }

    /// Whether it is that of an app, which Alipay issues for `PID-APPID`.
    pub(super) fn is_of_app(&self) -> bool {
        let is_number = |text: &str| text.len() == 16 && text.bytes().all(|ch| ch.is_ascii_digit());
        let name = common_name(self.parsed.tbs_certificate().subject());
        name.as_deref().and_then(|name| name.split_once('-')).is_some_and(|(pid, app_id)| {
            is_number(pid) && pid.starts_with("2088") && is_number(app_id)
        })
    }

    /// Whether it limits how many authorities may be below it.
    pub(super) fn limits_path(&self) -> bool {
        self.constraints.as_ref().is_some_and(|it| it.path_len_constraint.is_some())
    }

    /// Whether its key may sign certificates, as far as its key usage says.
    pub(super) fn may_sign_certificates(&self) -> bool {
        match self.parsed.tbs_certificate().get_extension::<KeyUsage>() {
            Ok(usage) => usage.is_none_or(|(_critical, usage)| usage.key_cert_sign()),
            Err(_) => false,
        }
    }

    /// Whether it says that it is signed with RSA and SHA-256, both times that it says so.
    pub(super) fn uses_rsa_sha256(&self) -> bool {
        let algorithm = self.parsed.signature_algorithm();
        algorithm.oid == SHA256_WITH_RSA && algorithm == self.parsed.tbs_certificate().signature()
    }

    /// Whether it names that certificate as its issuer.
    pub(super) fn names_as_issuer(&self, issuer: &Self) -> bool {
        self.parsed.tbs_certificate().issuer() == issuer.parsed.tbs_certificate().subject()
    }

    /// Whether the key of that certificate signed it.
    pub(super) fn is_signed_by(&self, issuer: &Self) -> bool {
        let signed = self.parsed.tbs_certificate().to_der().unwrap_or_default();
        let signature = self.parsed.signature().as_bytes().unwrap_or_default();
        issuer.key.verifies(SignType::Rsa2, &signed, signature)
    }
}

impl PartialEq for X509 {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for X509 {}

impl fmt::Debug for X509 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("serial", &self.serial)
            .field("not_before", &format_args!("{}", self.validity().not_before))
            .field("not_after", &format_args!("{}", self.validity().not_after))
            .field("public_key", &self.key)
            .finish_non_exhaustive()
    }
}
