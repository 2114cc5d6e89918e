//! The common parameters (公共请求参数) of every message.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::{Duration, SystemTime};

use alipay_notify_schema::{FieldSchema, Kind, ObjectSchema, Presence, Problem, Violations};

use crate::form::{Name, Parameters};

/// The nine common parameters of a message, and whatever else came with them.
///
/// Every document lists the nine with their maximum lengths; [`Envelope::SCHEMA`] repeats them. The
/// texts are as Alipay signed them, converted to UTF-8. `Debug` shows what identifies the message
/// and nothing more.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    text: String,
    parameters: Parameters,
}

/// The version of the message format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Version {
    /// `1.0`, from before messages were standardised.
    V1_0,
    /// `1.1`, the standard message (标准消息).
    V1_1,
    /// Any other.
    Other,
}

impl Envelope {
    /// The nine parameters and their documented maximum lengths (`biz_content` and `sign` have
    /// none).
    pub const SCHEMA: &'static ObjectSchema =
        &ObjectSchema::new(Cow::Borrowed(FIELDS), Cow::Borrowed(&[]));

    pub(crate) fn new(text: String, parameters: Parameters) -> Self {
        Self { text, parameters }
    }

    /// `notify_id`: the same over all redeliveries of a message.
    #[must_use]
    pub fn notify_id(&self) -> &str {
        self.known(Name::NotifyId)
    }

    /// `msg_method`: which message this is.
    #[must_use]
    pub fn msg_method(&self) -> &str {
        self.known(Name::MsgMethod)
    }

    /// `app_id`: the app that receives the message.
    #[must_use]
    pub fn app_id(&self) -> &str {
        self.known(Name::AppId)
    }

    /// `utc_timestamp`: when this delivery was sent, as it was given.
    #[must_use]
    pub fn utc_timestamp(&self) -> &str {
        self.known(Name::UtcTimestamp)
    }

    /// `utc_timestamp` as a point in time; `None` where it is not a number of milliseconds since
    /// the epoch.
    #[must_use]
    pub fn sent_at(&self) -> Option<SystemTime> {
        let digits = self.utc_timestamp();
        let milliseconds =
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
    }

    /// `x-msgId` of a message of the long connection: the same over its redeliveries. It is **not
    /// signed**.
    #[must_use]
    pub fn msg_id(&self) -> Option<&str> {
        self.parameter(Name::MSG_ID).filter(|_| !self.is_dated())
    }

    /// Whether a message says when it was sent, as all do but those of the long connection.
    pub(crate) fn is_dated(&self) -> bool {
        self.optional(Name::UtcTimestamp).is_some()
    }

    /// `version` of the message format.
    #[must_use]
    pub fn version(&self) -> Version {
        match self.known(Name::Version) {
            "1.0" => Version::V1_0,
            "1.1" => Version::V1_1,
            _ => Version::Other,
        }
    }

    /// `charset`: in which the message was signed.
    #[must_use]
    pub fn charset(&self) -> &str {
        self.known(Name::Charset)
    }

    /// `sign_type`: the algorithm that the message names.
    #[must_use]
    pub fn sign_type(&self) -> &str {
        self.known(Name::SignType)
    }

    /// `sign`: the signature in base64.
    #[must_use]
    pub fn sign(&self) -> &str {
        self.known(Name::Sign)
    }

    /// `biz_content` as it was sent: encrypted where `encrypt_type` is given. What it says is at
    /// [`Verified::biz_content`](super::Verified::biz_content).
    #[must_use]
    pub fn biz_content(&self) -> &str {
        self.known(Name::BizContent)
    }

    /// Any parameter, the nine or another, by its name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.iter().find(|(candidate, _)| *candidate == name).map(|(_, value)| value)
    }

    /// Names and values of all parameters, sorted by name.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.parameters
            .iter()
            .map(|parameter| (self.slice(parameter.name()), self.slice(parameter.value())))
    }

    /// The documented lengths that this envelope breaks, and a timestamp that is not one.
    #[must_use]
    pub fn violations(&self) -> Violations {
        let mut violations = Violations::default();
        for (name, field) in Name::COMMON.into_iter().zip(FIELDS) {
            violations
                .within(&field.name, |violations| field.check_text(self.known(name), violations));
        }
        if self.is_dated() && self.sent_at().is_none() {
            violations.push(Name::UtcTimestamp.as_str(), Problem::NotMilliseconds);
        }
        violations
    }

    /// One of the nine parameters, which verification has found to be there.
    #[inline]
    fn known(&self, name: Name) -> &str {
        self.optional(name).unwrap_or_default()
    }

    /// One of the parameters that Alipay uses.
    #[inline]
    pub(crate) fn optional(&self, name: Name) -> Option<&str> {
        self.parameters.known(name).map(|parameter| self.slice(parameter.value()))
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("notify_id", &self.notify_id())
            .field("app_id", &self.app_id())
            .field("msg_method", &self.msg_method())
            .finish_non_exhaustive()
    }
}

const FIELDS: &[FieldSchema] = &[
    common(
        Name::NotifyId,
        "通知id",
        "Identifies the message, the same over its redeliveries.",
        Some(50),
    ),
    common(
        Name::UtcTimestamp,
        "消息发送时的服务端时间",
        "When it was sent, in milliseconds since the epoch.",
        Some(13),
    ),
    common(Name::MsgMethod, "消息接口名称", "Which message this is.", Some(100)),
    common(Name::AppId, "消息接受方的应用id", "The app that receives the message.", Some(20)),
    common(
        Name::Version,
        "版本号",
        "The version of the message format; 1.1 is the standard message.",
        Some(5),
    ),
    common(Name::BizContent, "消息报文", "The content.", None),
    common(Name::Sign, "签名", "The signature.", None),
    common(Name::SignType, "签名类型", "The algorithm of the signature.", Some(10)),
    common(Name::Charset, "编码集", "The charset in which the message was signed.", Some(10)),
];

const fn common(
    name: Name,
    title: &'static str,
    description: &'static str,
    max_len: Option<usize>,
) -> FieldSchema {
    FieldSchema::new(Cow::Borrowed(name.as_str()), Presence::Required, Kind::String)
        .with_words(Cow::Borrowed(title), Cow::Borrowed(description))
        .with_max_len(max_len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_lists_the_common_parameters_in_the_order_of_the_documents() {
        let names: Vec<_> = FIELDS.iter().map(|field| &*field.name).collect();
        assert_eq!(names, Name::COMMON.map(Name::as_str));
        assert_eq!(names, alipay_notify_schema::COMMON_PARAMETERS);
    }
}
