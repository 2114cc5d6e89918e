//! The key of encrypted contents.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

use super::pasted::unwrapped;
use crate::crypto::aes;
use crate::debug::debug_as_display;

/// The key with which Alipay encrypts the contents of an app's messages (接口内容加密方式, AES).
///
/// It is wiped from memory when dropped. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct ContentKey(Arc<Zeroizing<[u8; 16]>>);

/// Why a text is not a content key. The text itself is never repeated.
///
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints.
#[derive(Clone, Copy, Error, PartialEq, Eq)]
pub enum ContentKeyError {
    /// The text is not base64.
    #[error("the content key is not base64; copy it from the console (接口内容加密方式)")]
    Encoding,
    /// It is not 16 bytes long.
    #[error("the content key has {bytes} bytes; AES-128 needs 16")]
    Length {
        /// Its length.
        bytes: usize,
    },
}

debug_as_display!(ContentKeyError);

impl ContentKey {
    /// Reads a key as the console shows it: base64 of 16 bytes. White space, quotes and `NAME=`
    /// around it do not matter.
    ///
    /// # Errors
    ///
    /// [`ContentKeyError`] says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, ContentKeyError> {
        let text = unwrapped(text).map_err(|_| ContentKeyError::Length { bytes: 0 })?;
        let text = Zeroizing::new(text.into_owned());
        let bytes = STANDARD.decode(text.as_bytes()).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| ContentKeyError::Encoding)?;
        let key = <[u8; 16]>::try_from(bytes.as_slice());
        key.map(Self::from_bytes).map_err(|_| ContentKeyError::Length { bytes: bytes.len() })
    }

    /// Makes a key of these bytes.
    #[must_use]
    pub fn from_bytes(key: [u8; 16]) -> Self {
        Self(Arc::new(Zeroizing::new(key)))
    }

    /// The plaintext of a `biz_content`: base64 of a ciphertext.
    pub(crate) fn open(&self, content: &[u8]) -> Option<Vec<u8>> {
        let mut ciphertext = STANDARD.decode(content).ok()?;
        aes::decrypt(&self.0, &mut ciphertext).map(<[u8]>::to_vec)
    }

    /// Encrypts a content as Alipay does.
    #[cfg(feature = "testing")]
    pub(crate) fn seal(&self, content: &[u8]) -> String {
        STANDARD.encode(aes::encrypt(&self.0, content))
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey(…)")
    }
}
