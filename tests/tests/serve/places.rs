//! Destinations that can be stopped and started, and say what they have got.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alipay_notify::store::Token;
use alipay_notify_tests::nats::NatsServer;
use alipay_notify_tests::redis::Redis;
use async_nats::jetstream;
use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use futures_util::StreamExt as _;
use lapin::options::{BasicGetOptions, QueueDeleteOptions};
use lapin::{Channel, Connection, ConnectionProperties};
use tempfile::NamedTempFile;
use tokio::net::TcpListener;

use crate::proxy::Proxy;

/// How often each event was received, by its `id`.
pub(crate) type Received = BTreeMap<String, usize>;

/// A destination.
pub(crate) trait Place {
    fn name(&self) -> &'static str;

    /// What the configuration says of it.
    fn settings(&self) -> String;

    fn stop(&mut self);

    fn run_again(&mut self);

    /// Whether it takes an event once, although it is delivered twice.
    fn tells_duplicates(&self) -> bool {
        false
    }

    async fn received(&self) -> Received;
}

fn settings(name: &str, target: &str) -> String {
    format!("[[serve.destination]]\nname = \"{name}\"\n{target}\n\n")
}

/// A receiver of webhooks.
pub(crate) struct HttpPlace {
    proxy: Proxy,
    received: Arc<Mutex<Received>>,
}

impl HttpPlace {
    pub(crate) async fn start() -> Self {
        let received = Arc::new(Mutex::new(Received::new()));
        let noted = Arc::clone(&received);
        let note = move |headers: HeaderMap| async move {
            if let Some(id) = headers.get("ce-id").and_then(|id| id.to_str().ok()) {
                *locked(&noted).entry(id.to_owned()).or_default() += 1;
            }
            StatusCode::NO_CONTENT
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let proxy = Proxy::before(listener.local_addr().expect("it is bound")).await;
        let app: Router = Router::new().route("/events", any(note));
        let serve = alipay_notify_axum::serve(listener, app).until(std::future::pending());
        tokio::spawn(async move { serve.await.expect("served") });
        Self { proxy, received }
    }
}

fn locked(received: &Mutex<Received>) -> MutexGuard<'_, Received> {
    received.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Place for HttpPlace {
    fn name(&self) -> &'static str {
        "http"
    }

    fn settings(&self) -> String {
        let url = format!("http://127.0.0.1:{}/events", self.proxy.port());
        settings("http", &format!("http = {{ url = \"{url}\" }}"))
    }

    fn stop(&mut self) {
        self.proxy.set_up(false);
    }

    fn run_again(&mut self) {
        self.proxy.set_up(true);
    }

    async fn received(&self) -> Received {
        locked(&self.received).clone()
    }
}

/// A NATS of this run.
pub(crate) struct NatsPlace(NatsServer);

impl NatsPlace {
    pub(crate) fn start() -> Option<Self> {
        NatsServer::start().map(Self)
    }
}

impl Place for NatsPlace {
    fn name(&self) -> &'static str {
        "nats"
    }

    fn settings(&self) -> String {
        let url = self.0.server_url();
        settings(
            "nats",
            &format!("nats = {{ url = \"{url}\", subject = \"{{type}}\", stream = \"EVENTS\" }}"),
        )
    }

    fn stop(&mut self) {
        self.0.kill();
    }

    fn run_again(&mut self) {
        self.0.run_again();
    }

    /// Within the duplicate window of the stream, which is longer than this test.
    fn tells_duplicates(&self) -> bool {
        true
    }

    async fn received(&self) -> Received {
        let client = async_nats::connect(self.0.server_url()).await.expect("it runs");
        let stream = jetstream::new(client).get_stream("EVENTS").await.expect("it was made");
        let config = jetstream::consumer::pull::Config {
            ack_policy: jetstream::consumer::AckPolicy::None,
            ..Default::default()
        };
        let consumer = stream.create_consumer(config).await.expect("there is room");
        let mut received = Received::new();
        loop {
            let batch = consumer.fetch().max_messages(1000).messages().await.expect("it answers");
            let ids: Vec<_> = batch
                .map(|message| {
                    let headers =
                        message.expect("a message").headers.clone().expect("with headers");
                    headers.get("ce-id").expect("an id").to_string()
                })
                .collect()
                .await;
            if ids.is_empty() {
                return received;
            }
            for id in ids {
                *received.entry(id).or_default() += 1;
            }
        }
    }
}

/// A Redis of this run.
pub(crate) struct RedisPlace(Redis);

impl RedisPlace {
    pub(crate) fn start() -> Option<Self> {
        Redis::start().map(Self)
    }
}

impl Place for RedisPlace {
    fn name(&self) -> &'static str {
        "redis"
    }

    fn settings(&self) -> String {
        let url = self.0.url();
        settings("redis", &format!("redis = {{ url = \"{url}\", stream = \"events\" }}"))
    }

    fn stop(&mut self) {
        self.0.stop();
    }

    fn run_again(&mut self) {
        self.0.run_again();
    }

    /// Within an hour, which is longer than this test.
    fn tells_duplicates(&self) -> bool {
        true
    }

    async fn received(&self) -> Received {
        let client = redis::Client::open(self.0.url()).expect("a URL");
        let mut server = client.get_multiplexed_async_connection().await.expect("it runs");
        let mut range = redis::cmd("XRANGE");
        let entries: Vec<(String, Vec<String>)> =
            range.arg("events").arg("-").arg("+").query_async(&mut server).await.expect("entries");
        let mut received = Received::new();
        for (_, fields) in entries {
            let [name, event] = &fields[..] else { panic!("one field: {fields:?}") };
            assert_eq!(name, "event");
            let event: serde_json::Value = serde_json::from_str(event).expect("it is JSON");
            let id = event["id"].as_str().expect("an id").to_owned();
            *received.entry(id).or_default() += 1;
        }
        received
    }
}

/// A queue of the RabbitMQ that others use as well.
pub(crate) struct RabbitPlace {
    proxy: Proxy,
    broker: Broker,
    queue: String,
    /// Holds the URL: one with a password stands in no configuration.
    url: NamedTempFile,
}

/// Where RabbitMQ is, and who is to use it.
pub(crate) struct Broker {
    pub(crate) address: SocketAddr,
    /// `user:password`
    pub(crate) login: String,
}

impl Broker {
    fn url(&self, port: u16) -> String {
        format!("amqp://{}@{}:{port}", self.login, self.address.ip())
    }
}

impl RabbitPlace {
    pub(crate) async fn start(broker: Broker) -> Self {
        let queue = format!("serve_crash_{}", Token::random().expect("randomness"));
        let proxy = Proxy::before(broker.address).await;
        let url = NamedTempFile::new().expect("a file can be made");
        fs::write(url.path(), broker.url(proxy.port())).expect("it can be written");
        Self { proxy, broker, queue, url }
    }

    async fn channel(&self) -> (Connection, Channel) {
        let url = self.broker.url(self.broker.address.port());
        let connection = Connection::connect(&url, ConnectionProperties::default()).await;
        let connection = connection.expect("it runs");
        let channel = connection.create_channel().await.expect("it takes another");
        (connection, channel)
    }

    /// Removes the queue.
    pub(crate) async fn remove(self) {
        let (_connection, channel) = self.channel().await;
        let deleted =
            channel.queue_delete(self.queue.as_str().into(), QueueDeleteOptions::default()).await;
        deleted.expect("it was made");
    }
}

impl Place for RabbitPlace {
    fn name(&self) -> &'static str {
        "rabbitmq"
    }

    fn settings(&self) -> String {
        let (queue, file) = (&self.queue, self.url.path().display());
        let target = format!("rabbitmq = {{ url = {{ file = \"{file}\" }}, queue = \"{queue}\" }}");
        settings("rabbitmq", &target)
    }

    fn stop(&mut self) {
        self.proxy.set_up(false);
    }

    fn run_again(&mut self) {
        self.proxy.set_up(true);
    }

    async fn received(&self) -> Received {
        let (_connection, channel) = self.channel().await;
        let mut received = Received::new();
        let options = BasicGetOptions { no_ack: true };
        // A quorum queue has what it confirmed, but may take a moment until it hands it out.
        let mut empty = 0;
        while empty < 5 {
            let got =
                channel.basic_get(self.queue.as_str().into(), options).await.expect("a queue");
            let Some(message) = got else {
                empty += 1;
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let id = message.delivery.properties.message_id().clone().expect("an id").to_string();
            *received.entry(id).or_default() += 1;
        }
        received
    }
}
