//! The content of a message: decrypted, and one whole JSON object.

use std::borrow::Cow;
use std::sync::Arc;

use alipay_notify_schema::check_is_object;
use alipay_notify_schema::json::{Token, tokens};
use encoding_rs::Encoding;

use super::envelope::Envelope;
use super::unreadable::OpenError;
use crate::form::Name;
use crate::key::ContentKey;

/// The content, where it is not simply the parameter `biz_content`.
pub(super) fn decrypted(
    envelope: &Envelope,
    charset: &'static Encoding,
    key: Option<&ContentKey>,
) -> Result<Option<Arc<str>>, OpenError> {
    let Some(sealed) = envelope.biz_content() else { return Ok(None) };
    match envelope.stated(Name::EncryptType) {
        None => Ok(None),
        Some(encryption) if encryption.eq_ignore_ascii_case("AES") => {
            let content = key.ok_or(OpenError::Encrypted)?.open(sealed.as_bytes());
            let content = content.ok_or(OpenError::Decryption)?;
            let content = charset.decode_without_bom_handling_and_without_replacement(&content);
            // A wrong key may leave good padding, and then bytes that are no text.
            let content = content.ok_or(OpenError::Decryption)?;
            Ok(Some(Arc::from(&*content)))
        }
        Some(_) => Err(OpenError::Encryption),
    }
}

/// Makes sure that the content is one whole JSON object. Where only raw control characters inside
/// strings prevent that, returns the content with them escaped.
pub(super) fn repaired(content: &str) -> Result<Option<Arc<str>>, OpenError> {
    let Err(error) = check_is_object(content) else { return Ok(None) };
    match escape_control_characters(content) {
        Cow::Owned(escaped) => {
            check_is_object(&escaped)?;
            Ok(Some(escaped.into()))
        }
        Cow::Borrowed(_) => Err(error.into()),
    }
}

/// Escapes raw control characters that stand inside JSON strings.
pub(super) fn escape_control_characters(content: &str) -> Cow<'_, str> {
    if !content.bytes().any(|byte| byte < 0x20) {
        return Cow::Borrowed(content);
    }
    let mut escaped = String::with_capacity(content.len() + 16);
    for token in tokens(content) {
        match token {
            Token::String(string) => string.chars().for_each(|ch| match ch {
                '\0'..' ' => {
                    escaped.extend(['\\', 'u', '0', '0', hexadecimal(ch, 4), hexadecimal(ch, 0)]);
                }
                _ => escaped.push(ch),
            }),
            other => escaped.push_str(other.text()),
        }
    }
    Cow::Owned(escaped)
}

/// The hexadecimal digit of four bits of a control character.
fn hexadecimal(ch: char, shift: u32) -> char {
    char::from_digit((u32::from(ch) >> shift) & 0xf, 16).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_control_characters_are_escaped_only_inside_strings() {
        let raw = "{\n \"a\\\"\": \"x\r\ny\",\n \"b\": \"\\\\\"\n}";
        assert_eq!(
            escape_control_characters(raw),
            "{\n \"a\\\"\": \"x\\u000d\\u000ay\",\n \"b\": \"\\\\\"\n}"
        );
        assert_eq!(repaired("{\"a\":\"x\ny\"}"), Ok(Some("{\"a\":\"x\\u000ay\"}".into())));
    }

    #[test]
    fn content_must_be_one_whole_object() {
        for content in [
            "",
            "{",
            "[]",
            "\"{}\"",
            "{} {}",
            "{\"a\":\"b",
            "{\"a\":1,}",
            "null",
            "{\"a\":\"\n\"} x",
        ] {
            assert_eq!(repaired(content), Err(OpenError::NotAnObject), "{content}");
        }
        assert_eq!(repaired(" {\"a\": {}} "), Ok(None));
    }

    #[test]
    fn what_is_an_object_but_can_not_be_read_is_told_apart() {
        assert_eq!(repaired(r#"{"a":"\ud83d"}"#), Err(OpenError::NotUnicode));
        assert_eq!(repaired("{\"a\":\"\n\\ud83d\"}"), Err(OpenError::NotUnicode));
        assert_eq!(
            repaired(&format!("{{\"a\":{}{}}}", "[".repeat(300), "]".repeat(300))),
            Err(OpenError::Excessive)
        );
    }
}
