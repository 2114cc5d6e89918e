//! The certificate in whose place Alipay's is, for apps in certificate mode.

use alipay_notify::testing::TestKey;

use crate::failure::Failure;

/// A full build alone can write certificates.
#[cfg(not(feature = "full"))]
pub(super) fn of(_: &TestKey) -> Result<String, Failure> {
    Err(crate::build::lacks(&crate::lang::say!("certificates", "证书功能")))
}

/// A certificate that the key issues to itself, in PEM.
#[cfg(feature = "full")]
pub(super) fn of(key: &TestKey) -> Result<String, Failure> {
    use std::time::{Duration, SystemTime};

    use pem::{EncodeConfig, LineEnding, Pem};
    use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256};

    /// Long enough for whoever forgets to throw the key away.
    const VALID: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

    let der = key.private_key_der().into();
    let pair =
        KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256).map_err(Failure::new)?;
    let now = SystemTime::now();
    let mut certificate = CertificateParams::default();
    certificate.not_before = now.into();
    certificate.not_after = (now + VALID).into();
    certificate.distinguished_name.push(DnType::CommonName, "alipay-notify keygen, not Alipay");
    let certificate = certificate.self_signed(&pair).map_err(Failure::new)?;
    let pem = Pem::new("CERTIFICATE", certificate.der().as_ref());
    Ok(pem::encode_config(&pem, EncodeConfig::new().set_line_ending(LineEnding::LF)))
}
