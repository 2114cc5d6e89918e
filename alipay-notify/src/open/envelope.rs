//! The parameters of an authentic form, and what they say of it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::SystemTime;

use alipay_notify_schema::{Family, FieldSchema, ObjectSchema, Violations};

use super::family::{NINE, SentAt, rules};
use crate::form::{Name, Parameters};
use crate::xml::Document;

/// All parameters of an authentic form, and what they say of it: what it is, for whom, and when it
/// was sent.
///
/// The texts are as Alipay signed them, converted to UTF-8. What a form does not say is `None`:
/// only messages have all of it. `Debug` and `Display` show what identifies the form and nothing
/// more.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    text: String,
    parameters: Parameters,
    /// The app, where not the parameter `app_id` says it.
    app: Option<Box<str>>,
}

/// The version of the message format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Version {
    /// `1.0`: from before messages were standardised, and notifications.
    V1_0,
    /// `1.1`, the standard message (标准消息).
    V1_1,
    /// Any other.
    Other,
}

impl Envelope {
    /// The nine parameters of a message and their documented maximum lengths (`biz_content` and
    /// `sign` have none).
    pub const SCHEMA: &'static ObjectSchema =
        &ObjectSchema::new(Cow::Borrowed(NINE), Cow::Borrowed(&[]));

    /// The parameters that forms of a family are documented to have besides their members, and
    /// their maximum lengths; of what services push nothing is documented.
    #[must_use]
    pub fn documented(family: Family) -> &'static [FieldSchema] {
        rules(family).envelope
    }

    pub(crate) fn new(text: String, parameters: Parameters) -> Self {
        let mut envelope = Self { text, parameters, app: None };
        let xml = envelope.stated(Name::BizContent).filter(|content| content.starts_with('<'));
        if envelope.parameters.known(Name::AppId).is_none()
            && let Some(document) = xml.and_then(Document::read)
        {
            envelope.app = document.text("AppId").map(Into::into);
        }
        envelope
    }

    /// What it is a form of; `None` where it is none that is known.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        self.kind().map(|(family, _)| family)
    }

    /// What it is within its family: `msg_method`, `notify_type` or `service`; or which
    /// [call](Self::call).
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.kind().map(|(_, name)| name).or_else(|| self.call())
    }

    /// `method` of a call (SPI), by which Alipay asks the app for something: `spi.…`. It is of no
    /// family, and wants another answer than `success`.
    #[must_use]
    pub fn call(&self) -> Option<&str> {
        let method = self.stated(Name::Method)?;
        Some(method).filter(|method| method.starts_with(Name::CALL) && self.kind().is_none())
    }

    /// `notify_id`: the same over all redeliveries.
    #[must_use]
    pub fn notify_id(&self) -> Option<&str> {
        self.stated(Name::NotifyId)
    }

    /// `app_id`: the app that receives it. Where there is no such parameter, but a content in XML,
    /// that says it.
    #[must_use]
    pub fn app_id(&self) -> Option<&str> {
        self.stated(Name::AppId).or(self.app.as_deref())
    }

    /// `auth_app_id`: the app of the merchant that it is about, where another one receives it for
    /// them (ISV).
    #[must_use]
    pub fn auth_app_id(&self) -> Option<&str> {
        self.stated(Name::AuthAppId)
    }

    /// When this delivery was sent: `utc_timestamp` of a message, `notify_time` of a notification.
    /// `None` where it does not say, or not in the documented form.
    #[must_use]
    pub fn sent_at(&self) -> Option<SystemTime> {
        let sent_at = rules(self.family()?).sent_at.as_ref()?;
        (sent_at.read)(self.stated(sent_at.parameter)?)
    }

    /// `x-msgId` of a message of the long connection: the same over its redeliveries. It is **not
    /// signed**.
    #[must_use]
    pub fn msg_id(&self) -> Option<&str> {
        self.parameter(Name::MSG_ID).filter(|_| !self.is_dated())
    }

    /// Whether it says when it was sent.
    pub(crate) fn is_dated(&self) -> bool {
        let sent_at = self.family().and_then(|family| rules(family).sent_at.as_ref());
        sent_at.is_some_and(|sent_at| self.stated(sent_at.parameter).is_some())
    }

    /// `version` of the format.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        Some(match self.stated(Name::Version)? {
            "1.0" => Version::V1_0,
            "1.1" => Version::V1_1,
            _ => Version::Other,
        })
    }

    /// `charset`: in which it was signed; UTF-8 where it does not say.
    #[must_use]
    pub fn charset(&self) -> Option<&str> {
        self.stated(Name::Charset)
    }

    /// `sign_type`: the algorithm that it names.
    #[must_use]
    pub fn sign_type(&self) -> &str {
        self.stated(Name::SignType).unwrap_or_default()
    }

    /// `sign`: the signature in base64.
    #[must_use]
    pub fn sign(&self) -> &str {
        self.stated(Name::Sign).unwrap_or_default()
    }

    /// `biz_content` as it was sent: encrypted where `encrypt_type` is given. What it says is at
    /// [`Verified::biz_content`](super::Verified::biz_content).
    #[must_use]
    pub fn biz_content(&self) -> Option<&str> {
        self.stated(Name::BizContent)
    }

    /// Any parameter by its name.
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

    /// The documented lengths that this envelope breaks, and a time that is not one.
    #[must_use]
    pub fn violations(&self) -> Violations {
        let mut violations = Violations::default();
        let Some(rules) = self.family().map(rules) else { return violations };
        for field in rules.envelope {
            if let Some(text) = Name::of(field.name.as_bytes()).and_then(|name| self.stated(name)) {
                violations.within(&field.name, |violations| field.check_text(text, violations));
            }
        }
        if self.is_dated()
            && self.sent_at().is_none()
            && let Some(SentAt { parameter, problem, .. }) = &rules.sent_at
        {
            violations.push(parameter.as_str(), problem.clone());
        }
        violations
    }

    /// These parameters, which are sorted by name.
    pub(super) fn of(parameters: &[(&str, Cow<'_, str>)]) -> Self {
        let pairs =
            parameters.iter().map(|(name, value)| (*name, &**value, Name::of(name.as_bytes())));
        let (text, list) = Parameters::joined(pairs);
        Self::new(text, list)
    }

    /// The text of a parameter, unless it is empty: that says nothing.
    #[inline]
    pub(crate) fn stated(&self, name: Name) -> Option<&str> {
        let value = self.parameters.known(name).map(|parameter| self.slice(parameter.value()));
        value.filter(|value| !value.is_empty())
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
            .field("family", &self.family())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// What it is: its name, and its `notify_id` where it has one.
impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name().unwrap_or("something of no known family"))?;
        match self.notify_id() {
            Some(notify_id) => write!(f, " {notify_id}"),
            None => Ok(()),
        }
    }
}
