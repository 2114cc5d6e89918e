//! Certificates: what is read from them, and which chains lead to a root.
#![cfg(feature = "certificates")]

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify::AlipayPublicKey;
use alipay_notify::key::{AlipayCertificate, CertificateError, KeyError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// `openssl x509 -in leaf.pem -noout -startdate -enddate`, in seconds.
const DATES: (u64, u64) = (1_795_312_500, 4_948_912_500);

/// 2030-01-01: all but one of the certificates are valid.
const AT: u64 = 1_893_456_000;

fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/keys/{name}.pem"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn certificate(name: &str) -> AlipayCertificate {
    AlipayCertificate::parse(&read(name)).expect("a good certificate")
}

fn certificates(names: &[&str]) -> Vec<AlipayCertificate> {
    names.iter().map(|name| certificate(name)).collect()
}

fn der(name: &str) -> Vec<u8> {
    let base64: String = read(name).lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(base64).expect("a good file")
}

#[test]
fn a_certificate_tells_its_key_its_dates_and_its_serial_number() {
    let leaf = certificate("leaf");
    let key = AlipayPublicKey::parse(&read("leaf.spki")).expect("a good key");
    assert_eq!(leaf.public_key().fingerprint(), key.fingerprint());
    assert_eq!((leaf.not_before(), leaf.not_after()), (time(DATES.0), time(DATES.1)));
    for (at, valid) in
        [(DATES.0 - 1, false), (DATES.0, true), (DATES.1, true), (DATES.1 + 1, false)]
    {
        assert_eq!(leaf.is_valid_at(time(at)), valid, "{at}");
    }
    assert_eq!(
        format!("{leaf:?}"),
        format!(
            "AlipayCertificate {{ serial: \"6511bb43641f65e8ca4f6551dc15a014\", not_before: 2026-11-22T01:55:00Z, \
             not_after: 2126-10-29T01:55:00Z, public_key: {key:?} }}"
        )
    );
    assert_eq!(AlipayCertificate::from_der(&der("leaf")), Ok(leaf));
}

/// Computed by Java 17, as the official SDK does: MD5 of `getIssuerX500Principal().getName() +
/// getSerialNumber()`. The first is also what this gives:
/// `printf %s 'CN=Test Certification Authority Class 2 R1,OU=Certification Authority,O=Test
/// Financial,C=CN42706723189093594908442374954041021975' | md5sum`
#[test]
fn serial_numbers_are_those_of_the_official_sdk() {
    for (name, serial) in [
        ("leaf", "6511bb43641f65e8ca4f6551dc15a014"),
        ("root", "ef4995e6924e219021fdd69faa95e15d"),
        // Characters that are escaped, an attribute without a keyword, a part of two attributes,
        // Chinese: CN=蚂蚁,1.2.840.113549.1.9.1=#160d6140…,OU=\ \#x\ ,O=Comma\, Plus\+
        // \"Quote\" \\ \<a\>\;\=b,L=Hangzhou+ST=Zhejiang,…
        ("names", "1388f15c534ebdb5222f80f9dfb5a396"),
    ] {
        assert_eq!(certificate(name).serial(), serial, "{name}");
    }
}

#[test]
fn what_is_no_certificate_with_an_rsa_key_is_told() {
    let leaf = read("leaf");
    for (text, error) in [
        (read("leaf.spki"), CertificateError::BareKey),
        (String::new(), CertificateError::Key(KeyError::Empty)),
        (leaf[..leaf.len() / 2].to_owned(), CertificateError::Key(KeyError::Truncated)),
        (leaf.replacen("MII", "AII", 1), CertificateError::Key(KeyError::Garbled)),
        (
            read("ec"),
            CertificateError::Key(KeyError::NotRsa { found: "a key of an elliptic curve" }),
        ),
        (
            read("request"),
            CertificateError::Key(KeyError::Other { found: "a certificate request (CSR)" }),
        ),
    ] {
        assert_eq!(AlipayCertificate::parse(&text), Err(error));
    }
    assert_eq!(
        CertificateError::BareKey.to_string(),
        "found a public key; wanted is an X.509 certificate, such as alipayCertPublicKey_RSA2.crt"
    );
    assert_eq!(
        CertificateError::Key(KeyError::Truncated).to_string(),
        KeyError::Truncated.to_string()
    );
}

#[test]
fn all_rsa_certificates_of_a_file_are_read() {
    let text = ["ec", "leaf", "ec", "intermediate"].map(read).concat();
    assert_eq!(AlipayCertificate::parse_all(&text), Ok(certificates(&["leaf", "intermediate"])));
    assert_eq!(AlipayCertificate::parse_all(&read("ec")), Ok(Vec::new()));
    let broken = AlipayCertificate::parse_all(&(read("leaf") + &read("leaf.spki")));
    assert_eq!(broken, Err(CertificateError::BareKey));
}

#[test]
fn chains_that_lead_to_a_root_are_trusted() {
    for (name, intermediates, roots) in [
        ("leaf", &["intermediate"][..], &["root"][..]),
        // Among others of the same name, and with the certificate itself among them.
        (
            "leaf",
            &["leaf", "no-sign-intermediate", "short-intermediate", "intermediate"],
            &["other-root", "root"],
        ),
        ("intermediate", &[], &["root"]),
        ("root", &[], &["root"]),
        ("leaf", &[], &["leaf"]),
        ("leaf", &[], &["intermediate"]),
    ] {
        let trusted = certificate(name).verify_chain(
            &certificates(intermediates),
            &certificates(roots),
            time(AT),
        );
        assert_eq!(trusted, Ok(()), "{name}, {intermediates:?}, {roots:?}");
    }
}

#[test]
fn chains_that_do_not_are_told_what_is_wrong_with_which_certificate() {
    let unknown = "the issuer of the certificate SERIAL is not among the given ones; give its certificate, and the root \
                   (alipayRootCert.crt)";
    let signature =
        "the certificate SERIAL is not signed by the given issuer, only by one of the same name";
    let authority = "the certificate SERIAL is none of an authority, but issued another";
    let (early, late) = (
        "the certificate SERIAL is not valid yet; check the clock of this machine",
        "the certificate SERIAL has expired; download the current one from the open platform's console",
    );
    let class2 = &["intermediate"][..];
    for (name, intermediates, root, at, which, message) in [
        ("leaf", class2, "root", DATES.0 - 1, "leaf", early),
        ("leaf", class2, "root", DATES.1 + 1, "leaf", late),
        ("leaf", &["short-intermediate"], "root", AT, "short-intermediate", late),
        ("leaf", &[], "root", AT, "leaf", unknown),
        ("leaf", class2, "names", AT, "intermediate", unknown),
        ("leaf", class2, "other-root", AT, "intermediate", signature),
        ("leaf", &["no-sign-intermediate"], "root", AT, "no-sign-intermediate", authority),
        ("leaf", &["no-ca-intermediate"], "root", AT, "no-ca-intermediate", authority),
        ("below-leaf", &["leaf", "intermediate"], "root", AT, "leaf", authority),
        // A root that is given must be an authority too.
        ("below-leaf", &[], "leaf", AT, "leaf", authority),
        (
            "deep",
            &["deep-intermediate", "intermediate"],
            "root",
            AT,
            "intermediate",
            "the chain below the certificate SERIAL is longer than is allowed",
        ),
        (
            "sha1",
            class2,
            "root",
            AT,
            "sha1",
            "the certificate SERIAL is not signed by RSA with SHA-256; no other signature is accepted",
        ),
        (
            "critical",
            class2,
            "root",
            AT,
            "critical",
            "the certificate SERIAL has a critical extension that is not known",
        ),
    ] {
        let refused = certificate(name).verify_chain(
            &certificates(intermediates),
            &certificates(&[root]),
            time(at),
        );
        let message = message.replace("SERIAL", certificate(which).serial());
        assert_eq!(refused.map_err(|error| error.to_string()), Err(message), "{name}");
    }
}

/// No flipped bit of a certificate leaves it trusted, and none makes anything panic.
#[test]
fn changed_certificates_are_not_trusted() {
    let (intermediates, roots) = (certificates(&["intermediate"]), certificates(&["root"]));
    let der = der("leaf");
    for at in 0..der.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut changed = der.clone();
            changed[at] ^= flip;
            if let Ok(certificate) = AlipayCertificate::from_der(&changed) {
                let trusted = certificate.verify_chain(&intermediates, &roots, time(AT));
                assert!(trusted.is_err(), "byte {at}");
            }
        }
    }
}
