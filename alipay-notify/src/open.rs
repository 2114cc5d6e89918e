//! From an authentic form to a message whose content can be read.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use alipay_notify_schema::{
    Decoder, Malformed, MessageSchema, ObjectError, Problem, Violations, check_is_object,
};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use thiserror::Error;

use crate::decode::{AlipayNotify, AlipayObject};
use crate::dedupe::MessageKey;
use crate::envelope::Envelope;
use crate::form::{Form, Name, Parameter, Parameters};
use crate::key::ContentKey;
use crate::notification::{Invalid, Notification};
use crate::signature::SignMode;
use crate::verifier::{AuthenticForm, ReceiveError, VerifyError};

/// Why an authentic form can't be read as a message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// The charset is none of UTF-8, GBK, GB2312 and GB18030.
    #[error("`charset` is none of UTF-8, GBK, GB2312 and GB18030")]
    Charset,
    /// A parameter has bytes that its charset does not have.
    #[error("{} has bytes that are not of the message's charset", name.map_or_else(|| "a parameter".to_owned(), |name| format!("`{name}`")))]
    Text {
        /// The parameter's name, where it is one of Alipay's.
        name: Option<&'static str>,
    },
    /// The content is encrypted, and there is no key to open it with.
    #[error("`biz_content` is encrypted, and no content key is configured for this app")]
    Encrypted,
    /// The content is encrypted in another way than AES.
    #[error("`encrypt_type` is not AES")]
    Encryption,
    /// The content key does not open the content.
    #[error(
        "the content key does not open `biz_content`; compare it with the console (接口内容加密方式)"
    )]
    Decryption,
    /// The content is not one whole JSON object.
    #[error("`biz_content` is not one whole JSON object")]
    NotAnObject,
    /// A string of the content holds escapes that stand for no character, such as half a surrogate
    /// pair.
    #[error("a string of `biz_content` holds escapes that stand for no character")]
    NotUnicode,
    /// The content is nested more deeply, or holds longer numbers, than any message needs.
    #[error("`biz_content` is nested more deeply, or holds longer numbers, than any message needs")]
    Excessive,
}

/// A message whose signature is genuine, but that can't be read.
///
/// Do not act on what it says: unread, it may as well be a genuine message that someone cut into
/// other parameters. The signature is good for these too, and that they are no whole JSON object is
/// what gives them away.
///
/// `Debug` shows what identifies the message and nothing more.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{error}")]
pub struct Unreadable {
    kept: Kept,
    error: OpenError,
}

/// What there is of an unreadable message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    /// Its parameters, of which at least one could not be converted.
    Form(Arc<AuthenticForm>),
    /// Its parameters, but not its content.
    Envelope(Arc<Envelope>),
}

impl Unreadable {
    /// Why it can't be read.
    #[must_use]
    pub fn error(&self) -> &OpenError {
        &self.error
    }

    /// The parameters, to be kept for later, where all of them could be converted.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope> {
        match &self.kept {
            Kept::Envelope(envelope) => Some(envelope),
            Kept::Form(_) => None,
        }
    }

    /// The parameters as bytes, to be kept for later, where they could not be converted.
    #[must_use]
    pub fn form(&self) -> Option<&AuthenticForm> {
        match &self.kept {
            Kept::Envelope(_) => None,
            Kept::Form(form) => Some(form),
        }
    }

    /// A parameter that identifies the message, as far as it can be read.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        match &self.kept {
            Kept::Envelope(envelope) => envelope.parameter(name),
            Kept::Form(form) => std::str::from_utf8(form.value(name)?).ok(),
        }
    }
}

/// An authentic message with its content opened. Only verification makes one.
///
/// Cheap to clone. `Debug` shows what identifies the message and nothing more.
#[derive(Clone)]
pub struct Verified {
    envelope: Arc<Envelope>,
    /// The content, where it is not simply the parameter `biz_content`.
    opened: Option<Arc<str>>,
    sign_mode: SignMode,
}

/// An authentic message of whose content is not known yet whether it is one whole JSON object.
pub(crate) struct Unchecked(Verified);

/// Opens an authentic form: converts it to UTF-8 and decrypts its content.
pub(crate) fn open(
    authentic: AuthenticForm,
    key: Option<&ContentKey>,
) -> Result<Unchecked, Unreadable> {
    let sign_mode = authentic.sign_mode;
    let (envelope, charset) = to_utf8(authentic)?;
    let envelope = Arc::new(envelope);
    match opened_content(&envelope, charset, key) {
        Ok(opened) => Ok(Unchecked(Verified { envelope, opened, sign_mode })),
        Err(error) => Err(Unreadable { kept: Kept::Envelope(envelope), error }),
    }
}

impl Unchecked {
    /// The common parameters.
    pub(crate) fn envelope(&self) -> &Arc<Envelope> {
        &self.0.envelope
    }

    /// What makes another delivery the same message: the value that its specification says, or else
    /// its `notify_id`.
    pub(crate) fn key(&self, spec: Option<&MessageSchema>) -> MessageKey {
        let Self(verified) = self;
        let envelope = &verified.envelope;
        let value = spec.filter(|spec| spec.idempotency_key.is_some()).and_then(|spec| {
            let content = verified.biz_content();
            // What is mended before it is decoded is mended before its key is read.
            spec.idempotency_key(content)
                .or_else(|| spec.idempotency_key(&escape_control_characters(content)))
        });
        match value {
            Some(value) => MessageKey::of_content(envelope.app_id(), envelope.msg_method(), &value),
            None => MessageKey::of_notify_id(envelope.app_id(), envelope.notify_id()),
        }
    }

    /// Makes sure that the content is one whole JSON object.
    pub(crate) fn check(self) -> Result<Verified, Unreadable> {
        let Self(mut verified) = self;
        match repaired(verified.biz_content()) {
            Ok(None) => Ok(verified),
            Ok(repaired) => {
                verified.opened = repaired;
                Ok(verified)
            }
            Err(error) => Err(Unreadable { kept: Kept::Envelope(verified.envelope), error }),
        }
    }

    /// As [`check`](Self::check) and then [`Verified::decode_lenient`], mostly in one pass.
    pub(crate) fn decode_lenient<M: AlipayNotify>(self) -> Result<Notification<M>, ReceiveError> {
        let Self(verified) = self;
        if may_be_object(verified.biz_content())
            && verified.envelope.msg_method() == M::SPEC.msg_method
        {
            let mut violations = verified.envelope.violations();
            match content::<M>(verified.biz_content(), &mut violations) {
                Ok(Some(content)) => return Ok(Notification::new(verified, content, violations)),
                Ok(None) => return Err(ReceiveError::Invalid(Invalid::new(verified, violations))),
                // What is wrong with the text, or how to mend it, is found by looking at nothing
                // else.
                Err(Malformed { .. }) => {}
            }
        }
        let verified = Self(verified).check().map_err(VerifyError::Unreadable)?;
        verified.decode_lenient().map_err(ReceiveError::Invalid)
    }

    /// As [`decode_lenient`](Self::decode_lenient), but refuses what breaks its specification.
    pub(crate) fn decode<M: AlipayNotify>(self) -> Result<Notification<M>, ReceiveError> {
        self.decode_lenient::<M>()?.strict().map_err(ReceiveError::Invalid)
    }
}

/// Whether a text that can be decoded as a message is an object, and free of escapes: decoding
/// looks at those that it needs, and checking at all.
fn may_be_object(content: &str) -> bool {
    content.trim_ascii_start().starts_with('{')
        && memchr::memchr(b'\\', content.as_bytes()).is_none()
}

fn to_utf8(authentic: AuthenticForm) -> Result<(Envelope, &'static Encoding), Unreadable> {
    let AuthenticForm { form, sign_mode } = authentic;
    let unreadable = |form, error| {
        let kept = Kept::Form(Arc::new(AuthenticForm { form, sign_mode }));
        Unreadable { kept, error }
    };
    let Some(charset) = form.known(Name::Charset).and_then(charset) else {
        return Err(unreadable(form, OpenError::Charset));
    };
    let text = if charset == UTF_8 { form.into_text() } else { Err(form) };
    let form = match text {
        Ok((text, parameters)) => return Ok((Envelope::new(text, parameters), charset)),
        Err(form) => form,
    };
    converted(&form, charset)
        .map(|envelope| (envelope, charset))
        .map_err(|error| unreadable(form, error))
}

/// The envelope of a form in another charset.
fn converted(form: &Form, charset: &'static Encoding) -> Result<Envelope, OpenError> {
    let mut text = String::with_capacity(form.len());
    let mut convert = |bytes| {
        let start = text.len();
        text.push_str(&charset.decode_without_bom_handling_and_without_replacement(bytes)?);
        Some(start..text.len())
    };
    let parameters: Result<Vec<_>, OpenError> = form
        .parameters()
        .map(|parameter| {
            let name = convert(form.name_of(parameter));
            let pair = name.and_then(|name| Some((name, convert(form.value_of(parameter))?)));
            let (name, value) =
                pair.ok_or(OpenError::Text { name: parameter.known.map(Name::as_str) })?;
            Ok(Parameter::new(name, value, parameter.known))
        })
        .collect();
    Ok(Envelope::new(text, Parameters::new(parameters?)))
}

/// The charset of a label, of those in which Alipay sends messages.
pub(crate) fn charset(label: &[u8]) -> Option<&'static Encoding> {
    const KNOWN: [(&str, &Encoding); 5] =
        [("utf-8", UTF_8), ("utf8", UTF_8), ("gbk", GBK), ("gb2312", GBK), ("gb18030", GB18030)];
    let known = KNOWN.iter().find(|(name, _)| label.eq_ignore_ascii_case(name.as_bytes()));
    known.map(|(_, charset)| *charset)
}

/// The content, where it is not simply the parameter `biz_content`.
fn opened_content(
    envelope: &Envelope,
    charset: &'static Encoding,
    key: Option<&ContentKey>,
) -> Result<Option<Arc<str>>, OpenError> {
    match envelope.optional(Name::EncryptType) {
        None | Some("") => Ok(None),
        Some(encryption) if encryption.eq_ignore_ascii_case("AES") => {
            let content = key.ok_or(OpenError::Encrypted)?.open(envelope.biz_content().as_bytes());
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
fn repaired(content: &str) -> Result<Option<Arc<str>>, OpenError> {
    let Err(error) = check_is_object(content) else { return Ok(None) };
    match escape_control_characters(content) {
        Cow::Owned(escaped) => {
            check_is_object(&escaped)?;
            Ok(Some(escaped.into()))
        }
        Cow::Borrowed(_) => Err(error.into()),
    }
}

impl From<ObjectError> for OpenError {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::NotAnObject => Self::NotAnObject,
            ObjectError::NotUnicode => Self::NotUnicode,
            ObjectError::Excessive => Self::Excessive,
        }
    }
}

/// Escapes raw control characters that stand inside JSON strings.
fn escape_control_characters(content: &str) -> Cow<'_, str> {
    if !content.bytes().any(|byte| byte < 0x20) {
        return Cow::Borrowed(content);
    }
    let mut escaped = String::with_capacity(content.len() + 16);
    let (mut in_string, mut after_backslash) = (false, false);
    for ch in content.chars() {
        if in_string && ch < ' ' {
            escaped.extend(['\\', 'u', '0', '0', hexadecimal(ch, 4), hexadecimal(ch, 0)]);
        } else {
            escaped.push(ch);
        }
        in_string ^= ch == '"' && !after_backslash;
        after_backslash = in_string && ch == '\\' && !after_backslash;
    }
    Cow::Owned(escaped)
}

/// The hexadecimal digit of four bits of a control character.
fn hexadecimal(ch: char, shift: u32) -> char {
    char::from_digit((u32::from(ch) >> shift) & 0xf, 16).unwrap_or('0')
}

impl Verified {
    /// The common parameters.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The content: the text of one whole JSON object.
    #[must_use]
    pub fn biz_content(&self) -> &str {
        self.opened.as_deref().unwrap_or_else(|| self.envelope.biz_content())
    }

    /// Which reading of the signed content matched.
    #[must_use]
    pub fn sign_mode(&self) -> SignMode {
        self.sign_mode
    }

    /// Decodes the content as message `M`, strictly: only what keeps its whole specification is
    /// returned.
    ///
    /// # Errors
    ///
    /// [`Invalid`] holds the message and every violation found, in the envelope and in the content.
    pub fn decode<M: AlipayNotify>(self) -> Result<Notification<M>, Invalid> {
        self.decode_lenient::<M>()?.strict()
    }

    /// Decodes the content as message `M`, returning whatever can be represented;
    /// [`Notification::violations`] says what is wrong with it.
    ///
    /// # Errors
    ///
    /// [`Invalid`] where nothing can be represented: another `msg_method`, a required field missing
    /// or of another type.
    pub fn decode_lenient<M: AlipayNotify>(self) -> Result<Notification<M>, Invalid> {
        let mut violations = self.envelope.violations();
        if self.envelope.msg_method() != M::SPEC.msg_method {
            violations
                .push("msg_method", Problem::OtherMethod { expected: M::SPEC.msg_method.clone() });
            return Err(Invalid::new(self, violations));
        }
        match content::<M>(self.biz_content(), &mut violations) {
            Ok(Some(content)) => return Ok(Notification::new(self, content, violations)),
            Ok(None) => {}
            // Checking has made sure that the text is JSON, so this does not come to pass.
            Err(Malformed { .. }) => violations.push("", Problem::NotJson),
        }
        Err(Invalid::new(self, violations))
    }
}

/// Reads a content; nothing where it can't be represented, which is a violation then.
fn content<M: AlipayNotify>(
    text: &str,
    violations: &mut Violations,
) -> Result<Option<M::Content>, Malformed> {
    let mut decoder = Decoder::new(text);
    let content = M::Content::decode(&mut decoder)?;
    violations.append(decoder.finish()?);
    Ok(content)
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("envelope", &self.envelope)
            .field("sign_mode", &self.sign_mode)
            .finish_non_exhaustive()
    }
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
