//! Private keys, in the forms that users hold them.

use rsa::pkcs1;
use rsa::pkcs8::{PrivateKeyInfo, der::Decode};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::crypto::{KEY_BITS, SigningKey};
use crate::key::{BEGIN, KeyError, Kind, Private, broken, from_base64, is_truncated, known_form};

const WANTED: &str = "wanted is an RSA private key: PKCS#8 or PKCS#1, as PEM, base64 or DER";

/// Why something is no private key that a [`TestKey`](super::TestKey) can be made of: what was
/// found, and what is wanted. Nothing of it is repeated.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TestKeyError {
    /// There is nothing.
    #[error("found nothing; {}", WANTED)]
    Empty,
    /// It is the path of a file.
    #[error("found the path of a file; {}. Read the file, and pass what is in it", WANTED)]
    Path,
    /// Its end is missing.
    #[error("found a truncated text: its end is missing; {}. Copy all of it", WANTED)]
    Truncated,
    /// It is neither PEM, base64 nor DER, or what it encodes is no sound key.
    #[error(
        "found a garbled or unknown text, or a key that is not sound; {}. Copy it again, unchanged",
        WANTED
    )]
    Garbled,
    /// It is a public key, or a certificate, which holds one.
    #[error("found {found}; {}. Take the other half of the pair", WANTED)]
    Public {
        /// Which of both.
        found: &'static str,
    },
    /// It is a private key behind a password.
    #[error(
        "found an encrypted private key; {}. Decrypt it first: openssl pkey -in FILE -out PLAIN",
        WANTED
    )]
    Encrypted,
    /// It is a key of another algorithm.
    #[error("found {found}; {}", WANTED)]
    NotRsa {
        /// Which algorithm.
        found: &'static str,
    },
    /// Its size is not one that is accepted.
    #[error("found an RSA key of {bits} bits; {}, of 1024 to 4096 bits", WANTED)]
    Size {
        /// Its size.
        bits: usize,
    },
    /// There are several private keys, and nothing says which one is meant.
    #[error("found several private keys; {}. Keep the one that is meant", WANTED)]
    Several,
    /// It is something else that is known.
    #[error("found {found}; {}", WANTED)]
    Other {
        /// What it is.
        found: &'static str,
    },
}

impl From<KeyError> for TestKeyError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Empty => Self::Empty,
            KeyError::Path => Self::Path,
            KeyError::Truncated => Self::Truncated,
            KeyError::Garbled => Self::Garbled,
            KeyError::NotRsa { found } => Self::NotRsa { found },
            KeyError::Size { bits } => Self::Size { bits },
            KeyError::Several => Self::Several,
            KeyError::Certificate => Self::Public { found: "a certificate" },
            KeyError::Private { found } | KeyError::Other { found } => Self::Other { found },
        }
    }
}

/// Reads a key file's content.
pub(super) fn from_bytes(content: &[u8]) -> Result<SigningKey, TestKeyError> {
    match std::str::from_utf8(content) {
        Ok(text) => parse(text),
        Err(_) if content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]) => {
            Err(TestKeyError::Other { found: "a text in UTF-16, where UTF-8 is read" })
        }
        // The length of a key takes two bytes, of which the first is none of UTF-8.
        Err(_) => from_der(content),
    }
}

/// Reads a text: PEM, or base64 without more.
pub(super) fn parse(text: &str) -> Result<SigningKey, TestKeyError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(TestKeyError::Empty);
    }
    if text.contains(BEGIN) {
        return from_pem(text);
    }
    known_form(text)?;
    from_der(&Zeroizing::new(from_base64(text)?))
}

/// Of a text in PEM the one private key counts: certificates often lie beside it.
fn from_pem(text: &str) -> Result<SigningKey, TestKeyError> {
    let labels = text.split(BEGIN).skip(1).filter_map(|block| block.split("-----").next());
    let (private, others): (Vec<&str>, Vec<&str>) =
        labels.partition(|label| label.ends_with("PRIVATE KEY"));
    match private.as_slice() {
        [] => return Err(no_private_key(&others)),
        ["PRIVATE KEY" | "RSA PRIVATE KEY"] => {}
        ["ENCRYPTED PRIVATE KEY"] => return Err(TestKeyError::Encrypted),
        ["EC PRIVATE KEY"] => return Err(elliptic_curve()),
        ["OPENSSH PRIVATE KEY"] => {
            return Err(TestKeyError::Other { found: "a private key in OpenSSH's form" });
        }
        [_] => return Err(TestKeyError::Other { found: "a private key of an unknown PEM type" }),
        _ => return Err(TestKeyError::Several),
    }
    let blocks = pem::parse_many(text).map_err(|error| broken(&error))?;
    // What has no end is left out of what is parsed.
    let block = blocks.into_iter().find(|block| block.tag().ends_with("PRIVATE KEY"));
    let block = block.ok_or(TestKeyError::Truncated)?;
    if block.headers().get("Proc-Type").is_some() {
        return Err(TestKeyError::Encrypted);
    }
    from_der(&Zeroizing::new(block.into_contents()))
}

fn no_private_key(labels: &[&str]) -> TestKeyError {
    match labels {
        ["PUBLIC KEY" | "RSA PUBLIC KEY", ..] => public_key(),
        ["CERTIFICATE" | "X509 CERTIFICATE", ..] => certificate(),
        _ => TestKeyError::Other { found: "a PEM text without a private key" },
    }
}

/// Reads DER: PKCS#8 or PKCS#1.
fn from_der(der: &[u8]) -> Result<SigningKey, TestKeyError> {
    match Private::of(der) {
        None => Err(not_private(der)),
        Some(_) if is_truncated(der) => Err(TestKeyError::Truncated),
        Some(Private::Pkcs1) => from_pkcs1(der),
        Some(Private::Pkcs8) => from_pkcs8(der),
        Some(Private::Encrypted) => Err(TestKeyError::Encrypted),
        Some(Private::EllipticCurve) => Err(elliptic_curve()),
        Some(Private::Pkcs12) => Err(TestKeyError::Other { found: "a key store (PKCS#12)" }),
        Some(Private::Unknown) => Err(TestKeyError::Garbled),
    }
}

fn not_private(der: &[u8]) -> TestKeyError {
    match Kind::of(der) {
        Ok(Kind::RsaKey { .. }) => public_key(),
        Ok(Kind::Certificate) => certificate(),
        Err(error) => error.into(),
    }
}

fn from_pkcs8(der: &[u8]) -> Result<SigningKey, TestKeyError> {
    let info = PrivateKeyInfo::from_der(der).map_err(|_| TestKeyError::Garbled)?;
    if info.algorithm.oid != pkcs1::ALGORITHM_OID {
        return Err(TestKeyError::NotRsa { found: "a private key of another algorithm than RSA" });
    }
    from_pkcs1(info.private_key)
}

fn from_pkcs1(der: &[u8]) -> Result<SigningKey, TestKeyError> {
    let parts = pkcs1::RsaPrivateKey::from_der(der).map_err(|_| TestKeyError::Garbled)?;
    let bits = bits(parts.modulus.as_bytes());
    if !KEY_BITS.contains(&bits) {
        return Err(TestKeyError::Size { bits });
    }
    SigningKey::from_pkcs1(der).map_err(|_| TestKeyError::Garbled)
}

/// The size of a number, which has no zeros in front.
fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

fn public_key() -> TestKeyError {
    TestKeyError::Public { found: "a public key" }
}

fn certificate() -> TestKeyError {
    TestKeyError::Public { found: "a certificate" }
}

fn elliptic_curve() -> TestKeyError {
    TestKeyError::NotRsa { found: "a private key of an elliptic curve" }
}
