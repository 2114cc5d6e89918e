//! What DER is, judged by its first elements: enough to name it, and to measure a modulus. Whether
//! a key is sound is for the backends to say.

use super::error::KeyError;
use super::found::{OtherAlgorithm, OtherForm, PrivateKeyForm};

/// What is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A `SubjectPublicKeyInfo` or an `RSAPublicKey`.
    RsaKey {
        /// The size of its modulus.
        bits: usize,
    },
    /// An X.509 certificate.
    Certificate,
}

impl Kind {
    /// Recognises it. Anything but a key or a certificate is an error that names it.
    pub(crate) fn of(der: &[u8]) -> Result<Self, KeyError> {
        let mut rest = der;
        let outer = Element::read(&mut rest)
            .filter(|outer| outer.tag == SEQUENCE)
            .ok_or(KeyError::Garbled)?;
        let elements = Elements::of(outer.content);

        // First, so that half a private key is still called one.
        if let Some(found) = elements.private() {
            return Err(KeyError::Private { found });
        }

        if !outer.complete {
            return Err(KeyError::Truncated);
        }
        if !rest.is_empty() {
            return Err(KeyError::Garbled);
        }

        elements.public()
    }
}

/// The form of a private key, if it is one, or the beginning of one.
pub(crate) fn private_form(der: &[u8]) -> Option<PrivateKeyForm> {
    let outer = Element::read(&mut &*der).filter(|outer| outer.tag == SEQUENCE)?;
    Elements::of(outer.content).private()
}

/// The algorithm of a `PrivateKeyInfo` that has a key, unless it is RSA.
pub(crate) fn algorithm(pkcs8: &[u8]) -> Option<OtherAlgorithm> {
    let outer = Element::read(&mut &*pkcs8)?;
    let [_version, identifier, key] = Elements::of(outer.content).0;
    if key.tag == OCTET_STRING { other_algorithm(&identifier) } else { None }
}

/// Whether DER ends before its outermost element does.
pub(crate) fn is_truncated(der: &[u8]) -> bool {
    Element::read(&mut &*der).is_some_and(|outer| !outer.complete)
}

/// The size of the modulus of an `RSAPrivateKey`, by itself or in a `PrivateKeyInfo`.
pub(crate) fn private_bits(der: &[u8]) -> Option<usize> {
    let outer = Element::read(&mut &*der)?;
    let [_version, second, third] = Elements::of(outer.content).0;
    match (second.tag, third.tag) {
        (INTEGER, INTEGER) => Some(second.bits()),
        (SEQUENCE, OCTET_STRING) => {
            let inner = Element::read(&mut &*third.content).filter(|it| it.tag == SEQUENCE)?;
            let [_version, modulus, _] = Elements::of(inner.content).0;
            (modulus.tag == INTEGER).then(|| modulus.bits())
        }
        _ => None,
    }
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10.
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// id-ecPublicKey, 1.2.840.10045.2.1.
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// SM2, 1.2.156.10197.1.301: as a curve, and sometimes as the algorithm.
const SM2: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d];
/// Ed25519, 1.3.101.112.
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// PKCS#5 and PKCS#12 encryption, 1.2.840.113549.1.5 and 1.2.840.113549.1.12.1.
const ENCRYPTION: [&[u8]; 2] = [
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01],
];
/// PKCS#7, 1.2.840.113549.1.7.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

/// The first three elements of a sequence.
struct Elements<'d>([Element<'d>; 3]);

impl<'d> Elements<'d> {
    fn of(mut content: &'d [u8]) -> Self {
        Self(std::array::from_fn(|_| Element::read(&mut content).unwrap_or_default()))
    }

    /// The form of a private key, if it is one.
    fn private(&self) -> Option<PrivateKeyForm> {
        let [first, second, _] = &self.0;
        match (first.tag, second.tag) {
            (INTEGER, OCTET_STRING) => Some(PrivateKeyForm::EllipticCurve),
            (INTEGER, INTEGER) if first.is_version() => Some(PrivateKeyForm::Pkcs1),
            (INTEGER, SEQUENCE) if first.content == [3] => Some(PrivateKeyForm::Pkcs12),
            (INTEGER, SEQUENCE) if first.is_version() => Some(PrivateKeyForm::Pkcs8),
            (SEQUENCE, OCTET_STRING) if first.is_encryption() => Some(PrivateKeyForm::Encrypted),
            _ if first.tag == INTEGER && first.is_version() => Some(PrivateKeyForm::Unknown),
            _ => None,
        }
    }

    fn public(&self) -> Result<Kind, KeyError> {
        let [first, second, third] = &self.0;
        match (first.tag, second.tag, third.tag) {
            (INTEGER, INTEGER, _) => Ok(Kind::RsaKey { bits: first.bits() }),
            (SEQUENCE, BIT_STRING, _) => subject_public_key(first, second),
            (SEQUENCE, SEQUENCE, BIT_STRING) if is_request(first) => {
                Err(KeyError::Other { found: OtherForm::CertificateRequest })
            }
            (SEQUENCE, SEQUENCE, BIT_STRING) => Ok(Kind::Certificate),
            (OID, ..) if first.content.starts_with(PKCS7) => {
                Err(KeyError::Other { found: OtherForm::Pkcs7 })
            }
            _ => Err(KeyError::Garbled),
        }
    }
}

fn subject_public_key(identifier: &Element<'_>, key: &Element<'_>) -> Result<Kind, KeyError> {
    match other_algorithm(identifier) {
        None => rsa_public_key(key),
        Some(found) => Err(KeyError::NotRsa { found }),
    }
}

/// The algorithm of an `AlgorithmIdentifier`, unless it is RSA.
fn other_algorithm(identifier: &Element<'_>) -> Option<OtherAlgorithm> {
    let [oid, parameters, _] = Elements::of(identifier.content).0;
    match oid.content {
        RSA => None,
        RSA_PSS => Some(OtherAlgorithm::RsaPss),
        SM2 => Some(OtherAlgorithm::Sm2),
        EC if parameters.content == SM2 => Some(OtherAlgorithm::Sm2),
        EC => Some(OtherAlgorithm::EllipticCurve),
        ED25519 => Some(OtherAlgorithm::Ed25519),
        _ => Some(OtherAlgorithm::Unknown),
    }
}

fn rsa_public_key(key: &Element<'_>) -> Result<Kind, KeyError> {
    // The first byte of a bit string counts the unused bits at its end: none.
    let mut content = key.content.strip_prefix(&[0]).ok_or(KeyError::Garbled)?;
    let sequence = Element::read(&mut content).ok_or(KeyError::Garbled)?;
    let [modulus, exponent, _] = Elements::of(sequence.content).0;
    match (sequence.tag, modulus.tag, exponent.tag) {
        (SEQUENCE, INTEGER, INTEGER) => Ok(Kind::RsaKey { bits: modulus.bits() }),
        _ => Err(KeyError::Garbled),
    }
}

/// A request has its subject, a sequence of sets, where a certificate has its signature algorithm.
fn is_request(to_be_signed: &Element<'_>) -> bool {
    let [version, subject, _] = Elements::of(to_be_signed.content).0;
    let [set, ..] = Elements::of(subject.content).0;
    version.tag == INTEGER
        && subject.tag == SEQUENCE
        && (set.tag == SET || subject.content.is_empty())
}

/// One element: its tag, and as much of its content as is there. A missing element has tag 0.
#[derive(Clone, Copy, Debug, Default)]
struct Element<'d> {
    tag: u8,
    content: &'d [u8],
    complete: bool,
}

impl<'d> Element<'d> {
    /// Takes the first element.
    fn read(rest: &mut &'d [u8]) -> Option<Self> {
        let (&tag, after) = rest.split_first()?;
        let (&first, mut after) = after.split_first()?;
        let mut length = usize::from(first);
        if first >= 0x80 {
            // No key has a length of more than four bytes.
            let (bytes, remaining) =
                after.split_at_checked(usize::from(first & 0x7f).clamp(1, 5))?;
            length = bytes.iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
            after = remaining;
        }
        let (content, remaining) = after.split_at_checked(length).unwrap_or((after, &[]));
        *rest = remaining;
        Some(Self { tag, content, complete: content.len() == length })
    }

    /// Whether an integer is a version that private keys begin with.
    fn is_version(&self) -> bool {
        matches!(self.content, [0 | 1])
    }

    fn is_encryption(&self) -> bool {
        let [oid, ..] = Elements::of(self.content).0;
        oid.tag == OID && ENCRYPTION.iter().any(|arc| oid.content.starts_with(arc))
    }

    /// The size of an integer.
    fn bits(&self) -> usize {
        let significant =
            self.content.iter().position(|&byte| byte != 0).unwrap_or(self.content.len());
        let content = &self.content[significant..];
        content.first().map_or(0, |first| content.len() * 8 - first.leading_zeros() as usize)
    }
}
