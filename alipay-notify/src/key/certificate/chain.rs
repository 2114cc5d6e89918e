//! From a certificate to a root, link by link.

use std::time::SystemTime;

use x509_cert::der::oid::AssociatedOid as _;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::{
    BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage, SubjectAltName,
};

use super::{AlipayCertificate, CertificateError};
use crate::signature::SignType;

/// Authorities between a certificate and its root. Alipay has one.
const DEPTH: usize = 4;

/// sha256WithRSAEncryption.
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");

/// The extensions that are honoured, or that say nothing about a chain.
const KNOWN: [ObjectIdentifier; 5] = [
    BasicConstraints::OID,
    KeyUsage::OID,
    ExtendedKeyUsage::OID,
    SubjectAltName::OID,
    CertificatePolicies::OID,
];

/// The certificates that a chain is looked for in.
pub(super) struct Search<'c> {
    pub(super) intermediates: &'c [AlipayCertificate],
    pub(super) roots: &'c [AlipayCertificate],
    pub(super) at: SystemTime,
}

impl Search<'_> {
    /// Whether `certificate`, with this many authorities below it, leads to a root. Where no way
    /// does, the error is that of the way tried first.
    pub(super) fn trust(
        &self,
        certificate: &AlipayCertificate,
        below: usize,
    ) -> Result<(), CertificateError> {
        certificate.in_force(self.at)?;
        certificate.extensions_are_known()?;
        if self.roots.contains(certificate) {
            return Ok(());
        }
        let mut first = None;
        let candidates = self.roots.iter().chain(self.intermediates);
        for issuer in candidates.filter(|issuer| issuer.is_named_issuer_of(certificate)) {
            let way = issuer
                .may_have_issued(certificate, below)
                .and_then(|()| self.trust(issuer, below + 1));
            match way {
                Ok(()) => return Ok(()),
                Err(error) => drop(first.get_or_insert(error)),
            }
        }
        Err(first.unwrap_or_else(|| CertificateError::UnknownIssuer {
            serial: certificate.serial().to_owned(),
        }))
    }
}

impl AlipayCertificate {
    fn in_force(&self, at: SystemTime) -> Result<(), CertificateError> {
        let serial = || self.serial().to_owned();
        if at < self.not_before() {
            return Err(CertificateError::NotYetValid { serial: serial() });
        }
        if at > self.not_after() {
            return Err(CertificateError::Expired { serial: serial() });
        }
        Ok(())
    }

    fn extensions_are_known(&self) -> Result<(), CertificateError> {
        let mut extensions = self.x509().tbs_certificate().extensions().into_iter().flatten();
        if extensions.any(|extension| extension.critical && !KNOWN.contains(&extension.extn_id)) {
            return Err(CertificateError::Extension { serial: self.serial().to_owned() });
        }
        Ok(())
    }

    fn is_named_issuer_of(&self, issued: &Self) -> bool {
        self.x509().tbs_certificate().subject() == issued.x509().tbs_certificate().issuer()
    }

    fn may_have_issued(&self, issued: &Self, below: usize) -> Result<(), CertificateError> {
        let limit = self.path_limit()?.min(DEPTH);
        if below > limit {
            return Err(CertificateError::TooLong { serial: self.serial().to_owned() });
        }
        self.signed(issued)
    }

    /// How many authorities may be below this one.
    fn path_limit(&self) -> Result<usize, CertificateError> {
        let refused = || CertificateError::NotAnAuthority { serial: self.serial().to_owned() };
        let constraints =
            self.constraints().filter(|constraints| constraints.ca).ok_or_else(refused)?;
        match self.x509().tbs_certificate().get_extension::<KeyUsage>() {
            Ok(None) => {}
            Ok(Some((_, usage))) if usage.key_cert_sign() => {}
            _ => return Err(refused()),
        }
        Ok(constraints.path_len_constraint.map_or(usize::MAX, usize::from))
    }

    fn signed(&self, issued: &Self) -> Result<(), CertificateError> {
        let (x509, serial) = (issued.x509(), || issued.serial().to_owned());
        let algorithm = x509.tbs_certificate().signature();
        // The algorithm is named twice, outside of what is signed as well.
        if algorithm.oid != SHA256_WITH_RSA || algorithm != x509.signature_algorithm() {
            return Err(CertificateError::Algorithm { serial: serial() });
        }
        let signature = x509.signature().as_bytes().unwrap_or_default();
        if !self.public_key().verifies(SignType::Rsa2, issued.to_be_signed(), signature) {
            return Err(CertificateError::Signature { serial: serial() });
        }
        Ok(())
    }
}
