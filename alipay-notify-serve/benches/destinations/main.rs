//! What a destination costs, next to a bare program that has the same client publish the same bytes
//! and waits for the same confirmation: 64 at a time, in turns. Ratios of one run, each the median
//! of neighbouring turns.
//!
//! `cargo bench -p alipay-notify-serve --bench destinations`, and of one destination alone with
//! ` -- nats` and the like; Redis and RabbitMQ where `ALIPAY_NOTIFY_TEST_REDIS_URL` and
//! `ALIPAY_NOTIFY_TEST_RABBITMQ_URL` say where they are, NATS where `nats-server` is on the path.

mod bare;
#[path = "../../../tests/src/nats.rs"]
mod nats_server;
mod receiver;
#[path = "../../tests/sample/mod.rs"]
mod sample;

use std::env;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::time::Instant;

use alipay_notify_serve::{Destination, Event, Http, Nats, RabbitMq, Redis};
use tokio::task::JoinSet;

use bare::{BareHttp, BareNats, BareRabbitMq, BareRedis};
use nats_server::NatsServer;

/// How many are under way at the same time.
const IN_FLIGHT: usize = 64;

/// How many are delivered in a turn.
const EVENTS: usize = 3_000;

const TURNS: usize = 7;

/// What the names on the servers begin with.
const NAME: &str = "alipay-notify-serve-bench";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let named: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_meant = |name: &str| named.is_empty() || named.iter().any(|it| it == name);
    let mut events = Events::new().await;
    if is_meant("http") {
        http(&mut events).await?;
    }
    if is_meant("nats") {
        match NatsServer::start() {
            Some(server) => nats(&server, &mut events).await?,
            None => say("skipped: NATS: there is no nats-server on the path"),
        }
    }
    if is_meant("redis") {
        match env::var("ALIPAY_NOTIFY_TEST_REDIS_URL") {
            Ok(url) => redis(&url, &mut events).await?,
            Err(_) => say("skipped: Redis: ALIPAY_NOTIFY_TEST_REDIS_URL is not set"),
        }
    }
    if is_meant("rabbitmq") {
        match env::var("ALIPAY_NOTIFY_TEST_RABBITMQ_URL") {
            Ok(url) => rabbitmq(&url, &mut events).await?,
            Err(_) => say("skipped: RabbitMQ: ALIPAY_NOTIFY_TEST_RABBITMQ_URL is not set"),
        }
    }
    Ok(())
}

async fn http(events: &mut Events) -> Outcome<()> {
    let url = receiver::start().await?;
    compare("http", Http::new(&url)?, BareHttp::new(&url), events).await?;
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let signed = Http::new(&url)?.secret(secret)?;
    compare("http_signed", signed, BareHttp::structured(&url), events).await
}

async fn nats(server: &NatsServer, events: &mut Events) -> Outcome<()> {
    let url = server.url("");
    let url = url.trim_end_matches('/');
    let nats = Nats::new(url, "{type}")?.make_stream("EVENTS");
    nats.deliver(&events.next(1).await[0]).await?;
    compare("nats", nats, BareNats::connect(url).await?, events).await
}

async fn redis(url: &str, events: &mut Events) -> Outcome<()> {
    let bare = BareRedis::connect(url, NAME).await?;
    let result = compare("redis", Redis::new(url, NAME)?, bare.clone(), events).await;
    bare.remove().await?;
    result
}

async fn rabbitmq(url: &str, events: &mut Events) -> Outcome<()> {
    let rabbitmq = RabbitMq::new(url, NAME)?;
    rabbitmq.reach().await?;
    let bare = BareRabbitMq::connect(url, NAME).await?;
    let result = compare("rabbitmq", rabbitmq, bare.clone(), events).await;
    bare.remove().await?;
    result
}

/// A program of its own that publishes.
trait Bare: Send + Sync + 'static {
    /// What it publishes.
    type Message: Send + 'static;

    /// The bytes of an event.
    fn message(&self, event: &Event) -> Self::Message;

    fn publish(&self, message: Self::Message) -> impl Future<Output = Outcome<()>> + Send;
}

/// Lets both take turns.
async fn compare<B: Bare>(
    name: &str,
    destination: impl Destination,
    bare: B,
    events: &mut Events,
) -> Outcome<()> {
    let (destination, bare) = (Arc::new(destination), Arc::new(bare));
    let (mut ratios, mut rates) = (Vec::new(), Vec::new());
    // The first turn of each is to warm up.
    for turn in 0..=TURNS {
        let deliver = {
            let destination = Arc::clone(&destination);
            move |event: Event| {
                let destination = Arc::clone(&destination);
                async move { Ok(destination.deliver(&event).await?) }
            }
        };
        let own = rate(events.next(EVENTS).await, deliver).await?;
        let publish = {
            let bare = Arc::clone(&bare);
            move |message| {
                let bare = Arc::clone(&bare);
                async move { bare.publish(message).await }
            }
        };
        let events = events.next(EVENTS).await;
        let messages = events.iter().map(|event| bare.message(event)).collect();
        let its = rate(messages, publish).await?;
        if turn > 0 {
            ratios.push(own / its);
            rates.push(own);
        }
    }
    let (ratio, rate) = (median(ratios), median(rates));
    say(&format!("ratio {name}/bare {ratio:.2} ({rate:.0} a second)"));
    Ok(())
}

/// How many a second are done, that many at a time.
async fn rate<T, F>(all: Vec<T>, work: impl Fn(T) -> F + Clone) -> Outcome<f64>
where
    F: Future<Output = Outcome<()>> + Send + 'static,
{
    let count = u32::try_from(all.len())?;
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for one in all {
        if tasks.len() >= IN_FLIGHT
            && let Some(done) = tasks.join_next().await
        {
            done??;
        }
        tasks.spawn(work(one));
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}

/// Events of genuine messages, each with an `id` of its own.
struct Events {
    count: usize,
}

impl Events {
    async fn new() -> Self {
        // The key is made with the first.
        sample::event("first").await;
        Self { count: 0 }
    }

    async fn next(&mut self, count: usize) -> Vec<Event> {
        let mut events = Vec::new();
        for _ in 0..count {
            self.count += 1;
            let run = std::process::id();
            events.push(sample::event(&format!("bench{run}n{}", self.count)).await);
        }
        events
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn say(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}
