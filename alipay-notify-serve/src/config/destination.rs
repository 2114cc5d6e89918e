//! `[[serve.destination]]`: where events go, and which.

use std::num::NonZeroUsize;
use std::sync::Arc;

use super::mistake::{Belongs, Mistake};
use super::pattern::Pattern;
use super::reader::{Table, value};
use super::secret::Secret;
use crate::delivering::AnyDestination;
use crate::destination::{Http, Nats, RabbitMq, Redis, SettingError, Stdout};
use crate::event;

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DestinationConfig {
    pub(crate) name: String,
    pub(crate) take: Vec<Pattern>,
    pub(crate) wanted: event::Wanted,
    /// How many events are delivered at a time.
    pub(crate) concurrency: NonZeroUsize,
    pub(crate) target: Target,
}

/// A destination that is made: what it takes, and how it is delivered to.
pub(crate) struct Route {
    pub(crate) name: String,
    pub(crate) take: Vec<Pattern>,
    pub(crate) wanted: event::Wanted,
    pub(crate) concurrency: NonZeroUsize,
    pub(crate) destination: Arc<dyn AnyDestination>,
}

/// What kind of destination it is, and what that needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Http { url: Secret, secrets: Vec<Secret>, authorization: Option<Secret> },
    Nats { url: Secret, subject: String, stream: Option<String> },
    Redis { url: Secret, stream: String, max_len: Option<u32> },
    Rabbitmq { url: Secret, to: RabbitmqRoute },
    Stdout,
}

/// Where events go in RabbitMQ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RabbitmqRoute {
    Queue(String),
    Exchange { exchange: String, routing_key: String },
}

/// How many events are delivered at a time unless set.
pub(super) const CONCURRENCY: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// The inbox of what no destination takes.
pub(crate) const UNROUTED: &str = "unrouted";

/// The longest name: it is part of the names of schemas and streams.
const LONGEST: usize = 32;

const TARGETS: [&str; 5] = ["http", "nats", "redis", "rabbitmq", "stdout"];

impl DestinationConfig {
    pub(super) fn read(table: Table<'_>) -> Option<Self> {
        let notes = table.notes;
        let name = table.required("name");
        let name = name.and_then(|(name, span)| notes.ok(&span, checked(name)));
        let take = match table.texts("take") {
            None => vec![Pattern::anything()],
            Some(texts) => {
                let parsed = texts.iter().map(|(text, span)| (Pattern::parse(text), span));
                parsed.filter_map(|(pattern, span)| notes.ok(span, pattern)).collect()
            }
        };
        let wanted = event::Wanted { violations: table.flag("violations"), raw: table.flag("raw") };
        let number = table.number("concurrency");
        let concurrency = number.and_then(|number| NonZeroUsize::new(number as usize));
        let target = Target::read(&table);
        table.finish();
        let concurrency = concurrency.unwrap_or(CONCURRENCY);
        Some(Self { name: name?, take, wanted, concurrency, target: target? })
    }

    /// Makes it; nothing is connected yet.
    pub(crate) fn make(&self) -> Result<Route, SettingError> {
        Ok(Route {
            name: self.name.clone(),
            take: self.take.clone(),
            wanted: self.wanted,
            concurrency: self.concurrency,
            destination: self.target.make()?,
        })
    }
}

impl Target {
    /// What it is called in the file.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Http { .. } => "http",
            Self::Nats { .. } => "nats",
            Self::Redis { .. } => "redis",
            Self::Rabbitmq { .. } => "rabbitmq",
            Self::Stdout => "stdout",
        }
    }

    fn read(table: &Table<'_>) -> Option<Self> {
        let set = TARGETS.into_iter().filter(|name| table.value(name).is_some());
        let [name] = set.collect::<Vec<_>>()[..] else {
            let known = TARGETS.map(str::to_owned).to_vec();
            table.notes.at(&table.span, Mistake::OneOf { table: table.name.clone(), known });
            return None;
        };
        let (own, notes) = (table.table(name)?, table.notes);
        let span = own.span.clone();
        let target = match name {
            "http" => Self::http(&own),
            "nats" => Self::nats(&own),
            "redis" => Self::redis(&own),
            "rabbitmq" => Self::rabbitmq(&own),
            _ => Some(Self::Stdout),
        };
        own.finish();
        let target = target?;
        notes.ok(&span, target.make().map_err(Mistake::Setting))?;
        Some(target)
    }

    fn http(table: &Table<'_>) -> Option<Self> {
        let url = table.url("url", &["https", "http"]);
        let secrets = table.secrets("secret");
        let authorization = table.secret("authorization").map(|(secret, _)| secret);
        Some(Self::Http { url: url?, secrets, authorization })
    }

    fn nats(table: &Table<'_>) -> Option<Self> {
        let url = table.url("url", &["nats", "tls"]);
        let subject = text_or(table, "subject", "{type}");
        let stream = table.text("stream").map(|(stream, _)| stream.to_owned());
        Some(Self::Nats { url: url?, subject, stream })
    }

    fn redis(table: &Table<'_>) -> Option<Self> {
        let url = table.url("url", &["redis", "rediss"]);
        let (stream, max_len) = (text_or(table, "stream", "alipay"), table.number("max_len"));
        Some(Self::Redis { url: url?, stream, max_len })
    }

    fn rabbitmq(table: &Table<'_>) -> Option<Self> {
        let url = table.url("url", &["amqp", "amqps"]);
        let has = |key| table.value(key).is_some();
        let (name, span) = (table.name.clone(), &table.span);
        if has("queue") && has("exchange") {
            let both = Mistake::Both { table: name, one: "queue", other: "exchange" };
            table.notes.at(span, both);
        } else if has("routing_key") {
            // A queue has no other than its name.
            table.require("exchange");
        }
        let queue = text_or(table, "queue", "alipay");
        let exchange = table.text("exchange").map(|(exchange, _)| exchange.to_owned());
        let routing_key = text_or(table, "routing_key", "{type}");
        let to = match exchange {
            Some(exchange) => RabbitmqRoute::Exchange { exchange, routing_key },
            None => RabbitmqRoute::Queue(queue),
        };
        Some(Self::Rabbitmq { url: url?, to })
    }

    fn make(&self) -> Result<Arc<dyn AnyDestination>, SettingError> {
        Ok(match self {
            Self::Http { url, secrets, authorization } => {
                let http = Http::new(url.reveal())?;
                let http = secrets.iter().try_fold(http, |http, own| http.secret(own.reveal()))?;
                Arc::new(match authorization {
                    Some(own) => http.authorization(own.reveal())?,
                    None => http,
                })
            }
            Self::Nats { url, subject, stream } => {
                let nats = Nats::new(url.reveal(), subject)?;
                Arc::new(stream.iter().fold(nats, |nats, stream| nats.make_stream(stream)))
            }
            Self::Redis { url, stream, max_len } => {
                let redis = Redis::new(url.reveal(), stream)?;
                Arc::new(max_len.iter().fold(redis, |redis, max| redis.max_len((*max).into())))
            }
            Self::Rabbitmq { url, to: RabbitmqRoute::Queue(queue) } => {
                Arc::new(RabbitMq::new(url.reveal(), queue)?)
            }
            Self::Rabbitmq { url, to: RabbitmqRoute::Exchange { exchange, routing_key } } => {
                Arc::new(RabbitMq::to_exchange(url.reveal(), exchange, routing_key)?)
            }
            Self::Stdout => Arc::new(Stdout),
        })
    }
}

fn text_or(table: &Table<'_>, key: &'static str, unless_set: &str) -> String {
    table.text(key).map_or(unless_set, |(text, _)| text).to_owned()
}

/// A name that a destination may have.
pub(super) fn checked(name: &str) -> Result<String, Mistake> {
    let is_free = is_name(name) && name != UNROUTED;
    if is_free { Ok(name.to_owned()) } else { Err(value(name, Belongs::Name)) }
}

/// Whether an inbox may have this name.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() <= LONGEST
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}
