//! The test kit: in which forms a private key is read and written, and what is said of everything
//! else.

use alipay_notify::Verifier;
use alipay_notify::key::{OtherAlgorithm, OtherForm, PrivateKeyForm};
use alipay_notify::testing::{PrivateKeyError, TestKey, TestMessage};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What every error names.
const EXPECTED: &str = "expected an RSA private key: PKCS#8 or PKCS#1, as PEM, base64 or DER";

fn der(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).expect("base64")
}

/// One private key in each form that a file has.
fn files(key: &TestKey) -> Vec<Vec<u8>> {
    let (pkcs8, pkcs1) = (key.private_key_pem(), key.private_key_pkcs1_pem());
    let texts = [
        key.private_key_base64(),
        key.private_key_pkcs1_base64(),
        format!("\u{feff} {}\r\n", key.private_key_base64()),
        pkcs8.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\r\n"),
        pkcs8.replace('\n', "\r\n"),
        format!("{}{pkcs8}", key.public_key_pem()),
        pkcs8,
        pkcs1,
    ];
    let ders = [key.private_key_der().to_vec(), der(&key.private_key_pkcs1_base64())];
    texts.into_iter().map(String::into_bytes).chain(ders).collect()
}

fn signs_for(key: &TestKey, verifier: &Verifier) {
    for sign_type in ["RSA2", "RSA"] {
        let body = TestMessage::new("a.b").parameter("sign_type", sign_type).sign(key).body();
        let verified =
            verifier.verify(&body).unwrap_or_else(|error| panic!("{sign_type}: {error}"));
        assert_eq!(verified.envelope().sign_type(), sign_type);
    }
}

#[test]
fn a_private_key_is_the_same_in_each_form() {
    for bits in [1024, 2048, 2056] {
        let key = TestKey::generate_bits(bits).expect("an accepted size");
        assert_eq!(key.bits(), bits);
        let verifier = Verifier::new(key.public_key().accept_rsa());
        signs_for(&key, &verifier);
        for file in files(&key) {
            let read = TestKey::from_bytes(&file).expect("a good key");
            assert_eq!(read.public_key_base64(), key.public_key_base64());
            assert_eq!(read.private_key_base64(), key.private_key_base64());
            signs_for(&read, &verifier);
        }
    }
}

#[test]
fn sizes_from_1024_to_4096_bits_are_made_and_read() {
    for bits in [0, 512, 1023, 4097] {
        assert_eq!(TestKey::generate_bits(bits).err(), Some(PrivateKeyError::Size { bits }));
    }
    let key = TestKey::generate_bits(4096).expect("an accepted size");
    let read = TestKey::parse(&key.private_key_pem()).expect("a good key");
    assert_eq!(
        format!("{read:?}"),
        format!("TestKey(AlipayPublicKey(4096 bits, {}))", key.public_key().fingerprint())
    );
}

/// PKCS#1 of 512 bits, which no receiver takes.
const SHORT: &str = "MIIBOgIBAAJBALWNDfDXrCjr9u0LHYdDWwbGC1J7+hs0CJuPVVXT4uQ5nm1ORkks9dlpzC+z86XRSJQSW73e4+xXGLxDkdbSyrkCAwEAAQJACcG02BafF+vmb0LDqXtDLxABl8M147ReKg3/5gbnEKC45yInd2C0HlfandCLRoNZnV8SQoYRtRXzqNRin/+MAQIhANzxGNEeDU+zgvgipkTqDaIkReICRkjmufCyDIqKVXtBAiEA0lvcAqY9xxJHSRl4mNnPj7TM8D2I43qEiM0ClsDGSXkCIBOtkYVGhO79UQPiqiZnJjGzw1me1D239wWeBgnsyjJBAiBXt3ZGpIueN0ECelyPYEPs6LeMdhxevvgFE3fA5SHKAQIhAI4ExJA5kGqlE4tXJkQaI1aqM5oRLwVOTx0wjbgSFzh+";

#[test]
fn what_is_no_private_key_is_named() {
    let key = TestKey::generate();
    let (base64, pem) = (key.private_key_base64(), key.private_key_pem());
    let labelled = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    let headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n";
    let protected = labelled("RSA PRIVATE KEY").replacen("AAAA", &format!("{headers}AAAA"), 1);
    let private = |found| PrivateKeyError::Private { found };
    let other = |found| PrivateKeyError::Other { found };
    for (text, error) in [
        (String::new(), PrivateKeyError::Empty),
        (" \n\u{feff}".to_owned(), PrivateKeyError::Empty),
        ("private_key.pem".to_owned(), PrivateKeyError::Path),
        (base64[..base64.len() - 4].to_owned(), PrivateKeyError::Truncated),
        (base64[..40].to_owned(), PrivateKeyError::Truncated),
        (pem[..pem.len() / 2].to_owned(), PrivateKeyError::Truncated),
        ("no key at all!".to_owned(), PrivateKeyError::Garbled),
        (labelled("PRIVATE KEY"), PrivateKeyError::Garbled),
        // SEQUENCE { INTEGER 0, INTEGER 1 } and SEQUENCE { INTEGER 0, SEQUENCE {} }.
        ("MAYCAQACAQE=".to_owned(), PrivateKeyError::Garbled),
        ("MAUCAQAwAA==".to_owned(), PrivateKeyError::Garbled),
        (key.public_key_base64(), PrivateKeyError::PublicKey),
        (key.public_key_pem(), PrivateKeyError::PublicKey),
        (key.public_key_pkcs1_pem(), PrivateKeyError::PublicKey),
        (labelled("CERTIFICATE"), PrivateKeyError::Certificate),
        (labelled("ENCRYPTED PRIVATE KEY"), PrivateKeyError::Encrypted),
        (protected, PrivateKeyError::Encrypted),
        // SEQUENCE { SEQUENCE { PBES2 }, OCTET STRING … }.
        ("MBAwCwYJKoZIhvcNAQUNBAEA".to_owned(), PrivateKeyError::Encrypted),
        (labelled("EC PRIVATE KEY"), private(PrivateKeyForm::EllipticCurve)),
        // SEQUENCE { INTEGER 1, OCTET STRING … }.
        ("MAYCAQEEAQA=".to_owned(), private(PrivateKeyForm::EllipticCurve)),
        (labelled("OPENSSH PRIVATE KEY"), private(PrivateKeyForm::OpenSsh)),
        (labelled("S3CR3T PRIVATE KEY"), private(PrivateKeyForm::Unknown)),
        (labelled("X509 CRL"), other(OtherForm::RevocationList)),
        ("MAUCAQMwAA==".to_owned(), private(PrivateKeyForm::Pkcs12)),
        (format!("{pem}{pem}"), PrivateKeyError::Several),
        (SHORT.to_owned(), PrivateKeyError::Size { bits: 512 }),
    ] {
        assert_eq!(TestKey::parse(&text).err(), Some(error.clone()), "{text}");
        assert_eq!(TestKey::from_bytes(text.as_bytes()).err(), Some(error), "{text}");
    }
    let utf16: Vec<u8> = "\u{feff}MII".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(TestKey::from_bytes(&utf16).err(), Some(other(OtherForm::Utf16)));
}

#[test]
fn errors_name_what_was_found_and_what_is_wanted() {
    for (error, text) in [
        (PrivateKeyError::Empty, format!("found nothing; {EXPECTED}")),
        (
            PrivateKeyError::Path,
            format!("found a file path; {EXPECTED}. Read the file and pass its contents"),
        ),
        (
            PrivateKeyError::Truncated,
            format!("found a truncated key: its end is missing; {EXPECTED}. Copy all of it"),
        ),
        (
            PrivateKeyError::Garbled,
            format!(
                "found garbled or unknown data, or a key that is not sound; {EXPECTED}. \
                 Copy it again, unchanged"
            ),
        ),
        (
            PrivateKeyError::PublicKey,
            format!("found a public key; {EXPECTED}. Use the other half of the pair"),
        ),
        (
            PrivateKeyError::Certificate,
            format!("found a certificate; {EXPECTED}. Use the private key that belongs to it"),
        ),
        (
            PrivateKeyError::Encrypted,
            format!(
                "found an encrypted private key; {EXPECTED}. Decrypt it first: \
                 openssl pkey -in FILE -out PLAIN"
            ),
        ),
        (
            PrivateKeyError::NotRsa { found: OtherAlgorithm::Ed25519 },
            format!("found an Ed25519 key; {EXPECTED}"),
        ),
        (
            PrivateKeyError::Private { found: PrivateKeyForm::OpenSsh },
            format!("found an OpenSSH private key; {EXPECTED}"),
        ),
        (
            PrivateKeyError::Size { bits: 512 },
            format!("found a 512-bit RSA key; {EXPECTED}, of 1024 to 4096 bits"),
        ),
        (
            PrivateKeyError::Several,
            format!("found several private keys; {EXPECTED}. Keep the one that is meant"),
        ),
        (PrivateKeyError::Other { found: OtherForm::Json }, format!("found JSON; {EXPECTED}")),
    ] {
        assert_eq!(error.to_string(), text);
        assert_eq!(format!("{error:?}"), text);
    }
}

/// Each byte changed, and each beginning: an error or the same key, as for what can be reckoned
/// from the rest, and never a panic.
#[test]
fn no_private_key_is_too_broken() {
    let key = TestKey::generate_bits(1024).expect("an accepted size");
    let whole = der(&key.private_key_pkcs1_base64());
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        for bytes in [&changed[..], &whole[..at]] {
            if let Ok(read) = TestKey::from_bytes(bytes) {
                assert_eq!(read.private_key_base64(), key.private_key_base64(), "byte {at}");
            }
        }
    }
}
