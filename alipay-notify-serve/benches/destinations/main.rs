//! What a destination costs, and what the whole of `serve` does, next to a bare program that has
//! the same client publish the same bytes and waits for the same confirmation: 64 at a time, in
//! turns. Ratios of one run, each the median of neighbouring turns.
//!
//! `serve` delivers what is in its inbox, a SQLite file: it takes each message, opens it, makes its
//! event, delivers that and notes that it is done.
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
mod whole;

use std::env;
use std::error::Error;
use std::fs;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::time::Instant;

use alipay_notify::inbox::StoredDelivery;
use alipay_notify_serve::{Destination, Event, Http, Nats, RabbitMq, Redis};
use tokio::task::JoinSet;

use bare::{BareHttp, BareNats, BareRabbitMq, BareRedis};
use nats_server::NatsServer;
use whole::Whole;

/// How many are under way at the same time.
const IN_FLIGHT: usize = 64;

/// How many are delivered in a turn.
const EVENTS: usize = 3_000;

const TURNS: usize = 7;

/// How many the whole program delivers in a turn, which begins with its start.
const WHOLE_EVENTS: usize = 10_000;

const WHOLE_TURNS: usize = 3;

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
    compare("http_signed", signed, BareHttp::structured(&url), events).await?;
    let target = format!("http = {{ url = \"{url}\" }}");
    compare_whole("http", &target, BareHttp::new(&url), events).await
}

async fn nats(server: &NatsServer, events: &mut Events) -> Outcome<()> {
    let url = server.server_url();
    let nats = Nats::new(&url, "{type}")?.make_stream("EVENTS");
    nats.deliver(&events.next(1).await[0]).await?;
    compare("nats", nats, BareNats::connect(&url).await?, events).await?;
    let target = format!("nats = {{ url = \"{url}\" }}");
    compare_whole("nats", &target, BareNats::connect(&url).await?, events).await
}

async fn redis(url: &str, events: &mut Events) -> Outcome<()> {
    let bare = BareRedis::connect(url, NAME).await?;
    let target = format!("redis = {{ url = \"{url}\", stream = \"{NAME}\" }}");
    let result = async {
        compare("redis", Redis::new(url, NAME)?, bare.clone(), events).await?;
        compare_whole("redis", &target, bare.clone(), events).await
    };
    let result = result.await;
    bare.remove().await?;
    result
}

async fn rabbitmq(url: &str, events: &mut Events) -> Outcome<()> {
    let rabbitmq = RabbitMq::new(url, NAME)?;
    rabbitmq.reach().await?;
    let bare = BareRabbitMq::connect(url, NAME).await?;
    // A URL with a password stands in a file.
    let file = tempfile::NamedTempFile::new()?;
    fs::write(file.path(), url)?;
    let url = format!("{{ file = \"{}\" }}", file.path().display());
    let target = format!("rabbitmq = {{ url = {url}, queue = \"{NAME}\" }}");
    let result = async {
        compare("rabbitmq", rabbitmq, bare.clone(), events).await?;
        compare_whole("rabbitmq", &target, bare.clone(), events).await
    };
    let result = result.await;
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

/// Lets a destination and a bare program take turns.
async fn compare<B: Bare>(
    name: &str,
    destination: impl Destination,
    bare: B,
    events: &mut Events,
) -> Outcome<()> {
    let (destination, bare) = (Arc::new(destination), Arc::new(bare));
    let mut ratios = Ratios::default();
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
        let its = bare_rate(&bare, events.next(EVENTS).await).await?;
        if turn > 0 {
            ratios.add(own, its);
        }
    }
    ratios.say(name);
    Ok(())
}

/// Lets the whole program and a bare one take turns.
async fn compare_whole<B: Bare>(
    name: &str,
    target: &str,
    bare: B,
    events: &mut Events,
) -> Outcome<()> {
    let (whole, bare) = (Whole::new(target).await?, Arc::new(bare));
    let mut ratios = Ratios::default();
    for turn in 0..=WHOLE_TURNS {
        let own = whole.rate(events.stored(WHOLE_EVENTS).await).await?;
        let its = bare_rate(&bare, events.next(WHOLE_EVENTS).await).await?;
        if turn > 0 {
            ratios.add(own, its);
        }
    }
    ratios.say(&format!("serve_{name}"));
    Ok(())
}

/// How many a second a bare program publishes.
async fn bare_rate<B: Bare>(bare: &Arc<B>, events: Vec<Event>) -> Outcome<f64> {
    let publish = {
        let bare = Arc::clone(bare);
        move |message| {
            let bare = Arc::clone(&bare);
            async move { bare.publish(message).await }
        }
    };
    rate(events.iter().map(|event| bare.message(event)).collect(), publish).await
}

/// What neighbouring turns came to.
#[derive(Default)]
struct Ratios {
    ratios: Vec<f64>,
    rates: Vec<f64>,
}

impl Ratios {
    fn add(&mut self, own: f64, its: f64) {
        self.ratios.push(own / its);
        self.rates.push(own);
    }

    fn say(self, name: &str) {
        let (ratio, rate) = (median(self.ratios), median(self.rates));
        say(&format!("ratio {name}/bare {ratio:.2} ({rate:.0} a second)"));
    }
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
            events.push(sample::event(&self.id()).await);
        }
        events
    }

    /// The same as a gateway stores them.
    async fn stored(&mut self, count: usize) -> Vec<StoredDelivery> {
        let mut stored = Vec::new();
        for _ in 0..count {
            stored.push(sample::stored(sample::message(&self.id())).await);
        }
        stored
    }

    fn id(&mut self) -> String {
        self.count += 1;
        format!("bench{}n{}", std::process::id(), self.count)
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn say(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}
