//! From an authentic form to a message whose content can be read.

mod charset;
mod content;
mod envelope;
mod unreadable;

use std::fmt;
use std::sync::Arc;

use alipay_notify_schema::MessageSchema;

#[cfg(feature = "testing")]
pub(crate) use charset::charset;
pub use envelope::{Envelope, Version};
pub use unreadable::{OpenError, Unreadable};

use crate::authentic::AuthenticForm;
use crate::key::ContentKey;
use crate::signature::SignMode;
use charset::to_utf8;
use content::{decrypted, escape_control_characters, repaired};

/// An authentic message with its content opened. Only verification makes one.
///
/// Cheap to clone. `Debug` shows what identifies the message and nothing more.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    envelope: Arc<Envelope>,
    /// The content, where it is not simply the parameter `biz_content`.
    opened: Option<Arc<str>>,
    sign_mode: SignMode,
}

/// An authentic message of whose content is not known yet whether it is one whole JSON object.
#[derive(Clone)]
pub(crate) struct Unchecked(Verified);

/// Opens an authentic form: converts it to UTF-8 and decrypts its content.
pub(crate) fn open(
    authentic: AuthenticForm,
    key: Option<&ContentKey>,
) -> Result<Unchecked, Unreadable> {
    let sign_mode = authentic.sign_mode;
    let (envelope, charset) = to_utf8(authentic)?;
    let envelope = Arc::new(envelope);
    match decrypted(&envelope, charset, key) {
        Ok(opened) => Ok(Unchecked(Verified { envelope, opened, sign_mode })),
        Err(error) => Err(Unreadable { envelope, form: None, error }),
    }
}

impl Unchecked {
    /// The common parameters.
    pub(crate) fn envelope(&self) -> &Arc<Envelope> {
        &self.0.envelope
    }

    /// The message, of whose content nothing is known.
    pub(crate) fn peek(&self) -> &Verified {
        &self.0
    }

    /// The value that makes another delivery the same message, where its specification says one.
    pub(crate) fn idempotency_value(&self, spec: &MessageSchema) -> Option<String> {
        spec.idempotency_key?;

        let content = self.0.biz_content();
        // What is fixed before it is decoded is fixed before its key is read.
        spec.idempotency_key(content)
            .or_else(|| spec.idempotency_key(&escape_control_characters(content)))
    }

    /// The message, whose content was read to its end as one JSON object.
    pub(crate) fn assume_checked(self) -> Verified {
        self.0
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
            Err(error) => Err(Unreadable { envelope: verified.envelope, form: None, error }),
        }
    }
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
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("envelope", &self.envelope)
            .field("sign_mode", &self.sign_mode)
            .finish_non_exhaustive()
    }
}
