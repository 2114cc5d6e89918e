//! Keys: Alipay's public key in the forms that users have it, the key of encrypted contents, and
//! which keys serve which app.

#[cfg(feature = "certificates")]
mod certificate;
mod content;
mod error;
mod found;
mod kind;
mod public;
mod reader;
mod ring;
mod text;

#[cfg(feature = "certificates")]
pub use certificate::{AlipayCertificate, CertificateError, RootCertificates};
pub use content::{ContentKey, ContentKeyError};
pub use error::KeyError;
pub use found::{OtherAlgorithm, OtherForm, PrivateKeyForm};
#[cfg(feature = "testing")]
pub(crate) use kind::{Kind, algorithm, is_truncated, private_form};
pub use public::AlipayPublicKey;
pub(crate) use ring::Keys;
pub use ring::{AppKeys, KeyRing};
#[cfg(feature = "testing")]
pub(crate) use text::{
    BEGIN, broken, from_base64, is_utf_16, known_form, labels, private_label, public_label, trimmed,
};

pub use crate::crypto::Backend;
