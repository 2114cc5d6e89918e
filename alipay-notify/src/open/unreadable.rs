//! Why an authentic form can't be read.

use std::sync::Arc;

use alipay_notify_schema::ObjectError;
use thiserror::Error;

use super::envelope::Envelope;
use crate::authentic::AuthenticForm;

/// Why an authentic form can't be read as a message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OpenError {
    /// The charset is not UTF-8, GBK, GB2312 or GB18030.
    #[error("`charset` is not UTF-8, GBK, GB2312 or GB18030")]
    Charset,
    /// A parameter has bytes that its charset does not have.
    #[error("{} has bytes that are not in the message's charset", named(*name))]
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
    /// A parameter holds what may be a further one: the signature is good for both.
    #[error(
        "{} holds what may be a further parameter, and nothing tells which it is", named(*name)
    )]
    Ambiguous {
        /// The parameter's name, where it is one of Alipay's.
        name: Option<&'static str>,
    },
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

/// A parameter in a sentence.
fn named(parameter: Option<&str>) -> String {
    parameter.map_or_else(|| "a parameter".to_owned(), |name| format!("`{name}`"))
}

/// A message whose signature is genuine, but that can't be read.
///
/// Do not act on what it says: it may be a genuine message that someone cut into other parameters,
/// for which the signature is good as well. Not being one whole JSON object gives them away.
///
/// `Debug` shows what identifies the message and nothing more.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{error}")]
pub struct Unreadable {
    /// What could be converted.
    pub(super) envelope: Arc<Envelope>,
    /// The form, where something could not be converted.
    pub(super) form: Option<Arc<AuthenticForm>>,
    pub(super) error: OpenError,
}

impl Unreadable {
    /// Why it can't be read.
    #[must_use]
    pub fn error(&self) -> &OpenError {
        &self.error
    }

    /// The parameters, without those that could not be converted to UTF-8.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// All parameters as the bytes that were signed, where [`envelope`](Self::envelope) lacks one:
    /// to be kept for later.
    #[must_use]
    pub fn form(&self) -> Option<&AuthenticForm> {
        self.form.as_deref()
    }

    pub(crate) fn shared_envelope(&self) -> &Arc<Envelope> {
        &self.envelope
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
