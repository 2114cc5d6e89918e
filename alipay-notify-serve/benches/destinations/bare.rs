//! Programs that publish bytes and wait for the confirmation, and do nothing else.

use alipay_notify_serve::Event;
use async_nats::jetstream::{self, Context, message::PublishMessage};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeleteOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, Connection, ConnectionProperties};
use redis::aio::ConnectionManager;
use redis::cmd;

use crate::{Bare, Outcome};

pub(crate) struct BareHttp {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    is_structured: bool,
}

impl BareHttp {
    pub(crate) fn new(url: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, url: url.to_owned(), is_structured: false }
    }

    /// One that posts events in structured mode, with what would be a signature.
    pub(crate) fn structured(url: &str) -> Self {
        Self { is_structured: true, ..Self::new(url) }
    }
}

impl Bare for BareHttp {
    type Message = Request<Full<Bytes>>;

    fn message(&self, event: &Event) -> Self::Message {
        let request = Request::post(&self.url).header("user-agent", "alipay-notify/0.1.0");
        let request = if self.is_structured {
            request
                .header("content-type", "application/cloudevents+json")
                .header("webhook-id", event.id())
                .header("webhook-timestamp", "1795771800")
                .header("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")
                .body(Full::from(event.to_json()))
        } else {
            let attributes = event.attributes().filter(|(name, _)| *name != "datacontenttype");
            attributes
                .fold(request, |request, (name, value)| request.header(format!("ce-{name}"), value))
                .header("content-type", "application/json")
                .body(Full::from(event.data().to_owned()))
        };
        request.expect("attributes of ASCII")
    }

    async fn publish(&self, message: Self::Message) -> Outcome<()> {
        let mut answer = self.client.request(message).await?;
        assert_eq!(answer.status(), 204);
        while answer.body_mut().frame().await.is_some() {}
        Ok(())
    }
}

pub(crate) struct BareNats(Context);

impl BareNats {
    pub(crate) async fn connect(url: &str) -> Outcome<Self> {
        Ok(Self(jetstream::new(async_nats::connect(url).await?)))
    }
}

impl Bare for BareNats {
    type Message = (String, PublishMessage);

    fn message(&self, event: &Event) -> Self::Message {
        let message = PublishMessage::build().message_id(event.id());
        let headers = event.attributes();
        let message = headers
            .fold(message, |message, (name, value)| message.header(format!("ce-{name}"), value));
        (event.kind().to_owned(), message.payload(event.data().to_owned().into()))
    }

    async fn publish(&self, (subject, message): Self::Message) -> Outcome<()> {
        self.0.send_publish(subject, message).await?.await?;
        Ok(())
    }
}

#[derive(Clone)]
pub(crate) struct BareRedis {
    connection: ConnectionManager,
    stream: String,
}

impl BareRedis {
    pub(crate) async fn connect(url: &str, name: &str) -> Outcome<Self> {
        let connection = ConnectionManager::new(redis::Client::open(url)?).await?;
        Ok(Self { connection, stream: name.to_owned() })
    }

    /// Removes the stream, and what is beside it.
    pub(crate) async fn remove(mut self) -> Outcome<()> {
        let keys = format!("*{}*", self.stream);
        let keys: Vec<String> = cmd("KEYS").arg(keys).query_async(&mut self.connection).await?;
        if !keys.is_empty() {
            cmd("DEL").arg(keys).query_async::<()>(&mut self.connection).await?;
        }
        Ok(())
    }
}

impl Bare for BareRedis {
    type Message = String;

    fn message(&self, event: &Event) -> String {
        event.to_json()
    }

    async fn publish(&self, message: String) -> Outcome<()> {
        let mut add = cmd("XADD");
        add.arg(&self.stream).arg("*").arg("event").arg(message);
        let _: String = add.query_async(&mut self.connection.clone()).await?;
        Ok(())
    }
}

#[derive(Clone)]
pub(crate) struct BareRabbitMq {
    channel: Channel,
    queue: String,
}

impl BareRabbitMq {
    /// Publishes to a queue that is there.
    pub(crate) async fn connect(url: &str, queue: &str) -> Outcome<Self> {
        let connection = Connection::connect(url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        Ok(Self { channel, queue: queue.to_owned() })
    }

    pub(crate) async fn remove(self) -> Outcome<()> {
        let options = QueueDeleteOptions::default();
        self.channel.queue_delete(self.queue.into(), options).await?;
        Ok(())
    }
}

impl Bare for BareRabbitMq {
    type Message = (BasicProperties, String);

    fn message(&self, event: &Event) -> Self::Message {
        let mut headers = FieldTable::default();
        for (name, value) in event.attributes().filter(|(name, _)| *name != "datacontenttype") {
            let value = AMQPValue::LongString(value.into());
            headers.insert(format!("cloudEvents:{name}").into(), value);
        }
        let properties = BasicProperties::default()
            .with_message_id(event.id().into())
            .with_delivery_mode(2)
            .with_content_type("application/json".into())
            .with_headers(headers);
        (properties, event.data().to_owned())
    }

    async fn publish(&self, (properties, body): Self::Message) -> Outcome<()> {
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let queue = self.queue.as_str().into();
        let publish =
            self.channel.basic_publish("".into(), queue, options, body.as_bytes(), properties);
        assert_eq!(publish.await?.await?, Confirmation::Ack(None));
        Ok(())
    }
}
