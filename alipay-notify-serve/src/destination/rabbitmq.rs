//! Events as messages of RabbitMQ.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::{AMQPValue, FieldTable, LongString, ShortString};
use lapin::uri::AMQPUri;
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, Error, ErrorKind,
};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::error::said;
use super::link::Link;
use super::template::Template;
use super::{DeliveryError, Destination, PATIENCE, SettingError, url};
use crate::event::{Event, JSON_EVENT};

/// `delivery_mode` of a message that is written to disk.
const PERSISTENT: u8 = 2;

/// In seconds: how often a server that is silent is asked whether it is still there.
const HEARTBEAT: u16 = 10;

/// After how long a server is given up that takes a connection and says nothing.
const HANDSHAKE: Duration = Duration::from_secs(120);

/// The most bytes of a name (AMQP 0-9-1, short strings).
const LONGEST_NAME: usize = 255;

/// Publishes each event to RabbitMQ, which confirms that its queues have it.
///
/// Events come in binary mode, as their data with the attributes in headers `cloudEvents:…`, as
/// the AMQP binding of CloudEvents has it; those with the body as received in structured mode
/// ([`Event::to_json`]). `message_id` is the `id`: a consumer tells by it what it has had before,
/// since RabbitMQ itself does not. Messages are persistent, and many are under way at a time over
/// one channel. One that no queue takes is returned, and so is not delivered.
///
/// The client library, `lapin`, writes messages that are returned to the log in full, at level
/// `WARN` and with the target `lapin::returned_messages`; a subscriber has to leave these out.
/// `alipay-notify serve` does.
pub struct RabbitMq {
    server: AMQPUri,
    exchange: String,
    routing_key: Template,
    /// Whether the routing key names a queue that is declared.
    declares: bool,
    link: Link<Channel>,
    connecting: Arc<Mutex<()>>,
    limit: Duration,
}

impl RabbitMq {
    /// Publishes to a queue of a server, `amqp://user:password@host:5672/vhost` or `amqps://…`.
    /// The queue is declared as a durable quorum queue, and made where there is none.
    ///
    /// # Errors
    ///
    /// [`SettingError`] where it is no such URL, or no name of a queue.
    pub fn new(server: &str, queue: &str) -> Result<Self, SettingError> {
        let queue = name(queue)?;
        if queue.is_empty() || queue.contains(['{', '}']) {
            return Err(SettingError::Queue);
        }
        Ok(Self { declares: true, ..Self::to_exchange(server, "", queue)? })
    }

    /// Publishes to an exchange that is there, with this routing key, in which `{type}` stands for
    /// the type of the event. Which queues it leads to, and what they keep, is the exchange's to
    /// decide; there must be one. The exchange `""` leads to the queue that the routing key names.
    ///
    /// # Errors
    ///
    /// [`SettingError`] where it is no URL as [`new`](Self::new) takes, or no name of an exchange
    /// or routing key.
    pub fn to_exchange(
        server: &str,
        exchange: &str,
        routing_key: &str,
    ) -> Result<Self, SettingError> {
        let server = url::parse(server, ["amqp", "amqps"])?;
        let server = server.as_str().parse::<AMQPUri>();
        let mut server = server.map_err(|_| SettingError::Form("amqp://host:5672/vhost"))?;
        server.query.heartbeat.get_or_insert(HEARTBEAT);
        Ok(Self {
            server,
            exchange: name(exchange)?.to_owned(),
            routing_key: Template::parse(name(routing_key)?)?,
            declares: false,
            link: Link::new(|channel: &Channel| channel.status().connected()),
            connecting: Arc::default(),
            limit: PATIENCE,
        })
    }

    /// How long the server has to confirm; 15 seconds unless set.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn connect(&self) -> Result<Channel, DeliveryError> {
        // The client goes on, in a thread, with a connection that nobody waits for any more. So one
        // is made at a time, and to its end.
        let turn = Arc::clone(&self.connecting).lock_owned().await;
        let opening = open(self.server.clone(), self.queue());
        let opening = tokio::spawn(async move {
            let opened = timeout(HANDSHAKE, opening).await;
            drop(turn);
            opened
        });
        match opening.await {
            Ok(Ok(opened)) => opened.map_err(|error| self.failed(&error)),
            Ok(Err(_)) => Err(DeliveryError::TimedOut(HANDSHAKE)),
            Err(error) => Err(DeliveryError::Unreachable(said(&error))),
        }
    }

    /// The queue to declare, if any.
    fn queue(&self) -> Option<ShortString> {
        self.declares.then(|| self.routing_key.filled("").into())
    }

    async fn publish(&self, channel: Channel, event: &Event) -> Result<(), DeliveryError> {
        let routing_key = self.routing_key.of(event);
        if routing_key.len() > LONGEST_NAME {
            return Err(DeliveryError::Refused("its routing key is too long".to_owned()));
        }
        let (properties, body) = message(event);
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let confirmation = async {
            let exchange = self.exchange.clone().into();
            channel
                .basic_publish(exchange, routing_key.into(), options, body.as_bytes(), properties)
                .await?
                .await
        };
        match confirmation.await.map_err(|error| self.failed(&error))? {
            Confirmation::Ack(None) => Ok(()),
            Confirmation::Ack(Some(_)) | Confirmation::Nack(Some(_)) => {
                Err(DeliveryError::Missing(self.unroutable()))
            }
            Confirmation::Nack(None) | Confirmation::NotRequested => {
                let said = "it was not confirmed (nack); is the queue full?";
                Err(DeliveryError::Refused(said.to_owned()))
            }
        }
    }

    fn unroutable(&self) -> String {
        let (exchange, key) = (&self.exchange, self.routing_key.filled("{type}"));
        if exchange.is_empty() {
            return format!("there is no queue {key}; declare it");
        }
        format!("no queue takes what the exchange {exchange} gets as {key}; bind one to it")
    }

    fn failed(&self, error: &Error) -> DeliveryError {
        let said = said(error);
        let ErrorKind::ProtocolError(protocol) = error.kind() else {
            return DeliveryError::Unreachable(said);
        };
        match protocol.kind() {
            AMQPErrorKind::Soft(AMQPSoftError::ACCESSREFUSED) => DeliveryError::Denied(said),
            AMQPErrorKind::Soft(AMQPSoftError::NOTFOUND) => DeliveryError::Missing(format!(
                "there is no exchange {}; declare it, or publish to a queue",
                self.exchange
            )),
            AMQPErrorKind::Soft(AMQPSoftError::PRECONDITIONFAILED) if self.declares => {
                DeliveryError::Missing(format!(
                    "the queue {} is no durable quorum queue; delete it, or publish to it through \
                     the exchange \"\"",
                    self.routing_key.filled("")
                ))
            }
            AMQPErrorKind::Soft(_) => DeliveryError::Refused(said),
            AMQPErrorKind::Hard(_) => DeliveryError::Unreachable(said),
        }
    }
}

impl Destination for RabbitMq {
    async fn deliver(&self, event: &Event) -> Result<(), DeliveryError> {
        let publish = |channel| self.publish(channel, event);
        self.link.run(self.limit, self.connect(), publish).await
    }

    async fn reach(&self) -> Result<(), DeliveryError> {
        self.link.run(self.limit, self.connect(), |_| async { Ok(()) }).await
    }
}

impl fmt::Debug for RabbitMq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMq").field("exchange", &self.exchange).finish_non_exhaustive()
    }
}

/// Makes a connection, with a channel that confirms, and declares the queue.
async fn open(server: AMQPUri, queue: Option<ShortString>) -> Result<Channel, Error> {
    let properties = ConnectionProperties::default();
    let properties = properties.with_connection_name("alipay-notify".into());
    let connection = Connection::connect_uri(server, properties).await?;
    let channel = connection.create_channel().await?;
    if let Some(queue) = queue {
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        channel.queue_declare(queue, QueueDeclareOptions::durable(), arguments).await?;
    }
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    Ok(channel)
}

/// The properties and the body of an event's message.
fn message(event: &Event) -> (BasicProperties, String) {
    let properties = BasicProperties::default()
        .with_message_id(event.id().into())
        .with_delivery_mode(PERSISTENT);
    if event.is_raw() {
        return (properties.with_content_type(JSON_EVENT.into()), event.to_json());
    }
    let mut headers = FieldTable::default();
    for (name, value) in event.attributes().filter(|(name, _)| *name != "datacontenttype") {
        let value = AMQPValue::LongString(LongString::from(value));
        headers.insert(ShortString::from(format!("cloudEvents:{name}")), value);
    }
    let properties = properties.with_content_type(event.data_content_type().into());
    (properties.with_headers(headers), event.data().to_owned())
}

/// A name that fits AMQP.
fn name(text: &str) -> Result<&str, SettingError> {
    if text.len() > LONGEST_NAME {
        return Err(SettingError::LongName);
    }
    Ok(text)
}
