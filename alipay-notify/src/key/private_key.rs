//! Private keys, in the forms that users have them.

use thiserror::Error;
use zeroize::Zeroizing;

use super::error::KeyError;
use super::found::{OtherAlgorithm, OtherForm, PrivateKeyForm};
use super::kind::{Kind, algorithm, is_truncated, private_bits, private_form};
use super::pasted::unwrapped;
use super::text::{
    BEGIN, broken, from_base64, is_utf_16, known_form, labels, private_label, public_label,
};
use crate::crypto::KEY_BITS;
use crate::debug::debug_as_display;

const EXPECTED: &str = "expected an RSA private key: PKCS#8 or PKCS#1, as PEM, base64 or DER";

/// Why something is not an RSA private key: what was found, and what is expected. Nothing of it is
/// repeated.
///
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints.
#[derive(Clone, Error, PartialEq, Eq)]
pub enum PrivateKeyError {
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
    /// It is too small for RSA2.
    #[error(
        "found a {bits}-bit RSA key, and RSA2 needs 2048 bits; generate another pair, and enter \
         its public half in the console"
    )]
    TooSmall {
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

debug_as_display!(PrivateKeyError);

impl From<KeyError> for PrivateKeyError {
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
            KeyError::Certificate | KeyError::Authority | KeyError::OwnCertificate => {
                Self::Certificate
            }
            KeyError::Other { found } => Self::Other { found },
        }
    }
}

/// The DER of an RSA private key of a size that is accepted. Whether the key is sound is for the
/// backends to say.
pub(crate) enum PrivateDer {
    Pkcs1(Zeroizing<Vec<u8>>),
    Pkcs8(Zeroizing<Vec<u8>>),
}

/// Reads the contents of a key file.
pub(crate) fn from_bytes(content: &[u8]) -> Result<PrivateDer, PrivateKeyError> {
    match std::str::from_utf8(content) {
        Ok(text) => parse(text),
        Err(_) if is_utf_16(content) => Err(PrivateKeyError::Other { found: OtherForm::Utf16 }),
        // The DER of a key is never UTF-8: its length takes two bytes, the first of them 0x82.
        Err(_) => from_der(Zeroizing::new(content.to_vec())),
    }
}

/// Reads a text: PEM or bare base64.
pub(crate) fn parse(text: &str) -> Result<PrivateDer, PrivateKeyError> {
    let text = Zeroizing::new(unwrapped(text)?.into_owned());
    if text.contains(BEGIN) {
        return from_pem(&text);
    }
    known_form(&text)?;
    from_der(Zeroizing::new(from_base64(&text)?))
}

/// Of PEM the one private key counts: certificates often come with it.
fn from_pem(text: &str) -> Result<PrivateDer, PrivateKeyError> {
    let labels = labels(text);
    let private: Vec<PrivateKeyForm> =
        labels.iter().filter_map(|label| private_label(label)).collect();
    match private.as_slice() {
        [] => return Err(no_private_key(&labels)),
        [PrivateKeyForm::Pkcs1 | PrivateKeyForm::Pkcs8] => {}
        [PrivateKeyForm::Encrypted] => return Err(PrivateKeyError::Encrypted),
        [found] => return Err(PrivateKeyError::Private { found: *found }),
        _ => return Err(PrivateKeyError::Several),
    }

    let blocks = pem::parse_many(text).map_err(|error| broken(&error))?;
    // A block without an end is not among them.
    let block = blocks.into_iter().find(|block| private_label(block.tag()).is_some());
    let block = block.ok_or(PrivateKeyError::Truncated)?;
    if block.headers().get("Proc-Type").is_some() {
        return Err(PrivateKeyError::Encrypted);
    }
    from_der(Zeroizing::new(block.into_contents()))
}

fn no_private_key(labels: &[&str]) -> PrivateKeyError {
    match labels.first() {
        Some(label) if label.ends_with("PUBLIC KEY") => PrivateKeyError::PublicKey,
        Some(label) => public_label(label).err().map_or(PrivateKeyError::Certificate, Into::into),
        None => PrivateKeyError::Garbled,
    }
}

/// Tells the two kinds of DER apart, and names what is neither.
fn from_der(der: Zeroizing<Vec<u8>>) -> Result<PrivateDer, PrivateKeyError> {
    match private_form(&der) {
        None => Err(not_private(&der)),
        Some(_) if is_truncated(&der) => Err(PrivateKeyError::Truncated),
        Some(PrivateKeyForm::Pkcs1) => sized(&der).map(|()| PrivateDer::Pkcs1(der)),
        Some(PrivateKeyForm::Pkcs8) => match algorithm(&der) {
            None => sized(&der).map(|()| PrivateDer::Pkcs8(der)),
            Some(found) => Err(PrivateKeyError::NotRsa { found }),
        },
        Some(PrivateKeyForm::Encrypted) => Err(PrivateKeyError::Encrypted),
        // Too little of it is there to tell.
        Some(PrivateKeyForm::Unknown) => Err(PrivateKeyError::Garbled),
        Some(found) => Err(PrivateKeyError::Private { found }),
    }
}

fn not_private(der: &[u8]) -> PrivateKeyError {
    match Kind::of(der) {
        Ok(Kind::RsaKey { .. }) => PrivateKeyError::PublicKey,
        Ok(Kind::Certificate) => PrivateKeyError::Certificate,
        Err(error) => error.into(),
    }
}

fn sized(der: &[u8]) -> Result<(), PrivateKeyError> {
    match private_bits(der) {
        None => Err(PrivateKeyError::Garbled),
        Some(bits) if KEY_BITS.contains(&bits) => Ok(()),
        Some(bits) => Err(PrivateKeyError::Size { bits }),
    }
}
