//! RabbitMQ: the server that a variable names, with queues of the test's own.

use std::sync::Arc;

use alipay_notify_serve::{DeliveryError, Destination, RabbitMq, SettingError};
use lapin::message::BasicGetMessage;
use lapin::options::{
    BasicGetOptions, ExchangeDeclareOptions, ExchangeDeleteOptions, QueueBindOptions,
    QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, Connection, ConnectionProperties, ExchangeKind};

use crate::line::Line;
use crate::{
    IN_FLIGHT, assert_no_secret, assert_unreachable, deliver_again, deliver_at_once, name, sample,
    server,
};

/// A queue that is removed in the end, and an exchange of that name, if there is one.
struct Queue {
    url: String,
    name: String,
    channel: Channel,
}

impl Queue {
    async fn new() -> Option<Self> {
        let example = "amqp://guest:guest@127.0.0.1:5672";
        let url = server("ALIPAY_NOTIFY_TEST_RABBITMQ_URL", example)?;
        let connection = Connection::connect(&url, ConnectionProperties::default()).await;
        let channel = connection.expect("it runs").create_channel().await.expect("it runs");
        Some(Self { url, name: name(), channel })
    }

    fn destination(&self) -> RabbitMq {
        RabbitMq::new(&self.url, &self.name).expect("good")
    }

    /// The URL with another place or login in it.
    fn url_with(&self, change: impl FnOnce(&mut url::Url)) -> String {
        let mut url = url::Url::parse(&self.url).expect("a URL");
        change(&mut url);
        url.into()
    }

    async fn declare_classic(&self) {
        let options = QueueDeclareOptions::durable();
        let name = self.name.as_str().into();
        let declared = self.channel.queue_declare(name, options, FieldTable::default()).await;
        declared.expect("a new queue");
    }

    /// The next message, which is removed.
    async fn next(&self) -> Option<BasicGetMessage> {
        let options = BasicGetOptions { no_ack: true };
        self.channel.basic_get(self.name.as_str().into(), options).await.expect("it is there")
    }

    async fn remove(self) {
        let name = self.name.as_str();
        let queue = self.channel.queue_delete(name.into(), QueueDeleteOptions::default()).await;
        queue.expect("it may");
        let options = ExchangeDeleteOptions::default();
        self.channel.exchange_delete(name.into(), options).await.expect("it may");
    }
}

/// The attributes of a message, which are texts. The broker has headers of its own.
fn attributes(message: &BasicGetMessage) -> Vec<(String, String)> {
    let headers = message.properties.headers().as_ref().expect("there are some").inner();
    let own = headers.iter().filter(|(name, _)| name.as_str().starts_with("cloudEvents:"));
    let text = |value: &AMQPValue| match value {
        AMQPValue::LongString(text) => text.to_string(),
        other => panic!("{other:?} is no text"),
    };
    own.map(|(name, value)| (name.to_string(), text(value))).collect()
}

#[tokio::test]
async fn a_message_has_the_attributes_as_properties_and_is_persistent() {
    let Some(queue) = Queue::new().await else { return };
    let rabbitmq = queue.destination();
    let event = sample::event("n1").await;
    assert_eq!(rabbitmq.deliver(&event).await, Ok(()));
    let message = queue.next().await.expect("it was confirmed");
    let properties = &message.properties;
    assert_eq!(properties.message_id().as_ref().map(ShortString::as_str), Some(event.id()));
    assert_eq!(properties.delivery_mode(), &Some(2));
    let kind = properties.content_type().as_ref().map(ShortString::as_str);
    assert_eq!(kind, Some("application/json"));
    let expected = [
        ("cloudEvents:dataschema", "urn:alipay:message:ant.merchant.expand.shop.save.rejected"),
        ("cloudEvents:id", "2014060600164699:n1"),
        ("cloudEvents:notifyid", "n1"),
        ("cloudEvents:source", "alipay:2014060600164699"),
        ("cloudEvents:specversion", "1.0"),
        ("cloudEvents:time", "2026-11-27T09:30:00.125Z"),
        ("cloudEvents:type", "alipay.message.ant.merchant.expand.shop.save.rejected"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(attributes(&message), expected);
    assert_eq!(message.data, event.data().as_bytes());

    let event = sample::raw_event("n2").await;
    assert_eq!(rabbitmq.deliver(&event).await, Ok(()));
    let message = queue.next().await.expect("it was confirmed");
    let kind = message.properties.content_type().as_ref().map(ShortString::as_str);
    assert_eq!(kind, Some("application/cloudevents+json"));
    assert_eq!(attributes(&message), []);
    assert_eq!(message.data, event.to_json().as_bytes());

    // The broker does not tell copies apart: that is for consumers, by their id.
    for _ in 0..2 {
        assert_eq!(rabbitmq.deliver(&event).await, Ok(()));
    }
    for _ in 0..2 {
        let message = queue.next().await.expect("each is there");
        let id = message.properties.message_id().as_ref().map(ShortString::as_str);
        assert_eq!(id, Some(event.id()));
    }
    queue.remove().await;
}

#[tokio::test]
async fn the_queue_is_a_quorum_queue_and_another_is_not_taken_for_one() {
    let Some(queue) = Queue::new().await else { return };
    assert_eq!(queue.destination().reach().await, Ok(()));
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    let options = QueueDeclareOptions::durable();
    let declared = queue.channel.queue_declare(queue.name.as_str().into(), options, arguments);
    declared.await.expect("it is the same one");
    queue.remove().await;

    let Some(queue) = Queue::new().await else { return };
    queue.declare_classic().await;
    let event = sample::event("n1").await;
    let error = queue.destination().deliver(&event).await.expect_err("it is another one");
    let expected = format!(
        "the queue {} is no durable quorum queue; delete it, or publish to it through the \
         exchange \"\"",
        queue.name
    );
    assert_eq!(error, DeliveryError::Missing(expected));
    let through = RabbitMq::to_exchange(&queue.url, "", &queue.name).expect("good");
    assert_eq!(through.deliver(&event).await, Ok(()));
    assert_eq!(queue.next().await.expect("it is there").data, event.data().as_bytes());
    queue.remove().await;
}

#[tokio::test]
async fn what_no_queue_takes_is_not_delivered() {
    let Some(queue) = Queue::new().await else { return };
    let event = sample::event("n1").await;
    let through = RabbitMq::to_exchange(&queue.url, "", &queue.name).expect("good");
    let error = through.deliver(&event).await.expect_err("no queue");
    let expected = format!("there is no queue {}; declare it", queue.name);
    assert_eq!(error, DeliveryError::Missing(expected));

    let exchange = RabbitMq::to_exchange(&queue.url, &queue.name, "of.{type}").expect("good");
    let error = exchange.deliver(&event).await.expect_err("no exchange");
    let expected =
        format!("there is no exchange {}; declare it, or publish to a queue", queue.name);
    assert_eq!(error, DeliveryError::Missing(expected));

    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let name = || queue.name.as_str().into();
    let none = FieldTable::default;
    let topic = ExchangeKind::Topic;
    queue.channel.exchange_declare(name(), topic, options, none()).await.expect("a new one");
    let error = exchange.deliver(&event).await.expect_err("nothing is bound to it");
    let expected = format!(
        "no queue takes what the exchange {} gets as of.{{type}}; bind one to it",
        queue.name
    );
    assert_eq!(error, DeliveryError::Missing(expected));

    queue.declare_classic().await;
    let key = "of.alipay.message.#".into();
    let bound =
        queue.channel.queue_bind(name(), name(), key, QueueBindOptions::default(), none()).await;
    bound.expect("both are there");
    assert_eq!(exchange.deliver(&event).await, Ok(()));
    let message = queue.next().await.expect("it is there");
    let key = "of.alipay.message.ant.merchant.expand.shop.save.rejected";
    assert_eq!(message.routing_key.as_str(), key);
    queue.remove().await;
}

#[tokio::test]
async fn a_server_that_was_down_is_found_again() {
    let Some(queue) = Queue::new().await else { return };
    let at = url::Url::parse(&queue.url).expect("a URL");
    let host = format!("{}:{}", at.host_str().expect("one"), at.port().unwrap_or(5672));
    let mut line = Line::to(&host).await;
    let port = line.port();
    let url = queue.url_with(|url| url.set_port(Some(port)).expect("it has a host"));
    let rabbitmq = RabbitMq::new(&url, &queue.name).expect("good");
    assert_eq!(rabbitmq.deliver(&sample::event("n1").await).await, Ok(()));
    line.cut().await;
    let event = sample::event("n2").await;
    // The connection that broke has perhaps not noticed.
    assert_unreachable(rabbitmq.deliver(&event).await);
    assert_unreachable(rabbitmq.deliver(&event).await);
    assert_unreachable(rabbitmq.reach().await);
    line.mend();
    deliver_again(&rabbitmq, &event).await;
    for id in ["2014060600164699:n1", event.id()] {
        let message = queue.next().await.expect("it is there");
        assert_eq!(message.properties.message_id().as_ref().map(ShortString::as_str), Some(id));
    }
    queue.remove().await;
}

#[tokio::test]
async fn who_may_not_is_told_so_without_the_password() {
    let Some(queue) = Queue::new().await else { return };
    let url = queue.url_with(|url| url.set_password(Some("hunter2")).expect("it has a host"));
    let rabbitmq = RabbitMq::new(&url, &queue.name).expect("good");
    let error = rabbitmq.deliver(&sample::event("n1").await).await.expect_err("wrong");
    assert!(matches!(error, DeliveryError::Denied(_)), "{error}");
    assert!(error.to_string().contains("ACCESS_REFUSED"), "{error}");
    assert_no_secret(&error);
    assert_no_secret(&rabbitmq);
}

#[tokio::test]
async fn many_are_under_way_at_a_time() {
    let Some(queue) = Queue::new().await else { return };
    let ids = deliver_at_once(Arc::new(queue.destination()), IN_FLIGHT).await;
    let mut seen = Vec::new();
    while let Some(message) = queue.next().await {
        let id = message.properties.message_id().as_ref().map(|id| id.as_str().to_owned());
        seen.push(id.expect("there is one"));
    }
    seen.sort();
    assert_eq!(seen, ids);
    queue.remove().await;
}

#[test]
fn what_is_wrong_with_a_setting_is_said_without_it() {
    let said = |result: Result<RabbitMq, SettingError>| {
        let error = result.map(drop).expect_err("wrong");
        assert_no_secret(&error);
        error.to_string()
    };
    let url = "a URL amqp://host or amqps://host is expected";
    for wrong in ["hunter2", "http://hunter2", "amqp://"] {
        assert_eq!(said(RabbitMq::new(wrong, "q")), url, "{wrong}");
    }
    let host = "amqp://host";
    let form = "a URL of the form amqp://host:5672/vhost is expected";
    assert_eq!(said(RabbitMq::new("amqp://me:hunter2@host/?heartbeat=hunter2", "q")), form);
    let queue = "a queue has a name, in which nothing stands in braces";
    for wrong in ["", "{type}"] {
        assert_eq!(said(RabbitMq::new(host, wrong)), queue, "{wrong}");
    }
    let long = "q".repeat(256);
    assert_eq!(said(RabbitMq::new(host, &long)), "a name has 255 bytes at the most");
    let braces = "only {type} may stand in braces: the event's type";
    assert_eq!(said(RabbitMq::to_exchange(host, "e", "{id}")), braces);
}
