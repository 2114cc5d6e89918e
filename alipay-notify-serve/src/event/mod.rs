//! A stored delivery as an event of CloudEvents 1.0.

mod attribute;

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use alipay_notify::Verified;
use alipay_notify::inbox::StoredDelivery;
use alipay_notify::schema::{MessageSchema, Violations};
use alipay_notify_schema::json::{compact, quoted};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use attribute::{header, kind, listed, rfc3339, sanitized, uri};

/// The media type of an event in structured mode.
pub(crate) const JSON_EVENT: &str = "application/cloudevents+json";

/// The attribute with the type of the data.
const DATA_CONTENT_TYPE: &str = "datacontenttype";

/// The attribute with the body as it was received.
const RAW_BODY: &str = "rawbody";

/// A message as an event of [CloudEvents 1.0](https://github.com/cloudevents/spec).
///
/// | Attribute | |
/// |---|---|
/// | `id` | the message's [key](StoredDelivery::key): the same whenever it comes again |
/// | `source` | `alipay:` and the app that received it |
/// | `type` | `alipay.message.`, `alipay.notify.` or `alipay.service.`, and its name |
/// | `time` | when Alipay sent it; absent where it does not say |
/// | `datacontenttype` | `application/json` |
/// | `dataschema` | the `$id` of its specification, where there is one |
/// | `notifyid` | its `notify_id`, where it has one |
/// | `authappid` | the app of the merchant it is about, where another one receives it for them |
/// | `violations` | how it breaks its specification, where it does |
/// | `rawbody` | the body as it was received, in base64, where it is [wanted](Wanted) |
///
/// Its data is the [content as JSON](Verified::content), on one line; parameters of a form that are
/// specified as numbers or booleans are such. `Debug` shows the `id` and the `type` and nothing
/// more.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    attributes: Vec<(&'static str, String)>,
    time: Option<SystemTime>,
    data: String,
}

/// What a destination wants beyond the messages that keep their specifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Messages that break their specification too, with how they do.
    pub violations: bool,
    /// The body as it was received.
    pub raw: bool,
}

impl Event {
    /// Makes the event of a delivery, of which `verified` is the message.
    ///
    /// # Errors
    ///
    /// [`Violations`], never empty, where the message breaks its specification and those are not
    /// [wanted](Wanted::violations).
    pub fn new(
        stored: &StoredDelivery,
        verified: &Verified,
        specification: Option<&MessageSchema>,
        wanted: Wanted,
    ) -> Result<Self, Violations> {
        let violations = specification.map(|schema| breaches(verified, schema)).unwrap_or_default();
        if !violations.is_empty() && !wanted.violations {
            return Err(violations);
        }
        let envelope = verified.envelope();
        let time = envelope.sent_at();
        let raw = wanted.raw.then(|| STANDARD.encode(stored.body()));
        let attributes = [
            ("specversion", Some("1.0".to_owned())),
            ("id", Some(stored.key().as_str().to_owned())),
            ("source", Some(format!("alipay:{}", uri(stored.app_id().unwrap_or_default())))),
            ("type", Some(kind(stored.family(), stored.name()))),
            ("time", time.and_then(rfc3339)),
            (DATA_CONTENT_TYPE, Some("application/json".to_owned())),
            ("dataschema", specification.map(|schema| uri(&schema.id()))),
            ("notifyid", envelope.notify_id().map(sanitized)),
            ("authappid", envelope.auth_app_id().map(sanitized)),
            ("violations", listed(&violations)),
            (RAW_BODY, raw),
        ];
        // An attribute that says nothing is left out.
        let given = |(name, value): (_, Option<String>)| {
            value.filter(|value| !value.is_empty()).map(|value| (name, value))
        };
        let attributes = attributes.into_iter().filter_map(given).collect();
        Ok(Self { attributes, time, data: data(verified, specification) })
    }

    /// What makes another event the same message.
    #[must_use]
    pub fn id(&self) -> &str {
        self.attribute("id")
    }

    /// The app that received it, as `alipay:…`.
    #[must_use]
    pub fn source(&self) -> &str {
        self.attribute("source")
    }

    /// Its `type`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.attribute("type")
    }

    /// The `type` of the events of a message that is specified so.
    #[must_use]
    pub fn kind_of(specification: &MessageSchema) -> String {
        kind(Some(specification.family), Some(&specification.name))
    }

    /// When Alipay sent this delivery of it.
    #[must_use]
    pub fn time(&self) -> Option<SystemTime> {
        self.time
    }

    /// Names and values of all attributes, extensions among them.
    pub fn attributes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.attributes.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The data: a JSON object on one line.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The event as one JSON object on one line: `application/cloudevents+json`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let attributes = self.attributes();
        let members = attributes.map(|(name, value)| format!("\"{name}\":{}", quoted(value)));
        format!("{{{},\"data\":{}}}", members.collect::<Vec<_>>().join(","), self.data)
    }

    /// Whether it has the body as it was received, which may be too long for a header.
    pub(crate) fn is_raw(&self) -> bool {
        !self.attribute(RAW_BODY).is_empty()
    }

    /// The media type of the data.
    pub(crate) fn data_content_type(&self) -> &str {
        self.attribute(DATA_CONTENT_TYPE)
    }

    /// The attributes as headers of HTTP and NATS, but for the type of the data.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (String, String)> {
        let attributes = self.attributes().filter(|(name, _)| *name != DATA_CONTENT_TYPE);
        attributes.map(|(name, value)| (format!("ce-{name}"), header(value)))
    }

    fn attribute(&self, name: &str) -> &str {
        let mut attributes = self.attributes();
        attributes.find(|(candidate, _)| *candidate == name).map_or("", |(_, value)| value)
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id())
            .field("type", &self.kind())
            .finish_non_exhaustive()
    }
}

/// The content as its specification describes it.
fn data(verified: &Verified, specification: Option<&MessageSchema>) -> String {
    match specification {
        Some(schema) if schema.family.is_flat() => {
            schema.json_of_parameters(&verified.parameters())
        }
        _ => one_line(verified.content()),
    }
}

/// How a message breaks its specification, in its envelope and in its content.
fn breaches(verified: &Verified, schema: &MessageSchema) -> Violations {
    let mut violations = verified.envelope().violations();
    violations.append(if schema.family.is_flat() {
        schema.check_parameters(&verified.parameters())
    } else {
        // A verified content is JSON, so that nothing is passed over here.
        schema.check(verified.biz_content().unwrap_or_default()).unwrap_or_default()
    });
    violations
}

/// The same JSON without line breaks, which it can only have between its tokens.
fn one_line(json: Cow<'_, str>) -> String {
    if json.contains(['\n', '\r']) { compact(&json) } else { json.into_owned() }
}
