//! From a text to DER: PEM or bare base64, or what else it is.

use base64::DecodeError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pem::PemError;

use super::KeyError;

/// What a text encodes: one DER, or several where it is PEM. There is at least one.
pub(crate) fn decode(text: &str) -> Result<Vec<Vec<u8>>, KeyError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(KeyError::Empty);
    }
    if text.contains(BEGIN) {
        return from_pem(text);
    }
    known_form(text)?;
    from_base64(text).map(|der| vec![der])
}

/// What every PEM block begins with.
pub(crate) const BEGIN: &str = "-----BEGIN ";

fn from_pem(text: &str) -> Result<Vec<Vec<u8>>, KeyError> {
    let labels: Vec<&str> =
        text.split(BEGIN).skip(1).filter_map(|block| block.split("-----").next()).collect();
    // A private key anywhere comes first: it must leave the gateway, whatever else is with it.
    if let Some(found) = labels.iter().find_map(|label| private_label(label)) {
        return Err(KeyError::Private { found });
    }
    labels.iter().try_for_each(|label| public_label(label))?;
    let blocks = pem::parse_many(text).map_err(|error| broken(&error))?;
    // What has no end is left out of what is parsed.
    if blocks.len() != labels.len() {
        return Err(KeyError::Truncated);
    }
    Ok(blocks.into_iter().map(pem::Pem::into_contents).collect())
}

/// Names the labels of private keys. No other text of a label is repeated: it might be anything.
fn private_label(label: &str) -> Option<&'static str> {
    Some(match label {
        "PRIVATE KEY" => "a private key (PEM type `PRIVATE KEY`, PKCS#8)",
        "RSA PRIVATE KEY" => "a private key (PEM type `RSA PRIVATE KEY`, PKCS#1)",
        "EC PRIVATE KEY" => "a private key (PEM type `EC PRIVATE KEY`)",
        "ENCRYPTED PRIVATE KEY" => "a private key (PEM type `ENCRYPTED PRIVATE KEY`)",
        "OPENSSH PRIVATE KEY" => "a private key (PEM type `OPENSSH PRIVATE KEY`)",
        _ if label.ends_with("PRIVATE KEY") => "a private key",
        _ => return None,
    })
}

fn public_label(label: &str) -> Result<(), KeyError> {
    let found = match label {
        "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" | "X509 CERTIFICATE" => return Ok(()),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => "a certificate request (CSR)",
        "EC PARAMETERS" => "parameters of an elliptic curve (PEM type `EC PARAMETERS`)",
        "DH PARAMETERS" => "Diffie-Hellman parameters (PEM type `DH PARAMETERS`)",
        "PKCS7" | "CMS" => "a PKCS#7 bundle",
        "X509 CRL" => "a list of revoked certificates (PEM type `X509 CRL`)",
        "PGP PUBLIC KEY BLOCK" => "a PGP key",
        _ => "a PEM text of an unknown type",
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

/// What is neither PEM nor base64, but can be named.
pub(crate) fn known_form(text: &str) -> Result<(), KeyError> {
    let found = match text {
        _ if is_path(text) => return Err(KeyError::Path),
        _ if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") => "an OpenSSH public key",
        _ if text.starts_with("---- BEGIN SSH2") => "an SSH public key",
        _ if text.starts_with("<RSAKeyValue>") && text.contains("<D>") => {
            return Err(KeyError::Private { found: "a private key in .NET's XML form" });
        }
        _ if text.starts_with("<RSAKeyValue>") => "a key in .NET's XML form",
        _ if text.starts_with('{') => "a JSON text",
        _ => return Ok(()),
    };
    Err(KeyError::Other { found })
}

/// Keys begin with `M`, so that a text which begins like a path, or ends like the name of a key
/// file, is one.
fn is_path(text: &str) -> bool {
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

pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, KeyError> {
    let compact: String = text.split_whitespace().collect();
    STANDARD.decode(compact).map_err(|error| undecodable(&error))
}

/// Base64 without a wrong character is wrong at its end: there is not enough of it.
fn undecodable(error: &DecodeError) -> KeyError {
    match error {
        DecodeError::InvalidByte(..) => KeyError::Garbled,
        _ => KeyError::Truncated,
    }
}
