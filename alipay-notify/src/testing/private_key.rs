//! Private keys, in the forms that users have them.

use rsa::pkcs1;
use rsa::pkcs8::{PrivateKeyInfo, der::Decode};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::crypto::{KEY_BITS, SigningKey};
use crate::debug::debug_as_display;
use crate::key::{
    BEGIN, KeyError, Kind, OtherAlgorithm, OtherForm, PrivateKeyForm, algorithm, broken,
    from_base64, is_truncated, is_utf_16, known_form, labels, private_form, private_label,
    public_label, trimmed,
};

const EXPECTED: &str = "expected an RSA private key: PKCS#8 or PKCS#1, as PEM, base64 or DER";

/// Why something is not a private key that a [`TestKey`](super::TestKey) can be made of: what was
/// found, and what is expected. Nothing of it is repeated.
///
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints.
#[derive(Clone, Error, PartialEq, Eq)]
pub enum TestKeyError {
    /// Nothing is there.
    #[error("found nothing; {EXPECTED}")]
    Empty,
    /// It is the path of a file.
    #[error("found a file path; {EXPECTED}. Read the file and pass its contents")]
    Path,
    /// Its end is missing.
    #[error("found a truncated key: its end is missing; {EXPECTED}. Copy all of it")]
    Truncated,
    /// It is not PEM, base64 or DER, or what it encodes is not a sound key.
    #[error(
        "found garbled or unknown data, or a key that is not sound; {EXPECTED}. Copy it again, \
         unchanged"
    )]
    Garbled,
    /// It is a public key.
    #[error("found a public key; {EXPECTED}. Use the other half of the pair")]
    PublicKey,
    /// It is a certificate, which holds a public key.
    #[error("found a certificate; {EXPECTED}. Use the private key that belongs to it")]
    Certificate,
    /// It is a private key protected by a password.
    #[error(
        "found an encrypted private key; {EXPECTED}. Decrypt it first: openssl pkey -in FILE -out \
         PLAIN"
    )]
    Encrypted,
    /// It is a private key in a form that is not read.
    #[error("found {found}; {EXPECTED}")]
    Private {
        /// Its form.
        found: PrivateKeyForm,
    },
    /// It is a key of another algorithm.
    #[error("found {found}; {EXPECTED}")]
    NotRsa {
        /// Its algorithm.
        found: OtherAlgorithm,
    },
    /// Keys of its size are not accepted.
    #[error("found a {bits}-bit RSA key; {EXPECTED}, of 1024 to 4096 bits")]
    Size {
        /// Its size in bits.
        bits: usize,
    },
    /// There are several private keys, and nothing says which one is meant.
    #[error("found several private keys; {EXPECTED}. Keep the one that is meant")]
    Several,
    /// It is recognised, but not read.
    #[error("found {found}; {EXPECTED}")]
    Other {
        /// What it is.
        found: OtherForm,
    },
}

debug_as_display!(TestKeyError);

impl From<KeyError> for TestKeyError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Empty => Self::Empty,
            KeyError::Path => Self::Path,
            KeyError::Truncated => Self::Truncated,
            KeyError::Garbled => Self::Garbled,
            KeyError::Private { found } => Self::Private { found },
            KeyError::NotRsa { found } => Self::NotRsa { found },
            KeyError::Size { bits } => Self::Size { bits },
            KeyError::Several => Self::Several,
            KeyError::Certificate | KeyError::Authority => Self::Certificate,
            KeyError::Other { found } => Self::Other { found },
        }
    }
}

/// Reads the contents of a key file.
pub(super) fn from_bytes(content: &[u8]) -> Result<SigningKey, TestKeyError> {
    match std::str::from_utf8(content) {
        Ok(text) => parse(text),
        Err(_) if is_utf_16(content) => Err(TestKeyError::Other { found: OtherForm::Utf16 }),
        // The DER of a key is never UTF-8: its length takes two bytes, the first of them 0x82.
        Err(_) => from_der(content),
    }
}

/// Reads a text: PEM or bare base64.
pub(super) fn parse(text: &str) -> Result<SigningKey, TestKeyError> {
    let text = trimmed(text)?;
    if text.contains(BEGIN) {
        return from_pem(text);
    }
    known_form(text)?;
    from_der(&Zeroizing::new(from_base64(text)?))
}

/// Of PEM the one private key counts: certificates often come with it.
fn from_pem(text: &str) -> Result<SigningKey, TestKeyError> {
    let labels = labels(text);
    let private: Vec<PrivateKeyForm> =
        labels.iter().filter_map(|label| private_label(label)).collect();
    match private.as_slice() {
        [] => return Err(no_private_key(&labels)),
        [PrivateKeyForm::Pkcs1 | PrivateKeyForm::Pkcs8] => {}
        [PrivateKeyForm::Encrypted] => return Err(TestKeyError::Encrypted),
        [found] => return Err(TestKeyError::Private { found: *found }),
        _ => return Err(TestKeyError::Several),
    }

    let blocks = pem::parse_many(text).map_err(|error| broken(&error))?;
    // A block without an end is not among them.
    let block = blocks.into_iter().find(|block| private_label(block.tag()).is_some());
    let block = block.ok_or(TestKeyError::Truncated)?;
    if block.headers().get("Proc-Type").is_some() {
        return Err(TestKeyError::Encrypted);
    }
    from_der(&Zeroizing::new(block.into_contents()))
}

fn no_private_key(labels: &[&str]) -> TestKeyError {
    match labels.first() {
        Some(label) if label.ends_with("PUBLIC KEY") => TestKeyError::PublicKey,
        Some(label) => public_label(label).err().map_or(TestKeyError::Certificate, Into::into),
        None => TestKeyError::Garbled,
    }
}

/// Reads DER: PKCS#8 or PKCS#1.
fn from_der(der: &[u8]) -> Result<SigningKey, TestKeyError> {
    match private_form(der) {
        None => Err(not_private(der)),
        Some(_) if is_truncated(der) => Err(TestKeyError::Truncated),
        Some(PrivateKeyForm::Pkcs1) => from_pkcs1(der),
        Some(PrivateKeyForm::Pkcs8) => from_pkcs8(der),
        Some(PrivateKeyForm::Encrypted) => Err(TestKeyError::Encrypted),
        // Too little of it is there to tell.
        Some(PrivateKeyForm::Unknown) => Err(TestKeyError::Garbled),
        Some(found) => Err(TestKeyError::Private { found }),
    }
}

fn not_private(der: &[u8]) -> TestKeyError {
    match Kind::of(der) {
        Ok(Kind::RsaKey { .. }) => TestKeyError::PublicKey,
        Ok(Kind::Certificate) => TestKeyError::Certificate,
        Err(error) => error.into(),
    }
}

fn from_pkcs8(der: &[u8]) -> Result<SigningKey, TestKeyError> {
    let info = PrivateKeyInfo::from_der(der).map_err(|_| TestKeyError::Garbled)?;
    match algorithm(der) {
        None => from_pkcs1(info.private_key),
        Some(found) => Err(TestKeyError::NotRsa { found }),
    }
}

fn from_pkcs1(der: &[u8]) -> Result<SigningKey, TestKeyError> {
    let parts = pkcs1::RsaPrivateKey::from_der(der).map_err(|_| TestKeyError::Garbled)?;
    let bits = bits(parts.modulus.as_bytes());
    if !KEY_BITS.contains(&bits) {
        return Err(TestKeyError::Size { bits });
    }
    SigningKey::from_pkcs1(der).map_err(|_| TestKeyError::Garbled)
}

/// The size of a number without leading zeros.
fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}
