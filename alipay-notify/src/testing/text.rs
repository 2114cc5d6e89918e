//! From texts to the bytes of a charset.

use encoding_rs::{EncoderResult, Encoding};
use thiserror::Error;

use crate::charset::charset;
use crate::debug::debug_as_display;
use crate::key::ContentKey;

/// Why a message can't be signed in its [charset](super::TestMessage::charset).
#[derive(Clone, Error, PartialEq, Eq)]
pub enum CharsetError {
    /// The charset is not UTF-8, GBK, GB2312 or GB18030.
    #[error("the charset is not UTF-8, GBK, GB2312 or GB18030")]
    Unknown,
    /// A text has a character that the charset does not have.
    #[error(
        "`{parameter}` has the character U+{:04X} at position {position}, which {charset} does not \
         have; GB18030 and UTF-8 have all",
        u32::from(*character)
    )]
    Character {
        /// Which parameter it is.
        parameter: String,
        /// The charset.
        charset: &'static str,
        /// The character.
        character: char,
        /// Which character of the text it is, counted from 1.
        position: usize,
    },
}

debug_as_display!(CharsetError);

/// A value that is to be signed.
#[derive(Clone)]
pub(super) enum Value {
    /// Bytes as they will be signed.
    Bytes(Vec<u8>),
    /// A text, which will be encoded.
    Text(String),
    /// A value that will be encrypted.
    Sealed(Box<Value>, ContentKey),
}

impl Value {
    /// The bytes that are signed and sent.
    pub(super) fn encoded(
        self,
        parameter: &str,
        charset: Charset,
    ) -> Result<Vec<u8>, CharsetError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Text(text) => charset.encode(parameter, text),
            Self::Sealed(value, key) => {
                Ok(key.seal(&value.encoded(parameter, charset)?).into_bytes())
            }
        }
    }
}

/// What texts are encoded in: UTF-8 where there is no encoding.
#[derive(Clone, Copy, Default)]
pub(super) struct Charset(Option<&'static Encoding>);

impl Charset {
    /// The charset of this label.
    pub(super) fn of(label: &str) -> Result<Self, CharsetError> {
        charset(label.as_bytes()).map(|encoding| Self(Some(encoding))).ok_or(CharsetError::Unknown)
    }

    fn encode(self, parameter: &str, text: String) -> Result<Vec<u8>, CharsetError> {
        let Some(encoding) = self.0.filter(|encoding| *encoding != encoding_rs::UTF_8) else {
            return Ok(text.into_bytes());
        };
        let mut encoder = encoding.new_encoder();
        let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len());
        let mut bytes = Vec::with_capacity(room.unwrap_or_default());
        match encoder.encode_from_utf8_to_vec_without_replacement(&text, &mut bytes, true) {
            (EncoderResult::Unmappable(character), read) => Err(CharsetError::Character {
                parameter: parameter.to_owned(),
                charset: encoding.name(),
                character,
                position: text.get(..read).unwrap_or_default().chars().count(),
            }),
            // There was room for all of it.
            _ => Ok(bytes),
        }
    }
}
