//! Reads Alipay's public key from whatever holds it: text, a file or DER, of a key or of a
//! certificate.

#[cfg(feature = "certificates")]
use super::certificate::AlipayCertificate;
use super::error::KeyError;
use super::found::OtherForm;
use super::kind::Kind;
use super::public::AlipayPublicKey;
use super::text;

impl AlipayPublicKey {
    /// Reads a key: the bare base64 that the console shows, PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`),
    /// or a certificate (`alipayCertPublicKey_RSA2.crt`, feature `certificates`).
    ///
    /// White space around and inside the text does not matter, nor do quotes, `NAME=` and line
    /// breaks that are written as `\n`, as settings have them. Of several certificates the first
    /// one counts, as in Alipay's own SDKs: those after it are its issuers. Neither its dates nor
    /// its issuers are checked here; [`AlipayCertificate`](crate::key::AlipayCertificate) checks
    /// both.
    ///
    /// # Errors
    ///
    /// [`KeyError`] says what was found in place of a public key. The certificate of an authority
    /// is rejected as well ([`KeyError::Authority`]), and so is the app's own
    /// ([`KeyError::OwnCertificate`]): `alipayRootCert.crt` and `appCertPublicKey.crt` lie next to
    /// the right file, and sign no message.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::from_der(&only(text)?)
    }

    /// Reads the contents of a key file, whatever its form: DER, or text as [`parse`](Self::parse)
    /// takes it.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_bytes(content: &[u8]) -> Result<Self, KeyError> {
        match std::str::from_utf8(content) {
            Ok(text) => Self::parse(text),
            Err(_) if text::is_utf_16(content) => Err(KeyError::Other { found: OtherForm::Utf16 }),
            // The DER of a key is never UTF-8: its length takes two bytes, the first of them 0x82.
            Err(_) => Self::from_der(content),
        }
    }

    /// Reads the contents of a file with the app's own public key (应用公钥), or with its
    /// certificate, for [`Verifier::own_key`](crate::Verifier::own_key).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), but for [`KeyError::OwnCertificate`].
    pub fn of_app(content: &[u8]) -> Result<Self, KeyError> {
        #[cfg(feature = "certificates")]
        {
            let der = std::str::from_utf8(content).ok().map(only).transpose()?;
            if let Some(key) = AlipayCertificate::key_of_app(der.as_deref().unwrap_or(content)) {
                return Ok(key);
            }
        }
        Self::from_bytes(content)
    }

    /// Reads a key from DER: a `SubjectPublicKeyInfo`, an `RSAPublicKey`, or a certificate (feature
    /// `certificates`).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match Kind::of(der)? {
            Kind::RsaKey { bits } => Self::from_rsa(der, bits),
            #[cfg(feature = "certificates")]
            Kind::Certificate => Ok(AlipayCertificate::from_certificate(der)?.public_key()),
            #[cfg(not(feature = "certificates"))]
            Kind::Certificate => Err(KeyError::Certificate),
        }
    }
}

/// The DER that a text encodes: of several certificates the first one.
fn only(text: &str) -> Result<Vec<u8>, KeyError> {
    let found = text::decode(text)?;
    let is_certificate = |der: &Vec<u8>| Kind::of(der) == Ok(Kind::Certificate);
    if found.len() > 1 && !found.iter().all(is_certificate) {
        return Err(KeyError::Several);
    }
    found.into_iter().next().ok_or(KeyError::Empty)
}
