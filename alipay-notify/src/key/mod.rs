//! Keys: Alipay's public key in the forms that users have it, the key of encrypted contents, and
//! which keys serve which app.

mod app_private;
#[cfg(feature = "certificates")]
mod certificate;
mod content;
mod error;
mod found;
mod kind;
mod pasted;
mod private_key;
mod public;
mod reader;
mod ring;
mod text;

pub use app_private::AppPrivateKey;
#[cfg(feature = "certificates")]
pub use certificate::{AlipayCertificate, CertificateError, RootCertificates};
pub use content::{ContentKey, ContentKeyError};
pub use error::KeyError;
pub use found::{OtherAlgorithm, OtherForm, PrivateKeyForm};
pub(crate) use private_key::PrivateDer;
pub use private_key::PrivateKeyError;
#[cfg(feature = "testing")]
pub(crate) use private_key::{from_bytes, parse};
pub use public::AlipayPublicKey;
pub(crate) use ring::Keys;
pub use ring::{AppKeys, KeyRing};

pub use crate::crypto::Backend;
