//! From a certificate to a root. `webpki` finds the path and checks it; signatures are checked by
//! the backend that checks messages, for keys of every size that messages are signed with.

use std::time::{SystemTime, UNIX_EPOCH};

use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm,
    UnixTime, alg_id,
};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath};

use super::blame::Blame;
use super::error::CertificateError;
use super::roots::RootCertificates;
use super::x509::X509;
use crate::key::kind::Kind;
use crate::key::public::AlipayPublicKey;
use crate::signature::SignType;

/// How many issuers may come with a certificate: as many as `webpki` accepts in a path. Alipay's
/// has one. If all have the same name, `webpki` tries them in every order.
const MAX_ISSUERS: usize = 6;

/// A certificate, and what may lead from it to a root.
pub(super) struct Chain<'c> {
    pub(super) leaf: &'c X509,
    pub(super) issuers: &'c [X509],
    pub(super) roots: &'c RootCertificates,
}

impl<'c> Chain<'c> {
    /// Whether a path leads to a root at a time.
    pub(super) fn verify(&self, at: SystemTime) -> Result<(), CertificateError> {
        let too_many = CertificateError::TooManyIssuers { limit: MAX_ISSUERS };
        if self.issuers.len() > MAX_ISSUERS {
            return Err(too_many);
        }

        if self.roots.all().any(|root| root == self.leaf) {
            return self.leaf.check_dates(at);
        }

        self.find_path(at).map_err(|error| match error {
            Error::MaximumSignatureChecksExceeded
            | Error::MaximumPathBuildCallsExceeded
            | Error::MaximumNameConstraintComparisonsExceeded => too_many,
            error => Blame { path: self.named(), at }.explain(&error),
        })
    }

    fn find_path(&self, at: SystemTime) -> Result<(), Error> {
        let leaf = self.leaf.as_der();
        let leaf = EndEntityCert::try_from(&leaf)?;
        let issuers: Vec<CertificateDer<'_>> = self.issuers.iter().map(X509::as_der).collect();
        let anchors = self.roots.anchors(at);
        let time = UnixTime::since_unix_epoch(at.duration_since(UNIX_EPOCH).unwrap_or_default());

        let check_path = |path: &VerifiedPath<'_>| self.check_key_usage(path);
        leaf.verify_for_usage(
            &[&RsaSha256],
            &anchors,
            &issuers,
            time,
            AnyPurpose,
            None,
            Some(&check_path),
        )?;
        Ok(())
    }

    /// `webpki` takes an authority for one whatever its key usage says.
    fn check_key_usage(&self, path: &VerifiedPath<'_>) -> Result<(), Error> {
        let refused = self.issuers.iter().filter(|issuer| !issuer.may_sign_certificates());
        let refused: Vec<CertificateDer<'_>> = refused.map(X509::as_der).collect();
        if path.intermediate_certificates().any(|issuer| refused.contains(&issuer.der())) {
            return Err(Error::EndEntityUsedAsCa);
        }
        Ok(())
    }

    /// The path by names alone, as far as it goes: the certificate, its issuer, and so on.
    fn named(&self) -> Vec<&'c X509> {
        let mut path = vec![self.leaf];
        while let Some(last) = path.last() {
            if let Some(root) = self.roots.all().find(|root| last.names_as_issuer(root)) {
                path.push(root);
                break;
            }

            let mut issuers = self.issuers.iter().filter(|it| !path.contains(it));
            let Some(issuer) = issuers.find(|issuer| last.names_as_issuer(issuer)) else { break };
            path.push(issuer);
        }
        path
    }
}

/// RSA with SHA-256, by whichever backend is enabled.
#[derive(Debug)]
struct RsaSha256;

impl SignatureVerificationAlgorithm for RsaSha256 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let Ok(Kind::RsaKey { bits }) = Kind::of(public_key) else { return Err(InvalidSignature) };
        let key = AlipayPublicKey::from_rsa(public_key, bits).map_err(|_| InvalidSignature)?;
        let verified = key.verifies(SignType::Rsa2, message, signature);
        verified.then_some(()).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_PKCS1_SHA256
    }
}

/// Any extended key usage, or none: no purpose is defined for signing messages.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}
