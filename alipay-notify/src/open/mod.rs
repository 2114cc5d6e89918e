//! From an authentic form to a message whose content can be read.

mod charset;
mod content;
mod envelope;
mod family;
mod reading;
mod unreadable;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use alipay_notify_schema::json::quoted;
use alipay_notify_schema::{ENVELOPE_PARAMETERS, Family, MessageSchema};

pub use envelope::{Envelope, Version};
pub(crate) use family::{CHECK, EVENT, rules};
pub use unreadable::{OpenError, Unreadable};

use crate::authentic::AuthenticForm;
use crate::form::Name;
use crate::key::ContentKey;
use crate::signature::SignMode;
use charset::to_utf8;
use content::{decrypted, escape_control_characters, repaired};
use reading::settled;

/// An authentic form with its content opened: a message, or what else Alipay signs. Only
/// verification makes one.
///
/// Cheap to clone. `Debug` shows what identifies it and nothing more.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    envelope: Arc<Envelope>,
    /// The content, where it is not simply the parameter `biz_content`.
    opened: Option<Arc<str>>,
    sign_mode: SignMode,
}

/// An authentic form of which is not known yet whether its content is whole: one JSON object in a
/// message, parameters with one reading otherwise.
#[derive(Clone)]
pub(crate) struct Unchecked {
    verified: Verified,
    specified: Specified,
}

/// Tells which parameters a form that is no message may have, as far as that is built in.
pub(crate) type Specified = fn(&Envelope) -> &'static MessageSchema;

/// Opens an authentic form: converts it to UTF-8 and decrypts its content.
pub(crate) fn open(
    authentic: AuthenticForm,
    key: Option<&ContentKey>,
    specified: Specified,
) -> Result<Unchecked, Unreadable> {
    let sign_mode = authentic.sign_mode;
    let (envelope, charset) = to_utf8(authentic)?;
    let envelope = Arc::new(envelope);
    match decrypted(&envelope, charset, key) {
        Ok(opened) => {
            Ok(Unchecked { verified: Verified { envelope, opened, sign_mode }, specified })
        }
        Err(error) => Err(Unreadable { envelope, form: None, error }),
    }
}

impl Unchecked {
    /// The common parameters.
    pub(crate) fn envelope(&self) -> &Arc<Envelope> {
        &self.verified.envelope
    }

    /// The form, of whose content nothing is known.
    pub(crate) fn peek(&self) -> &Verified {
        &self.verified
    }

    /// The value that makes another delivery the same, where its specification says one.
    pub(crate) fn idempotency_value(&self, spec: &MessageSchema) -> Option<String> {
        spec.idempotency_key?;

        if spec.family.is_flat() {
            return spec.idempotency_key_of(&self.verified.parameters());
        }
        let content = self.verified.biz_content()?;
        // What is fixed before it is decoded is fixed before its key is read.
        spec.idempotency_key(content)
            .or_else(|| spec.idempotency_key(&escape_control_characters(content)))
    }

    /// The message, whose content was read to its end as one JSON object.
    pub(crate) fn assume_checked(self) -> Verified {
        self.verified
    }

    /// Makes sure that the content is whole, by what is built in and by what the specification of
    /// its handler says of parameters.
    pub(crate) fn check(self, own: Option<&MessageSchema>) -> Result<Verified, Unreadable> {
        let Self { mut verified, specified } = self;
        let error = if verified.envelope.family() == Some(Family::Message) {
            match repaired(verified.biz_content().unwrap_or_default()) {
                Ok(repaired) => {
                    verified.opened = repaired.or(verified.opened);
                    return Ok(verified);
                }
                Err(error) => error,
            }
        } else {
            let specified = specified(&verified.envelope);
            match settled(&verified.envelope, verified.sign_mode, specified, own) {
                Ok(None) => return Ok(verified),
                Ok(Some(envelope)) => {
                    verified.envelope = Arc::new(envelope);
                    return Ok(verified);
                }
                Err(error) => error,
            }
        };
        Err(Unreadable { envelope: verified.envelope, form: None, error })
    }
}

impl Verified {
    /// All parameters, and what they say of it.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// `biz_content`, decrypted: the text of one whole JSON object in a message, of JSON or XML
    /// where something else has one. `None` where the content is the other
    /// [parameters](Envelope::iter), as that of a payment is.
    #[must_use]
    pub fn biz_content(&self) -> Option<&str> {
        self.opened.as_deref().or_else(|| self.envelope.biz_content())
    }

    /// Which reading of the signed content matched.
    #[must_use]
    pub fn sign_mode(&self) -> SignMode {
        self.sign_mode
    }

    /// The content as JSON: `biz_content` of a message; otherwise an object of the parameters
    /// beside those that say what a form is, each of them a text.
    #[must_use]
    pub fn content(&self) -> Cow<'_, str> {
        if self.envelope.family() == Some(Family::Message) {
            return Cow::Borrowed(self.biz_content().unwrap_or_default());
        }
        let parameters = self.parameters();
        let members = parameters.iter().filter(|(name, _)| !ENVELOPE_PARAMETERS.contains(name));
        let members: Vec<_> =
            members.map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
        Cow::Owned(format!("{{{}}}", members.join(",")))
    }

    /// Names and texts of all parameters, `biz_content` decrypted.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&str, &str)> {
        let opened = |(name, value)| match &self.opened {
            Some(opened) if name == Name::BizContent.as_str() => (name, &**opened),
            _ => (name, value),
        };
        self.envelope.iter().map(opened).collect()
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("envelope", &self.envelope)
            .field("sign_mode", &self.sign_mode)
            .finish_non_exhaustive()
    }
}
