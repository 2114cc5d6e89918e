//! Certificates: what is read from them, and which chains lead to a root.
#![cfg(feature = "certificates")]

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify::AlipayPublicKey;
use alipay_notify::key::{
    AlipayCertificate, CertificateError, KeyError, OtherAlgorithm, OtherForm, RootCertificates,
};
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

/// A certificate with issuers after it, as a file has them.
fn with_issuers(name: &str, issuers: &[&str]) -> AlipayCertificate {
    let file: String = [name].iter().chain(issuers).map(|name| read(name)).collect();
    AlipayCertificate::parse(&file).expect("a good file")
}

fn roots(names: &[&str]) -> RootCertificates {
    let file: String = names.iter().map(|name| read(name)).collect();
    RootCertificates::parse(&file).expect("a good file")
}

/// The serial number of a certificate, even of an authority.
fn serial(name: &str) -> String {
    serial_of(&read(name))
}

fn serial_of(pem: &str) -> String {
    let roots = RootCertificates::parse(pem).expect("a good certificate");
    let shown = format!("{roots:?}");
    let (_, rest) = shown.split_once("serial: \"").expect("one root");
    rest[..32].to_owned()
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
            "AlipayCertificate {{ serial: \"6511bb43641f65e8ca4f6551dc15a014\", \
             not_before: 2026-11-22T01:55:00Z, not_after: 2126-10-29T01:55:00Z, \
             public_key: {key:?}, .. }}"
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
        assert_eq!(self::serial(name), serial, "{name}");
    }
    assert_eq!(certificate("leaf").serial(), serial("leaf"));
}

/// As `alipay_root_cert_sn` has it: those of all, but for keys of other algorithms.
#[test]
fn the_serial_number_of_roots_is_that_of_each() {
    let expected = [serial("root"), serial("names")].join("_");
    assert_eq!(roots(&["root", "names"]).serial(), expected);
    assert_eq!(roots(&["root"]).serial(), serial("root"));
}

#[test]
fn anything_but_a_certificate_with_an_rsa_key_is_named() {
    let leaf = read("leaf");
    for (text, error) in [
        (read("leaf.spki"), CertificateError::BareKey),
        (String::new(), CertificateError::Key(KeyError::Empty)),
        (leaf[..leaf.len() / 2].to_owned(), CertificateError::Key(KeyError::Truncated)),
        (leaf.replacen("MII", "AII", 1), CertificateError::Key(KeyError::Garbled)),
        (
            read("ec"),
            CertificateError::Key(KeyError::NotRsa { found: OtherAlgorithm::EllipticCurve }),
        ),
        (
            read("request"),
            CertificateError::Key(KeyError::Other { found: OtherForm::CertificateRequest }),
        ),
    ] {
        assert_eq!(AlipayCertificate::parse(&text), Err(error.clone()));
        if error != CertificateError::Key(KeyError::NotRsa { found: OtherAlgorithm::EllipticCurve })
        {
            assert_eq!(RootCertificates::parse(&text).err(), Some(error));
        }
    }
    assert_eq!(
        CertificateError::BareKey.to_string(),
        "found a public key; expected an X.509 certificate, such as alipayCertPublicKey_RSA2.crt"
    );
    assert_eq!(
        CertificateError::Key(KeyError::Truncated).to_string(),
        KeyError::Truncated.to_string()
    );
}

/// It signs no message, whichever way it is read.
#[test]
fn the_certificate_of_an_authority_is_refused() {
    for name in ["root", "intermediate", "no-sign-intermediate"] {
        let refused = CertificateError::Key(KeyError::Authority);
        assert_eq!(AlipayCertificate::parse(&read(name)), Err(refused.clone()), "{name}");
        assert_eq!(AlipayCertificate::from_der(&der(name)), Err(refused), "{name}");
        assert_eq!(AlipayPublicKey::parse(&read(name)).err(), Some(KeyError::Authority), "{name}");
        assert_eq!(AlipayPublicKey::from_der(&der(name)).err(), Some(KeyError::Authority));
    }
}

#[test]
fn all_rsa_certificates_of_a_file_are_read() {
    let text = ["leaf", "ec", "intermediate"].map(read).concat();
    let trusted =
        AlipayCertificate::parse(&text).map(|it| it.verify_chain(&roots(&["root"]), time(AT)));
    assert_eq!(trusted, Ok(Ok(())));
    let mixed = roots(&["ec", "root", "ec", "names"]);
    assert_eq!(format!("{mixed:?}"), format!("{:?}", roots(&["root", "names"])));
    assert_eq!(format!("{:?}", roots(&["ec"])), "RootCertificates[]");

    let broken = read("leaf") + &read("leaf.spki");
    assert_eq!(AlipayCertificate::parse(&broken), Err(CertificateError::BareKey));
    assert_eq!(RootCertificates::parse(&broken).err(), Some(CertificateError::BareKey));
}

#[test]
fn chains_that_lead_to_a_root_are_trusted() {
    for (name, issuers, trusted) in [
        ("leaf", &["intermediate"][..], &["root"][..]),
        // Among others of the same name, and with the certificate itself among them.
        (
            "leaf",
            &["leaf", "no-sign-intermediate", "short-intermediate", "intermediate"],
            &["other-root", "root"],
        ),
        ("leaf", &[], &["leaf"]),
        ("leaf", &[], &["intermediate"]),
        // The smallest keys, with and without a purpose.
        ("small", &[], &["small-root"]),
        ("purpose", &[], &["small-root"]),
    ] {
        let verified = with_issuers(name, issuers).verify_chain(&roots(trusted), time(AT));
        assert_eq!(verified, Ok(()), "{name}, {issuers:?}, {trusted:?}");
    }
}

#[test]
fn chains_that_do_not_are_refused_for_a_certificate_of_theirs() {
    let unknown = "the issuer of the certificate SERIAL is missing; append its certificate, and \
                   check that the root is the right one (alipayRootCert.crt)";
    let signature =
        "the certificate SERIAL was not signed by its issuer, only by one of the same name";
    let authority = "the certificate SERIAL issued another one, but is not that of an authority";
    let (early, late) = (
        "the certificate SERIAL is not valid yet; check the clock of this machine",
        "the certificate SERIAL has expired; download the current one from the open platform's \
         console",
    );
    let too_long = "the chain below the certificate SERIAL is too long";
    let algorithm =
        "the certificate SERIAL is not signed with RSA and SHA-256, the only accepted algorithm";
    let extension = "the certificate SERIAL has an unknown critical extension";
    let version = "the certificate SERIAL breaks the rules of X.509";
    let class2 = &["intermediate"][..];
    for (name, issuers, root, at, which, message) in [
        ("leaf", class2, "root", DATES.0 - 1, "leaf", early),
        ("leaf", class2, "root", DATES.1 + 1, "leaf", late),
        ("leaf", &[], "leaf", DATES.1 + 1, "leaf", late),
        ("leaf", &["short-intermediate"], "root", AT, "short-intermediate", late),
        // A root that is given must be valid as well.
        ("leaf", &[], "short-intermediate", AT, "short-intermediate", late),
        ("leaf", &[], "root", AT, "leaf", unknown),
        ("leaf", class2, "names", AT, "intermediate", unknown),
        ("leaf", class2, "other-root", AT, "intermediate", signature),
        ("leaf", &["no-sign-intermediate"], "root", AT, "no-sign-intermediate", authority),
        ("leaf", &["no-ca-intermediate"], "root", AT, "no-ca-intermediate", authority),
        ("below-leaf", &["leaf", "intermediate"], "root", AT, "leaf", authority),
        // A root that is given must be an authority too.
        ("below-leaf", &[], "leaf", AT, "leaf", authority),
        ("leaf", &[], "no-sign-intermediate", AT, "no-sign-intermediate", authority),
        ("deep", &["deep-intermediate", "intermediate"], "root", AT, "intermediate", too_long),
        ("sha1", class2, "root", AT, "sha1", algorithm),
        ("critical", class2, "root", AT, "critical", extension),
        ("version1", &[], "small-root", AT, "version1", version),
    ] {
        let refused = with_issuers(name, issuers).verify_chain(&roots(&[root]), time(at));
        let error = refused.expect_err(name);
        assert_eq!(error.to_string(), message.replace("SERIAL", &serial(which)), "{name}");
        assert_eq!(format!("{error:?}"), error.to_string());
    }
}

/// Twelve issuers of one name can be put in millions of orders.
#[test]
fn many_issuers_of_one_name_are_not_tried_in_every_order() {
    let blocks: Vec<String> =
        read("crowd").split_inclusive("-----END CERTIFICATE-----\n").map(str::to_owned).collect();
    assert_eq!(blocks.len(), 13);
    let too_many = Err(CertificateError::TooManyIssuers { limit: 6 });
    let below = |issuers: &[String]| {
        AlipayCertificate::parse(&(blocks[0].clone() + &issuers.concat())).expect("a good file")
    };

    // More than are tried.
    let verified = below(&blocks[1..]).verify_chain(&roots(&["crowd-root"]), time(AT));
    assert_eq!(verified, too_many);
    // As many as are tried, each of which may lead to the root by its name: it ends after a hundred
    // signatures.
    let verified = below(&blocks[1..7]).verify_chain(&roots(&["crowd-root"]), time(AT));
    assert_eq!(verified, too_many);
    // As many, of which none leads to a root.
    let verified = below(&blocks[7..]).verify_chain(&roots(&["root"]), time(AT));
    let missing = CertificateError::UnknownIssuer { serial: serial_of(&blocks[12]) };
    assert_eq!(verified, Err(missing));
}

/// No flipped bit of a certificate leaves it trusted, and none makes anything panic.
#[test]
fn changed_certificates_are_not_trusted() {
    let (issuer, roots) = (read("intermediate"), roots(&["root"]));
    let der = der("leaf");
    for at in 0..der.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut changed = der.clone();
            changed[at] ^= flip;
            let changed = pem::encode(&pem::Pem::new("CERTIFICATE", changed));
            if let Ok(certificate) = AlipayCertificate::parse(&(changed + &issuer)) {
                let trusted = certificate.verify_chain(&roots, time(AT));
                assert!(trusted.is_err(), "byte {at}");
            }
        }
    }
}
