//! Events as messages of NATS JetStream.

use std::fmt;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{self, Context, stream};
use async_nats::{ConnectErrorKind, ConnectOptions, ServerAddr};

use super::error::said;
use super::link::Link;
use super::template::Template;
use super::{DeliveryError, Destination, PATIENCE, REMEMBERED, SettingError, url};
use crate::event::{Event, JSON_EVENT};

/// Publishes each event to a stream of NATS JetStream, which confirms that it has it.
///
/// Events come in binary mode, as their data with the attributes in headers `ce-…`, as the NATS
/// binding of CloudEvents has it from 1.0.3 on; those with the body as received in structured mode
/// ([`Event::to_json`]), with a header `content-type`. `Nats-Msg-Id` is the `id`: the stream takes
/// a message once within its duplicate window, which is 2 minutes unless it was made with another.
///
/// A confirmation means what the stream is set to: kept by most of its replicas, in files or in
/// memory.
pub struct Nats {
    servers: Vec<ServerAddr>,
    login: (String, String),
    subject: Template,
    stream: Option<String>,
    link: Link<Context>,
    limit: Duration,
}

impl Nats {
    /// Publishes to a server, `nats://host:4222` or `tls://host:4222`, or to several of one
    /// cluster, separated by commas. `{type}` in the subject stands for the type of the event; by
    /// itself, it makes subjects such as `alipay.message.…`.
    ///
    /// The URL may have a user and a password, or a token in place of the user.
    ///
    /// # Errors
    ///
    /// [`SettingError`] where a URL or the subject is none.
    pub fn new(servers: &str, subject: &str) -> Result<Self, SettingError> {
        let mut login = (String::new(), String::new());
        let mut addresses = Vec::new();
        for server in servers.split(',') {
            let mut server = url::parse(server, ["nats", "tls"])?;
            if login.0.is_empty() {
                login = url::login(&server)?;
            }
            // The client writes addresses to its log. A URL with a host can do without these.
            let _ = server.set_username("");
            let _ = server.set_password(None);
            let address = ServerAddr::from_url(server);
            addresses.push(address.map_err(|_| SettingError::Form("nats://host:4222"))?);
        }
        if !is_subject(subject) {
            return Err(SettingError::Subject);
        }
        Ok(Self {
            servers: addresses,
            login,
            subject: Template::parse(subject)?,
            stream: None,
            link: Link::new(|context| context.client().connection_state() == State::Connected),
            limit: PATIENCE,
        })
    }

    /// Makes a stream of this name where none takes the subject: in files, without limits, for
    /// that subject with any type in it, and with a duplicate window of an hour.
    #[must_use]
    pub fn make_stream(mut self, name: &str) -> Self {
        self.stream = Some(name.to_owned());
        self
    }

    /// How long the server has to confirm; 15 seconds unless set.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn connect(&self) -> Result<Context, DeliveryError> {
        let options = ConnectOptions::new()
            .name("alipay-notify")
            .connection_timeout(self.limit)
            // After that, a new one is made.
            .max_reconnects(1);
        let options = match &self.login {
            (user, password) if !password.is_empty() => {
                options.user_and_password(user.clone(), password.clone())
            }
            (token, _) if !token.is_empty() => options.token(token.clone()),
            _ => options,
        };
        // It is large, and seldom needed.
        let client = Box::pin(options.connect(&self.servers)).await;
        let client = client.map_err(|error| match error.kind() {
            ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
                DeliveryError::Denied(said(&error))
            }
            ConnectErrorKind::TimedOut => DeliveryError::TimedOut(self.limit),
            _ => DeliveryError::Unreachable(said(&error)),
        })?;
        let mut context = jetstream::new(client);
        context.set_timeout(self.limit);
        Ok(context)
    }

    async fn publish(&self, context: Context, event: &Event) -> Result<(), DeliveryError> {
        let subject = self.subject.of(event);
        let publish =
            async || context.send_publish(subject.clone(), message(event)).await?.await.map(drop);
        match (publish().await, &self.stream) {
            (Err(error), Some(name)) if error.kind() == PublishErrorKind::StreamNotFound => {
                self.create(&context, name).await?;
                publish().await.map_err(|error| self.failed(&error))
            }
            (result, _) => result.map_err(|error| self.failed(&error)),
        }
    }

    async fn create(&self, context: &Context, name: &str) -> Result<(), DeliveryError> {
        let config = stream::Config {
            name: name.to_owned(),
            subjects: vec![self.all_subjects()],
            duplicate_window: REMEMBERED,
            ..stream::Config::default()
        };
        let created = context.create_stream(config).await;
        created.map(drop).map_err(|error| {
            DeliveryError::Missing(format!(
                "no stream takes {}, and {name} can't be made: {}",
                self.all_subjects(),
                said(&error)
            ))
        })
    }

    fn failed(&self, error: &PublishError) -> DeliveryError {
        match error.kind() {
            PublishErrorKind::StreamNotFound => {
                let subjects = self.all_subjects();
                DeliveryError::Missing(format!(
                    "no stream takes {subjects}; make one: nats stream add --subjects '{subjects}'"
                ))
            }
            PublishErrorKind::TimedOut => DeliveryError::TimedOut(self.limit),
            PublishErrorKind::BrokenPipe => DeliveryError::Unreachable(said(error)),
            _ => DeliveryError::Refused(said(error)),
        }
    }

    /// The subjects of events of all types, which all begin alike.
    fn all_subjects(&self) -> String {
        let of_all = self.subject.filled("alipay.>");
        let end = of_all.find('>').map_or(of_all.len(), |any| any + 1);
        of_all[..end].to_owned()
    }
}

impl Destination for Nats {
    async fn deliver(&self, event: &Event) -> Result<(), DeliveryError> {
        let publish = |context| self.publish(context, event);
        self.link.run(self.limit, self.connect(), publish).await
    }

    async fn reach(&self) -> Result<(), DeliveryError> {
        let ping = |context: Context| async move {
            let flushed = context.client().flush().await;
            flushed.map_err(|error| DeliveryError::Unreachable(said(&error)))
        };
        self.link.run(self.limit, self.connect(), ping).await
    }
}

impl fmt::Debug for Nats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nats").field("stream", &self.stream).finish_non_exhaustive()
    }
}

fn message(event: &Event) -> PublishMessage {
    let message = PublishMessage::build().message_id(event.id());
    if event.is_raw() {
        return message.header("content-type", JSON_EVENT).payload(event.to_json().into());
    }
    // In this binding, the type of the data is an attribute as any other.
    let headers = event
        .headers()
        .chain([("ce-datacontenttype".to_owned(), event.data_content_type().to_owned())]);
    let message = headers.fold(message, |message, (name, value)| message.header(name, value));
    message.payload(event.data().to_owned().into())
}

/// Whether a subject can be published to.
fn is_subject(subject: &str) -> bool {
    !subject.contains(|ch: char| ch.is_whitespace() || ch.is_control() || "*>".contains(ch))
        && subject.split('.').all(|token| !token.is_empty())
}
