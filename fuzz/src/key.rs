//! Keys as operators paste them: Alipay's public keys and content keys.

use std::time::SystemTime;

use alipay_notify::key::{
    AlipayCertificate, Backend, CertificateError, ContentKeyError, KeyError, RootCertificates,
};
use alipay_notify::testing::SignedMessage;
use alipay_notify::verify::VerifyError;
use alipay_notify::{AlipayPublicKey, ContentKey, Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::kit;

/// Takes the text of a key, or its DER.
pub fn key(data: &[u8]) {
    let key = AlipayPublicKey::from_der(data);
    check_public(key.as_ref());
    check_forms(data, key.as_ref());
    check_certificate(AlipayCertificate::from_der(data).as_ref(), key.as_ref(), false);
    if let Ok(text) = str::from_utf8(data) {
        let key = AlipayPublicKey::parse(text);
        check_public(key.as_ref());
        let has_issuers = text.matches("-----BEGIN ").count() > 1;
        check_certificate(AlipayCertificate::parse(text).as_ref(), key.as_ref(), has_issuers);
        check_chains(text);
        check_content(text);
    }
}

fn check_public(key: Result<&AlipayPublicKey, &KeyError>) {
    let key = match key {
        Ok(key) => key,
        Err(error) => return kit::assert_tells_nothing(error),
    };
    assert!((1024..=4096).contains(&key.bits()), "{} bits", key.bits());
    let fingerprint = key.fingerprint();
    assert!(fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(format!("{key:?}"), format!("AlipayPublicKey({} bits, {fingerprint})", key.bits()));
    for backend in Backend::ENABLED {
        match key.clone().with_backend(*backend) {
            Ok(other) => {
                assert_eq!((other.bits(), other.fingerprint()), (key.bits(), fingerprint));
                check_signs_nothing(other);
            }
            // Such as for an unusual public exponent.
            Err(error) => kit::assert_tells_nothing(&error),
        }
    }
}

/// A signature of the right length that this key did not make.
fn check_signs_nothing(key: AlipayPublicKey) {
    let sign = STANDARD.encode(vec![1; key.bits().div_ceil(8)]);
    let form = [("app_id", "1"), ("sign_type", "RSA2"), ("sign", &*sign)];
    let body = SignedMessage::captured(form).body();
    let refused = Verifier::new(key).verify_form(&body);
    assert!(matches!(refused, Err(VerifyError::Signature(_))), "{refused:?}");
}

/// What every key begins with.
const SEQUENCE: &[u8] = b"\x30";

/// How long the secrets of MD5 signatures are.
const SECRET: usize = 32;

/// The same key in base64 and in PEM is the same key, or the same mistake.
fn check_forms(der: &[u8], key: Result<&AlipayPublicKey, &KeyError>) {
    let base64 = STANDARD.encode(der);
    let (first, second) = base64.split_at(base64.len() / 2);
    let pem = |label: &str| {
        format!("-----BEGIN {label}-----\n{first}\n{second}\n-----END {label}-----\n")
    };
    let mut texts =
        vec![base64.clone(), format!("\u{feff} {first}\r\n\t{second}\n"), pem("PUBLIC KEY")];
    texts.push(pem("RSA PUBLIC KEY"));
    for (index, text) in texts.iter().enumerate() {
        let parsed = AlipayPublicKey::parse(text);
        match (&parsed, key) {
            (Ok(parsed), Ok(key)) => assert_eq!(parsed.fingerprint(), key.fingerprint()),
            // What does not begin like a key may look like something else as a text, and so may
            // what is as long as a secret.
            (Err(parsed), Err(error)) => {
                let is_clear = der.starts_with(SEQUENCE) && base64.len() != SECRET;
                assert!(parsed == error || !is_clear, "form {index}");
            }
            _ => panic!("{parsed:?} in form {index}, {key:?} in DER"),
        }
    }
    let private = AlipayPublicKey::parse(&pem("PRIVATE KEY"));
    assert!(matches!(private, Err(KeyError::Private { .. })), "{private:?}");
}

/// A certificate has the key that is read from it, which does not depend on issuers after it.
fn check_certificate(
    certificate: Result<&AlipayCertificate, &CertificateError>,
    key: Result<&AlipayPublicKey, &KeyError>,
    has_issuers: bool,
) {
    match (certificate, key) {
        (Ok(certificate), Ok(key)) => {
            assert_eq!(certificate.public_key().fingerprint(), key.fingerprint());
        }
        (Err(CertificateError::BareKey), _) => {}
        (Err(CertificateError::Key(error)), key) => {
            assert!(key.is_err() || has_issuers, "{error} and {key:?}");
            kit::assert_tells_nothing(error);
        }
        (certificate, key) => panic!("{certificate:?} and {key:?}"),
    }
}

/// Chains of whatever certificates a text holds.
fn check_chains(text: &str) {
    let Ok(certificate) = AlipayCertificate::parse(text) else { return };
    check_dates(&certificate);

    let roots = match RootCertificates::parse(text) {
        Ok(roots) => roots,
        Err(error) => return assert_eq!(error, CertificateError::Key(KeyError::Garbled)),
    };
    assert!(!format!("{certificate:?}{roots:?}").contains(kit::MARK));
    for time in [SystemTime::UNIX_EPOCH, certificate.not_before(), certificate.not_after()] {
        match certificate.verify_chain(&roots, time) {
            Ok(()) => assert!(certificate.is_valid_at(time)),
            Err(error) => kit::assert_tells_nothing(&error),
        }
    }
}

fn check_dates(certificate: &AlipayCertificate) {
    let serial = certificate.serial();
    assert!(serial.len() == 32 && serial.bytes().all(|byte| byte.is_ascii_hexdigit()));

    let dates = certificate.not_before()..=certificate.not_after();
    for time in [SystemTime::UNIX_EPOCH, *dates.start(), *dates.end()] {
        assert_eq!(certificate.is_valid_at(time), dates.contains(&time));
    }
}

fn check_content(text: &str) {
    let key = ContentKey::parse(text);
    if let Ok(key) = &key {
        assert_eq!(format!("{key:?}"), "ContentKey(…)");
    }
    let bare = text.trim_matches(|ch: char| ch.is_whitespace() || ch == '\u{feff}');
    let digits = bare.strip_suffix("==").unwrap_or(bare);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        // In quotes or behind a name, another text may be meant.
        return;
    }
    match (key, STANDARD.decode(bare).ok().map(|bytes| bytes.len())) {
        (Ok(_), Some(16)) => {}
        (Err(ContentKeyError::Length { bytes }), Some(length)) => {
            assert!(bytes == length && length != 16, "{bytes} bytes, {length} in truth");
        }
        (Err(error), None) => assert_eq!(error, ContentKeyError::Encoding),
        (found, bytes) => panic!("{found:?} from {bytes:?} bytes"),
    }
}
