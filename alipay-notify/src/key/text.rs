//! From text to DER: PEM, bare base64, or what else it is.

use base64::DecodeError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pem::PemError;

use super::error::KeyError;
use super::found::{OtherForm, PrivateKeyForm};
use super::pasted::unwrapped;

/// What a text encodes: one DER, or several if it is PEM. There is at least one.
pub(crate) fn decode(text: &str) -> Result<Vec<Vec<u8>>, KeyError> {
    let text = unwrapped(text)?;
    if text.contains(BEGIN) {
        return from_pem(&text);
    }
    known_form(&text)?;
    from_base64(&text).map(|der| vec![der])
}

/// Whether bytes begin with a byte order mark of UTF-16.
pub(crate) fn is_utf_16(content: &[u8]) -> bool {
    content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff])
}

/// What every PEM block begins with.
pub(crate) const BEGIN: &str = "-----BEGIN ";

/// The label of each PEM block that begins.
pub(crate) fn labels(text: &str) -> Vec<&str> {
    text.split(BEGIN).skip(1).filter_map(|block| block.split("-----").next()).collect()
}

fn from_pem(text: &str) -> Result<Vec<Vec<u8>>, KeyError> {
    let labels = labels(text);

    // A private key anywhere comes first: it must leave the gateway, whatever else is with it.
    if let Some(found) = labels.iter().find_map(|label| private_label(label)) {
        return Err(KeyError::Private { found });
    }
    labels.iter().try_for_each(|label| public_label(label))?;

    let blocks = pem::parse_many(text).map_err(|error| broken(&error))?;
    // A block without an end is not among them.
    if blocks.len() != labels.len() {
        return Err(KeyError::Truncated);
    }
    Ok(blocks.into_iter().map(pem::Pem::into_contents).collect())
}

/// The form of private key that a PEM label stands for.
pub(crate) fn private_label(label: &str) -> Option<PrivateKeyForm> {
    Some(match label {
        "PRIVATE KEY" => PrivateKeyForm::Pkcs8,
        "RSA PRIVATE KEY" => PrivateKeyForm::Pkcs1,
        "EC PRIVATE KEY" => PrivateKeyForm::EllipticCurve,
        "ENCRYPTED PRIVATE KEY" => PrivateKeyForm::Encrypted,
        "OPENSSH PRIVATE KEY" => PrivateKeyForm::OpenSsh,
        _ if label.ends_with("PRIVATE KEY") => PrivateKeyForm::Unknown,
        _ => return None,
    })
}

/// Whether a PEM label stands for a public key or a certificate.
pub(crate) fn public_label(label: &str) -> Result<(), KeyError> {
    let found = match label {
        "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" | "X509 CERTIFICATE" => return Ok(()),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => OtherForm::CertificateRequest,
        "EC PARAMETERS" => OtherForm::CurveParameters,
        "DH PARAMETERS" => OtherForm::DiffieHellmanParameters,
        "PKCS7" | "CMS" => OtherForm::Pkcs7,
        "X509 CRL" => OtherForm::RevocationList,
        "PGP PUBLIC KEY BLOCK" => OtherForm::Pgp,
        _ => OtherForm::UnknownPem,
    };
    Err(KeyError::Other { found })
}

/// What is wrong with a PEM text.
pub(crate) fn broken(error: &PemError) -> KeyError {
    match error {
        PemError::InvalidData(error) => undecodable(error),
        _ => KeyError::Garbled,
    }
}

/// Rejects text that is neither PEM nor base64, but can be named.
pub(crate) fn known_form(text: &str) -> Result<(), KeyError> {
    let found = match text {
        _ if is_path(text) => return Err(KeyError::Path),
        _ if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") => OtherForm::OpenSsh,
        _ if text.starts_with("---- BEGIN SSH2") => OtherForm::Ssh2,
        _ if text.starts_with("<RSAKeyValue>") && text.contains("<D>") => {
            return Err(KeyError::Private { found: PrivateKeyForm::DotNetXml });
        }
        _ if text.starts_with("<RSAKeyValue>") => OtherForm::DotNetXml,
        _ if text.starts_with('{') => OtherForm::Json,
        _ if is_number(text) => OtherForm::Id,
        _ if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            OtherForm::SerialNumber
        }
        _ if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            OtherForm::Md5Secret
        }
        _ => return Ok(()),
    };
    Err(KeyError::Other { found })
}

/// Keys begin with `M`, so text that begins like a path, or ends like the name of a key file, is a
/// path.
pub(crate) fn is_path(text: &str) -> bool {
    const ENDS: [&str; 8] = [".pem", ".crt", ".cer", ".der", ".key", ".pub", ".txt", ".p12"];
    const BEGINS: [&str; 5] = ["/", "./", "../", "~/", "file:"];
    let lower = text.to_ascii_lowercase();
    let drive =
        matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let one_line = !text.contains(['\n', '\r']);

    one_line
        && (drive
            || ENDS.iter().any(|end| lower.ends_with(end))
            || BEGINS.iter().any(|it| text.starts_with(it)))
}

/// The number of an app, or of a merchant.
fn is_number(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Bare base64, with white space anywhere.
pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, KeyError> {
    let compact: String = text.split_whitespace().collect();
    STANDARD.decode(compact).map_err(|error| undecodable(&error))
}

/// If no character of base64 is wrong, its length is: some of it is missing.
fn undecodable(error: &DecodeError) -> KeyError {
    match error {
        DecodeError::InvalidByte(..) => KeyError::Garbled,
        _ => KeyError::Truncated,
    }
}
