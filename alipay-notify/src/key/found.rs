//! What was found in place of a key. `Display` gives each its English name, with its article.
//!
//! These enums are exhaustive on purpose: whoever translates them learns of a new one when
//! compiling.

use std::fmt;

/// The form of a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrivateKeyForm {
    /// `RSAPrivateKey`, PEM type `RSA PRIVATE KEY`.
    Pkcs1,
    /// `PrivateKeyInfo` of any algorithm, PEM type `PRIVATE KEY`.
    Pkcs8,
    /// `EncryptedPrivateKeyInfo`, PEM type `ENCRYPTED PRIVATE KEY`.
    Encrypted,
    /// `ECPrivateKey`, PEM type `EC PRIVATE KEY`.
    EllipticCurve,
    /// PEM type `OPENSSH PRIVATE KEY`.
    OpenSsh,
    /// A PKCS#12 key store.
    Pkcs12,
    /// .NET's `RSAKeyValue` with private parts.
    DotNetXml,
    /// Another PEM type that ends in `PRIVATE KEY`, or too little of a key to tell.
    Unknown,
}

impl fmt::Display for PrivateKeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs1 => "a private key (PKCS#1)",
            Self::Pkcs8 => "a private key (PKCS#8)",
            Self::Encrypted => "an encrypted private key (PKCS#8)",
            Self::EllipticCurve => "an elliptic curve private key",
            Self::OpenSsh => "an OpenSSH private key",
            Self::Pkcs12 => "a key store (PKCS#12) with a private key",
            Self::DotNetXml => "a private key in .NET's XML form",
            Self::Unknown => "a private key of an unknown form",
        })
    }
}

/// The algorithm of a key that is not an RSA key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherAlgorithm {
    /// RSA restricted to PSS signatures.
    RsaPss,
    /// SM2 (国密).
    Sm2,
    /// ECDSA or ECDH on any other curve.
    EllipticCurve,
    /// Ed25519.
    Ed25519,
    /// Anything else.
    Unknown,
}

impl fmt::Display for OtherAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RsaPss => "an RSA-PSS key, which can't check RSA2 signatures",
            Self::Sm2 => "an SM2 key",
            Self::EllipticCurve => "an elliptic curve key",
            Self::Ed25519 => "an Ed25519 key",
            Self::Unknown => "a key of another algorithm",
        })
    }
}

/// Something that is recognised, but not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherForm {
    /// A request for a certificate (CSR).
    CertificateRequest,
    /// A PKCS#7 bundle.
    Pkcs7,
    /// A certificate revocation list.
    RevocationList,
    /// Elliptic curve parameters, which `openssl ecparam` writes before a key.
    CurveParameters,
    /// Diffie-Hellman parameters.
    DiffieHellmanParameters,
    /// A PGP key.
    Pgp,
    /// An OpenSSH public key.
    OpenSsh,
    /// A public key in the form of RFC 4716.
    Ssh2,
    /// .NET's `RSAKeyValue`.
    DotNetXml,
    /// JSON.
    Json,
    /// Text in UTF-16.
    Utf16,
    /// The 16 digits of an app id or a merchant's PID.
    Id,
    /// 32 hexadecimal digits: the serial number of a certificate, or an MD5 digest.
    SerialNumber,
    /// 32 letters and digits: the secret of the old interface, which signs with MD5.
    Md5Secret,
    /// PEM of a type that is not known. It might be any text, and is not repeated.
    UnknownPem,
}

impl fmt::Display for OtherForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CertificateRequest => "a certificate request (CSR)",
            Self::Pkcs7 => "a PKCS#7 bundle",
            Self::RevocationList => "a certificate revocation list (CRL)",
            Self::CurveParameters => "elliptic curve parameters",
            Self::DiffieHellmanParameters => "Diffie-Hellman parameters",
            Self::Pgp => "a PGP key",
            Self::OpenSsh => "an OpenSSH public key",
            Self::Ssh2 => "an SSH2 public key",
            Self::DotNetXml => "a key in .NET's XML form",
            Self::Json => "JSON",
            Self::Utf16 => "UTF-16 text, which has to be UTF-8",
            Self::Id => "an app id or a PID",
            Self::SerialNumber => {
                "32 hexadecimal digits, such as the serial number (SN) of a certificate, but not \
                 the certificate itself"
            }
            Self::Md5Secret => "32 letters and digits, such as the MD5 secret of the old interface",
            Self::UnknownPem => "PEM of an unknown type",
        })
    }
}
