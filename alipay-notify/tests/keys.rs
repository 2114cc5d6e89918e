//! In which forms a public key is read, and what is said of everything else.

use std::error::Error;
use std::fs;
use std::path::Path;

use alipay_notify::key::{Backend, KeyError, OtherAlgorithm, OtherForm, PrivateKeyForm};
use alipay_notify::testing::TestKey;
use alipay_notify::{AlipayPublicKey, ContentKey, Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What every error ends in, or nearly.
const EXPECTED: &str =
    "expected Alipay's public key (支付宝公钥) as base64, PEM, DER, or a certificate";

/// The first eight bytes of `openssl pkey -pubin -in leaf.spki.pem -outform DER | sha256sum`.
const FINGERPRINT: &str = "cd7539edbba80421";

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is between the lines of a PEM text.
fn base64(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

fn der(name: &str) -> Vec<u8> {
    STANDARD.decode(base64(&read(name))).expect("a good file")
}

fn refused(text: &str) -> KeyError {
    AlipayPublicKey::parse(text).expect_err("no key")
}

/// One key in each form that is a text.
fn texts() -> Vec<String> {
    let (spki, pkcs1) = (read("leaf.spki.pem"), read("leaf.pkcs1.pem"));
    let mut texts = vec![
        base64(&spki),
        base64(&pkcs1),
        format!("\u{feff} {}\r\n", base64(&spki)),
        spki.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\r\n"),
        spki.replace('\n', "\r\n"),
        format!("Alipay's key\n\n{spki}"),
        spki.replace('\n', " "),
        spki,
        pkcs1,
    ];
    if cfg!(feature = "certificates") {
        let certificate = read("leaf.pem");
        texts.extend([
            base64(&certificate),
            certificate.replace('\n', "\r\n"),
            certificate.replace("CERTIFICATE", "X509 CERTIFICATE"),
            format!("{certificate}{}", read("intermediate.pem")),
            certificate,
        ]);
    }
    texts
}

/// One key in each form that is DER.
fn ders() -> Vec<Vec<u8>> {
    let mut ders = vec![der("leaf.spki.pem"), der("leaf.pkcs1.pem")];
    if cfg!(feature = "certificates") {
        ders.push(der("leaf.pem"));
    }
    ders
}

/// One key in each form that a file has.
fn files() -> Vec<Vec<u8>> {
    texts().into_iter().map(String::into_bytes).chain(ders()).collect()
}

#[test]
fn one_key_is_the_same_in_each_form_and_for_each_backend() {
    let delivery = read("delivery.txt");
    let keys = texts().iter().map(|text| AlipayPublicKey::parse(text)).collect::<Vec<_>>();
    let from_der = ders().into_iter().map(|der| AlipayPublicKey::from_der(&der));
    let from_bytes = files().into_iter().map(|file| AlipayPublicKey::from_bytes(&file));
    for key in keys.into_iter().chain(from_der).chain(from_bytes) {
        let key = key.expect("a good key");
        assert_eq!(key.fingerprint(), FINGERPRINT);
        for backend in Backend::ENABLED {
            let key = key.clone().with_backend(*backend).expect("each backend takes it");
            assert_eq!(format!("{key:?}"), format!("AlipayPublicKey(2048 bits, {FINGERPRINT})"));
            let verifier = Verifier::new(key);
            verifier.verify(delivery.as_bytes()).expect("the key has signed it");
            let forged = delivery.replace("notify_id=n1", "notify_id=n2");
            assert!(verifier.verify(forged.as_bytes()).is_err());
        }
    }
}

#[test]
fn keys_of_the_test_kit_are_read_back() {
    let key = TestKey::generate();
    for text in [key.public_key_base64(), key.public_key_pem()] {
        let parsed = AlipayPublicKey::parse(&text).expect("a good key");
        assert_eq!(parsed.fingerprint(), key.public_key().fingerprint());
        assert_eq!(parsed.as_der(), key.public_key().as_der());
    }
}

#[test]
fn the_der_of_a_key_is_the_same_whatever_it_was_read_from() {
    for der in ders() {
        let key = AlipayPublicKey::from_der(&der).expect("a good key");
        let again = AlipayPublicKey::from_der(key.as_der()).expect("its own DER");
        assert_eq!((again.as_der(), again.fingerprint()), (key.as_der(), FINGERPRINT));
    }
}

#[test]
fn sizes_from_1024_to_4096_bits_are_accepted() {
    for bits in [1024, 4096] {
        let key =
            AlipayPublicKey::parse(&read(&format!("{bits}.spki.pem"))).expect("an accepted size");
        for backend in Backend::ENABLED {
            assert_eq!(
                key.clone().with_backend(*backend).expect("each backend takes it").bits(),
                bits
            );
        }
    }
    for bits in [512, 1023, 4104, 8192] {
        let error = refused(&read(&format!("{bits}.spki.pem")));
        assert_eq!(error, KeyError::Size { bits });
        assert_eq!(
            error.to_string(),
            format!("found a {bits}-bit RSA key; {EXPECTED}, of 1024 to 4096 bits")
        );
    }
}

#[test]
fn what_is_missing_garbled_or_misplaced_is_told_apart() {
    let (base64, pem) = (base64(&read("leaf.spki.pem")), read("leaf.spki.pem"));
    let truncated =
        format!("found a truncated key: its end is missing; {EXPECTED}. Copy all of it");
    let garbled = format!("found garbled or unknown data; {EXPECTED}. Copy it again, unchanged");
    let empty = format!("found nothing; {EXPECTED}. Copy it from the open platform's console");
    let path = format!("found a file path; {EXPECTED}. Read the file and pass its contents");
    for (text, message) in [
        ("", &empty),
        (" \n", &empty),
        ("\u{feff}", &empty),
        (&base64[..base64.len() - 1], &truncated),
        (&base64[..base64.len() / 8 * 4], &truncated),
        (&base64[..21], &truncated),
        (&pem[..pem.len() / 2], &truncated),
        ("-----BEGIN PUBLIC KEY-----\nMIIB", &truncated),
        (&format!("{pem}{}", &pem[..pem.len() / 2]), &truncated),
        ("no key at all!", &garbled),
        ("AAAA", &garbled),
        ("MAA=", &garbled),
        (&base64.replace('/', "_").replace('+', "-"), &garbled),
        (&base64.replacen('A', "*", 1), &garbled),
        (&format!("{base64}{base64}"), &garbled),
        (&pem.replacen('A', "*", 1), &garbled),
        (&pem.replace("END PUBLIC", "END RSA PUBLIC"), &garbled),
        ("/etc/alipay/public_key", &path),
        ("./alipay_public_key.txt", &path),
        ("keys/alipayCertPublicKey_RSA2.crt", &path),
        (r"C:\keys\alipay", &path),
    ] {
        assert_eq!(&refused(text).to_string(), message, "{text}");
    }
}

#[test]
fn private_keys_are_named_and_refused_in_each_form() {
    let pem = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    let (pkcs1, pkcs8) = ("a private key (PKCS#1)", "a private key (PKCS#8)");
    let curve = "an elliptic curve private key";
    let encrypted = "an encrypted private key (PKCS#8)";
    let unknown = "a private key of an unknown form";
    for (text, found, name) in [
        (pem("PRIVATE KEY"), PrivateKeyForm::Pkcs8, pkcs8),
        (pem("RSA PRIVATE KEY"), PrivateKeyForm::Pkcs1, pkcs1),
        (pem("EC PRIVATE KEY"), PrivateKeyForm::EllipticCurve, curve),
        (pem("ENCRYPTED PRIVATE KEY"), PrivateKeyForm::Encrypted, encrypted),
        (pem("OPENSSH PRIVATE KEY"), PrivateKeyForm::OpenSsh, "an OpenSSH private key"),
        (pem("S3CR3T PRIVATE KEY"), PrivateKeyForm::Unknown, unknown),
        // Half of one, and one next to a good key.
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE".to_owned(), PrivateKeyForm::Pkcs1, pkcs1),
        (read("leaf.spki.pem") + &pem("PRIVATE KEY"), PrivateKeyForm::Pkcs8, pkcs8),
        // SEQUENCE { INTEGER 0, INTEGER 1 }.
        ("MAYCAQACAQE=".to_owned(), PrivateKeyForm::Pkcs1, pkcs1),
        // The beginning of a PKCS#1 key of 2048 bits, and of a PKCS#8 one: a line that was copied
        // from the console's tool.
        ("MIIEpAIBAAKCAQEA".to_owned(), PrivateKeyForm::Pkcs1, pkcs1),
        ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw".to_owned(), PrivateKeyForm::Pkcs8, pkcs8),
        ("MIIEpAIBAA==".to_owned(), PrivateKeyForm::Unknown, unknown),
        // SEQUENCE { INTEGER 1, OCTET STRING … }.
        ("MHcCAQEEIA==".to_owned(), PrivateKeyForm::EllipticCurve, curve),
        // SEQUENCE { SEQUENCE { PBES2 }, OCTET STRING … }.
        ("MBAwCwYJKoZIhvcNAQUNBAEA".to_owned(), PrivateKeyForm::Encrypted, encrypted),
        // SEQUENCE { INTEGER 3, SEQUENCE … }.
        (
            "MAUCAQMwAA==".to_owned(),
            PrivateKeyForm::Pkcs12,
            "a key store (PKCS#12) with a private key",
        ),
        (
            "<RSAKeyValue><D>S3CR3T</D></RSAKeyValue>".to_owned(),
            PrivateKeyForm::DotNetXml,
            "a private key in .NET's XML form",
        ),
    ] {
        let error = refused(&text);
        assert_eq!(error, KeyError::Private { found }, "{text}");
        assert_eq!(
            error.to_string(),
            format!("found {name}; {EXPECTED}. Keep private keys out of the gateway")
        );
    }
}

#[test]
fn keys_of_other_algorithms_are_named() {
    let curve = "an elliptic curve key";
    for (file, found, name) in [
        ("ec.spki.pem", OtherAlgorithm::EllipticCurve, curve),
        ("sm2.spki.pem", OtherAlgorithm::Sm2, "an SM2 key"),
        ("ed25519.spki.pem", OtherAlgorithm::Ed25519, "an Ed25519 key"),
        (
            "pss.spki.pem",
            OtherAlgorithm::RsaPss,
            "an RSA-PSS key, which can't check RSA2 signatures",
        ),
        #[cfg(feature = "certificates")]
        ("ec.pem", OtherAlgorithm::EllipticCurve, curve),
    ] {
        for text in [read(file), base64(&read(file))] {
            let error = refused(&text);
            assert_eq!(error, KeyError::NotRsa { found }, "{file}");
            let sentence = format!("found {name}; {EXPECTED}, and it has to be an RSA key");
            assert_eq!(error.to_string(), sentence);
        }
    }
}

#[test]
fn other_things_are_named() {
    let pem = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    let request = "a certificate request (CSR)";
    for (text, found, name) in [
        (read("request.pem"), OtherForm::CertificateRequest, request),
        (base64(&read("request.pem")), OtherForm::CertificateRequest, request),
        (pem("EC PARAMETERS"), OtherForm::CurveParameters, "elliptic curve parameters"),
        (pem("DH PARAMETERS"), OtherForm::DiffieHellmanParameters, "Diffie-Hellman parameters"),
        (pem("PKCS7"), OtherForm::Pkcs7, "a PKCS#7 bundle"),
        (pem("X509 CRL"), OtherForm::RevocationList, "a certificate revocation list (CRL)"),
        (pem("PGP PUBLIC KEY BLOCK"), OtherForm::Pgp, "a PGP key"),
        // A label may be any text: it is not repeated.
        (pem("S3CR3T"), OtherForm::UnknownPem, "PEM of an unknown type"),
        // SEQUENCE { OID signedData }.
        ("MAsGCSqGSIb3DQEHAg==".to_owned(), OtherForm::Pkcs7, "a PKCS#7 bundle"),
        (
            "ssh-rsa AAAAB3NzaC1yc2E= me@host".to_owned(),
            OtherForm::OpenSsh,
            "an OpenSSH public key",
        ),
        ("---- BEGIN SSH2 PUBLIC KEY ----".to_owned(), OtherForm::Ssh2, "an SSH2 public key"),
        (
            "<RSAKeyValue><Modulus/></RSAKeyValue>".to_owned(),
            OtherForm::DotNetXml,
            "a key in .NET's XML form",
        ),
        (r#"{"kty":"RSA"}"#.to_owned(), OtherForm::Json, "JSON"),
        ("2014060600164699".to_owned(), OtherForm::Id, "an app id or a PID"),
        (
            "71D5f5ab5fa06fcad86b56c0c5888217\n".to_owned(),
            OtherForm::SerialNumber,
            "32 hexadecimal digits, such as the serial number (SN) of a certificate, but not the \
             certificate itself",
        ),
        (
            "md5_key='xr8s2k4m6p0q9w7e5t3y1u8i6o4p2a0z'".to_owned(),
            OtherForm::Md5Secret,
            "32 letters and digits, such as the MD5 secret of the old interface",
        ),
    ] {
        let error = refused(&text);
        assert_eq!(error, KeyError::Other { found }, "{text}");
        assert_eq!(error.to_string(), format!("found {name}; {EXPECTED}"));
    }
}

/// `main` prints the `Debug` of the error that it returns.
#[test]
fn a_main_that_returns_the_error_shows_its_sentence() {
    fn main(key: &str, content_key: &str) -> Result<(), Box<dyn Error>> {
        AlipayPublicKey::parse(key)?;
        ContentKey::parse(content_key)?;
        Ok(())
    }

    let shown = |key: &str, content_key: &str| match main(key, content_key) {
        Ok(()) => String::new(),
        Err(error) => format!("Error: {error:?}"),
    };
    assert_eq!(
        shown("/etc/alipay/public_key", ""),
        format!("Error: found a file path; {EXPECTED}. Read the file and pass its contents")
    );
    assert_eq!(
        shown(&read("leaf.spki.pem"), "AAAA"),
        "Error: the content key has 3 bytes; AES-128 needs 16"
    );
}

#[test]
fn one_text_is_one_key() {
    let several = refused(&(read("leaf.spki.pem") + &read("1024.spki.pem")));
    assert_eq!(several, KeyError::Several);
    assert_eq!(
        several.to_string(),
        format!(
            "found several keys; {EXPECTED}. Parse each one by itself and combine them with \
             `AppKeys::or`"
        )
    );
    assert_eq!(refused(&(read("leaf.pem") + &read("leaf.spki.pem"))), KeyError::Several);
}

#[test]
fn a_file_is_text_in_utf_8_or_der() {
    let utf_16: Vec<u8> = std::iter::once(0xfeff)
        .chain(read("leaf.spki.pem").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let error = AlipayPublicKey::from_bytes(&utf_16).expect_err("no UTF-8");
    assert_eq!(error, KeyError::Other { found: OtherForm::Utf16 });
    assert_eq!(AlipayPublicKey::from_bytes(b"").err(), Some(KeyError::Empty));
    assert_eq!(
        AlipayPublicKey::from_bytes(&[0x89, b'P', b'N', b'G']).err(),
        Some(KeyError::Garbled)
    );
    let mut longer = der("leaf.spki.pem");
    longer.push(0);
    assert_eq!(AlipayPublicKey::from_bytes(&longer).err(), Some(KeyError::Garbled));
}

/// As settings and programs have keys.
#[test]
fn what_is_around_a_key_does_not_matter() {
    let (pem, bare) = (read("leaf.spki.pem"), base64(&read("leaf.spki.pem")));
    let escaped = pem.replace('\n', "\\n");
    let texts = [
        format!("\"{bare}\""),
        format!("'{bare}';\n"),
        format!("ALIPAY_PUBLIC_KEY={bare}\n"),
        format!("export KEY=\"{bare}\""),
        format!("alipay.public-key = {bare}"),
        format!("public_key: \"{bare}\","),
        escaped.clone(),
        format!("\"{escaped}\""),
        format!("KEY='{}'", pem.replace('\n', "\\r\\n")),
        format!("KEY=\"{pem}\""),
    ];
    for text in texts {
        for key in [
            AlipayPublicKey::parse(&text),
            AlipayPublicKey::from_bytes(text.as_bytes()),
            AlipayPublicKey::of_app(text.as_bytes()),
        ] {
            let key = key.unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(key.fingerprint(), FINGERPRINT, "{text}");
        }
    }
    let secret = "AAECAwQFBgcICQoLDA0ODw==";
    for text in [format!("\"{secret}\""), format!("AES_KEY={secret}\r\n")] {
        assert!(ContentKey::parse(&text).is_ok(), "{text}");
    }
    assert_eq!(refused("KEY="), KeyError::Garbled);
    assert_eq!(refused("KEY=\"\""), KeyError::Empty);
}

#[cfg(feature = "certificates")]
#[test]
fn the_apps_own_certificate_is_named_and_its_key_is_its_own() {
    for text in [read("app.pem"), base64(&read("app.pem"))] {
        assert_eq!(refused(&text), KeyError::OwnCertificate);
        assert_eq!(
            refused(&text).to_string(),
            format!(
                "found the app's own certificate, such as appCertPublicKey.crt; {EXPECTED}. \
                 Alipay's lies next to it, as alipayCertPublicKey_RSA2.crt"
            )
        );
        let own = AlipayPublicKey::of_app(text.as_bytes()).expect("it is the app's");
        assert_eq!(own.bits(), 2048);
        let of_der = AlipayPublicKey::of_app(&der("app.pem")).expect("it is the app's");
        assert_eq!(of_der.fingerprint(), own.fingerprint());
    }
    // Whatever else there is counts as well: that it is Alipay's is for others to notice.
    assert!(AlipayPublicKey::of_app(read("leaf.pem").as_bytes()).is_ok());
}

#[cfg(feature = "certificates")]
#[test]
fn the_certificate_of_an_authority_is_refused() {
    for text in [read("root.pem"), base64(&read("root.pem")), read("intermediate.pem")] {
        assert_eq!(refused(&text), KeyError::Authority);
        assert_eq!(
            refused(&text).to_string(),
            format!(
                "found the certificate of an authority, such as alipayRootCert.crt; {EXPECTED}"
            )
        );
    }
}

#[cfg(not(feature = "certificates"))]
#[test]
fn without_the_feature_a_certificate_says_which_one_to_enable() {
    for text in [read("leaf.pem"), base64(&read("leaf.pem"))] {
        assert_eq!(refused(&text), KeyError::Certificate);
        assert_eq!(
            refused(&text).to_string(),
            "found a certificate; enable the feature `certificates` of alipay-notify to read its \
             key"
        );
    }
}

/// Half a key is never another key.
#[test]
fn no_beginning_of_a_key_is_a_key() {
    let intermediate = read("intermediate.pem").into_bytes();
    for file in files() {
        for end in 0..file.len() {
            let content = file[..end].trim_ascii_end();
            if let Ok(key) = AlipayPublicKey::from_bytes(content) {
                assert_eq!(key.fingerprint(), FINGERPRINT, "{end} of {} bytes", file.len());
                // The first certificate is whole before its chain is.
                let rest = file[end..].trim_ascii();
                assert!(intermediate.trim_ascii().ends_with(rest), "{end} of {} bytes", file.len());
            }
        }
    }
}

/// Whatever a flipped byte makes of a key, reading it neither panics nor repeats it, and the
/// backends agree.
#[test]
fn damaged_keys_are_read_or_refused_without_a_panic() {
    for file in files() {
        for at in 0..file.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] ^= flip;
                if let Ok(key) = AlipayPublicKey::from_bytes(&damaged) {
                    assert!((1024..=4096).contains(&key.bits()));
                    for backend in Backend::ENABLED {
                        let bits = key.clone().with_backend(*backend).map(|key| key.bits());
                        assert!(
                            bits == Ok(key.bits()) || bits == Err(KeyError::Garbled),
                            "{bits:?}"
                        );
                    }
                }
            }
        }
    }
}
