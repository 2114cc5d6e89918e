//! A delivery as an inbox keeps it.

use std::fmt;
use std::time::{Duration, SystemTime};

use alipay_notify_schema::Family;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::authentic::{AuthenticForm, Signer};
use crate::form::{Form, FormError, Limits};
use crate::key::ContentKey;
use crate::messages::specified;
use crate::open::{Envelope, Unchecked, Unreadable, Verified, open};
use crate::receive::Rejection;
use crate::signature::{Reading, SignMode};
use crate::store::MessageKey;
use crate::verify::{SignedData, Verifier, VerifyError};

/// An authentic delivery: its body exactly as it was received, and what it takes to read it again
/// years later, when the key that signed it is gone.
///
/// A gateway makes it of a delivery that it verified. Nothing else does but
/// [`from_trusted_storage`](Self::from_trusted_storage). `Debug` shows what identifies the message
/// and nothing more.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredDelivery {
    record: Record,
    body: Vec<u8>,
}

/// What the gateway that stored a delivery knew of it. Workers look again: theirs may be other
/// handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// There is a handler that could take it, or a fallback.
    Ready,
    /// There is neither a handler for it nor a fallback.
    Unhandled,
    /// It can't be read.
    Unreadable,
    /// It breaks its specification.
    Invalid,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "to be handled",
            Self::Unhandled => "without a handler or a fallback",
            Self::Unreadable => "but can't be read",
            Self::Invalid => "but breaks its specification",
        })
    }
}

/// What is kept beside the body. The names are those on disk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// Of this format.
    version: u8,
    key: String,
    app_id: Option<String>,
    /// The parameter by which its family names it.
    family: Option<String>,
    name: Option<String>,
    charset: Option<String>,
    sign_mode: Mode,
    /// Whether empty values were left out of what was signed.
    without_empty: bool,
    /// The fingerprint of the key that signed it.
    signer: String,
    /// In milliseconds since 1970.
    received_at: u64,
    condition: Condition,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Mode {
    V1,
    V2,
    Data,
}

/// The version of [`Record`] that this library writes, and the newest that it reads.
const VERSION: u8 = 1;

/// Why a record can't be read.
///
/// `Debug` is the same sentence as `Display`.
#[derive(Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// It was written by a newer version of this library.
    #[error("the stored delivery was written by a newer version of alipay-notify; update this one")]
    Newer,
    /// It is not a record that this library has written.
    #[error("what is kept beside the body of a stored delivery is not what alipay-notify wrote")]
    Garbled,
}

crate::debug::debug_as_display!(RecordError);

/// A delivery that was verified just now, for an inbox.
pub(crate) struct Arrival<'a> {
    pub(crate) key: MessageKey,
    pub(crate) signer: &'a Signer,
    pub(crate) envelope: &'a Envelope,
    pub(crate) received_at: SystemTime,
    pub(crate) condition: Condition,
    pub(crate) body: &'a [u8],
}

impl From<Arrival<'_>> for StoredDelivery {
    fn from(arrival: Arrival<'_>) -> Self {
        let since = arrival.received_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let Reading { mode, without_empty } = arrival.signer.reading;
        let envelope = arrival.envelope;
        let record = Record {
            version: VERSION,
            key: arrival.key.as_str().to_owned(),
            app_id: envelope.app_id().map(str::to_owned),
            family: envelope.family().map(|family| family.parameter().to_owned()),
            name: envelope.name().map(str::to_owned),
            charset: envelope.charset().map(str::to_owned),
            sign_mode: match mode {
                SignMode::V1 => Mode::V1,
                SignMode::V2 => Mode::V2,
                SignMode::Data => Mode::Data,
            },
            without_empty,
            signer: arrival.signer.key.fingerprint().to_owned(),
            received_at: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            condition: arrival.condition,
        };
        Self { record, body: arrival.body.to_vec() }
    }
}

impl StoredDelivery {
    /// A delivery that an inbox kept: its [`record`](Self::record) and its [`body`](Self::body).
    ///
    /// **Nothing is verified.** What this returns reaches handlers as an authentic message. So
    /// read it from nowhere but from where a gateway's inbox has written it, and where nobody else
    /// may write: whoever can write there can make up messages.
    ///
    /// # Errors
    ///
    /// [`RecordError`] where the record is not one that this version of the library can read.
    pub fn from_trusted_storage(record: &str, body: Vec<u8>) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        struct Version {
            version: u8,
        }
        let Version { version } = serde_json::from_str(record).map_err(|_| RecordError::Garbled)?;
        if version > VERSION {
            return Err(RecordError::Newer);
        }
        let record = serde_json::from_str(record).map_err(|_| RecordError::Garbled)?;
        Ok(Self { record, body })
    }

    /// All but the body, as one line of text to be kept with it.
    #[must_use]
    pub fn record(&self) -> String {
        serde_json::to_string(&self.record).unwrap_or_default()
    }

    /// The body of the request, exactly as it was received; of a message of the long connection, a
    /// JSON object with its `data` as a text, and the `x-sign`, `x-signType` and `x-msgId` that it
    /// came with.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What makes another delivery the same message.
    #[must_use]
    pub fn key(&self) -> MessageKey {
        MessageKey::kept(&self.record.key)
    }

    /// The app that received the message, where it [names one](Envelope::app_id).
    #[must_use]
    pub fn app_id(&self) -> Option<&str> {
        self.record.app_id.as_deref()
    }

    /// The family of the message, where it is one of those that this version knows.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        let parameter = self.record.family.as_deref()?;
        Family::ALL.into_iter().find(|family| family.parameter() == parameter)
    }

    /// Its name: which message or call this is, where that is known.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.record.name.as_deref()
    }

    /// Whether it is a call (SPI).
    pub(crate) fn is_call(&self) -> bool {
        self.record.family.is_none() && self.record.name.is_some()
    }

    /// When it was received, by the clock of the gateway, in whole milliseconds.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        let since = Duration::from_millis(self.record.received_at);
        SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// `charset`, as it was given; UTF-8 where it was not.
    #[must_use]
    pub fn charset(&self) -> Option<&str> {
        self.record.charset.as_deref()
    }

    /// Which reading of the signed content matched.
    #[must_use]
    pub fn sign_mode(&self) -> SignMode {
        match self.record.sign_mode {
            Mode::V1 => SignMode::V1,
            Mode::V2 => SignMode::V2,
            Mode::Data => SignMode::Data,
        }
    }

    /// The [fingerprint](crate::AlipayPublicKey::fingerprint) of the key that signed it.
    #[must_use]
    pub fn key_fingerprint(&self) -> &str {
        &self.record.signer
    }

    /// What the gateway that stored it knew of it.
    #[must_use]
    pub fn condition(&self) -> Condition {
        self.record.condition
    }

    /// Opens the message again, with the app's content key where it is encrypted.
    ///
    /// # Errors
    ///
    /// - [`Rejection::Unreadable`]: it can't be read, such as for want of the content key.
    /// - [`Rejection::Verify`]: the body is not what was stored.
    pub fn open(&self, content_key: Option<&ContentKey>) -> Result<Verified, Rejection> {
        Ok(self.reopen(content_key).map_err(VerifyError::from)??.check(None)?)
    }

    /// Opens the message again, with the content key that a verifier has for its app now: for
    /// programs that work on it without a [`Gateway`](crate::Gateway).
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_with(&self, verifier: &Verifier) -> Result<Verified, Rejection> {
        self.open(verifier.content_key(self.app_id(), self.is_call()).as_ref())
    }

    /// Opens the message again, whatever its content is.
    pub(crate) fn reopen(
        &self,
        content_key: Option<&ContentKey>,
    ) -> Result<Result<Unchecked, Unreadable>, FormError> {
        // It was within its limits when it came; they may be others now.
        let limits = Limits::default().body(usize::MAX).parameters(usize::MAX).name(usize::MAX);
        let form = match self.record.sign_mode {
            Mode::V1 | Mode::V2 => Form::parse(&self.body, &limits)?,
            Mode::Data => SignedData::form_of_kept(&self.body)?,
        };
        let reading = Reading { mode: self.sign_mode(), without_empty: self.record.without_empty };
        Ok(open(AuthenticForm::read(form, reading), content_key, specified))
    }
}

impl fmt::Debug for StoredDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredDelivery")
            .field("key", &self.record.key)
            .field("app_id", &self.record.app_id)
            .field("name", &self.record.name)
            .field("condition", &self.record.condition)
            .finish_non_exhaustive()
    }
}
