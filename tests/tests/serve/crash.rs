//! `alipay-notify serve` under all that goes wrong at once: messages come several times, its
//! destinations are stopped and started, and it is killed. Every message reaches every destination,
//! and more than once only where the destination can't tell.

use std::collections::BTreeMap;
use std::env;
use std::io::{Write as _, stdout};
use std::net::ToSocketAddrs as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use alipay_notify_tests::random::Random;
use alipay_notify_tests::victim::deliver;
use alipay_notify_tests::{is_full, skipped};
use tokio::task::block_in_place;
use tokio::time::sleep;

use crate::places::{Broker, HttpPlace, NatsPlace, Place, RabbitPlace, RedisPlace};
use crate::serving::{self, Serving};

/// How many messages there are.
fn messages() -> usize {
    if is_full() { 10_000 } else { 300 }
}

/// How often `serve` is killed.
fn kills() -> usize {
    if is_full() { 10 } else { 3 }
}

/// Each message whose number this divides comes twice, whatever was answered.
const TWICE: usize = 3;

/// How many deliver at a time.
const SENDERS: usize = 8;

/// How many events are delivered at a time to a destination, unless it is set.
const CONCURRENCY: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn every_message_reaches_every_destination() {
    let Some(broker) = broker() else { return };
    let (Some(mut nats), Some(mut redis)) = (NatsPlace::start(), RedisPlace::start()) else {
        return skipped(
            "serve under all that goes wrong",
            "there is no nats-server or redis-server on the path",
            "install NATS and Redis",
        );
    };
    let (mut http, mut rabbit) = (HttpPlace::start().await, RabbitPlace::start(broker).await);
    let settings = [http.settings(), nats.settings(), redis.settings(), rabbit.settings()].concat();
    let serving = Serving::new(&settings);
    let bodies: Arc<Vec<_>> = Arc::new((0..messages()).map(|n| serving.message(n)).collect());

    let going_on = AtomicBool::new(true);
    let sent = async {
        let answers = send(serving.port, &bodies).await;
        going_on.store(false, Ordering::Relaxed);
        answers
    };
    let started = Instant::now();
    let (deliveries, (), http_stops, nats_stops, redis_stops, rabbit_stops) = tokio::join!(
        sent,
        kill(&serving, bodies.len()),
        disturb(&mut http, 11, &going_on),
        disturb(&mut nats, 12, &going_on),
        disturb(&mut redis, 13, &going_on),
        disturb(&mut rabbit, 14, &going_on),
    );
    serving.until_delivered().await;
    let took = started.elapsed().as_secs_f64();
    serving.stop();

    let said = format!(
        "{deliveries} deliveries of {} messages, serve killed {} times, {took:.0} s\n\
         {:<10}{:>8}{:>10}{:>12}{:>10}\n",
        messages(),
        kills(),
        "",
        "stopped",
        "messages",
        "duplicates",
        "at most"
    );
    let _ = stdout().write_all(said.as_bytes());
    look(&http, http_stops).await;
    look(&nats, nats_stops).await;
    look(&redis, redis_stops).await;
    look(&rabbit, rabbit_stops).await;
    rabbit.remove().await;
}

/// The RabbitMQ that all tests share.
fn broker() -> Option<Broker> {
    let url = env::var("ALIPAY_NOTIFY_TEST_RABBITMQ_URL").unwrap_or_default();
    let parts = url.trim_start_matches("amqp://").split_once('@');
    let parts = parts.and_then(|(login, rest)| {
        let address = rest.split('/').next()?.to_socket_addrs().ok()?.next()?;
        Some(Broker { address, login: login.to_owned() })
    });
    if parts.is_none() {
        skipped(
            "serve under all that goes wrong",
            "ALIPAY_NOTIFY_TEST_RABBITMQ_URL is not set",
            "set it to the URL of a RabbitMQ, such as amqp://guest:guest@127.0.0.1:5672",
        );
    }
    parts
}

/// Delivers each message until it is answered `success`, and some again; how many deliveries that
/// took.
async fn send(port: u16, bodies: &Arc<Vec<Vec<u8>>>) -> usize {
    let deliveries = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (bodies, deliveries) = (Arc::clone(bodies), Arc::clone(&deliveries));
            tokio::spawn(async move {
                for number in (sender..bodies.len()).step_by(SENDERS) {
                    let times = if number % TWICE == 0 { 2 } else { 1 };
                    for _ in 0..times {
                        while deliver(port, &bodies[number]).await != "success" {
                            deliveries.fetch_add(1, Ordering::Relaxed);
                            sleep(Duration::from_millis(20)).await;
                        }
                        deliveries.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.expect("no panic");
    }
    deliveries.load(Ordering::Relaxed)
}

/// Kills `serve` again and again, and starts it at once.
async fn kill(serving: &Serving, messages: usize) {
    let mut random = Random::new(messages as u64);
    serving.start();
    for _ in 0..kills() {
        pause(&mut random, 1000, 4000).await;
        block_in_place(|| serving.kill());
        serving.start();
    }
}

/// Stops a destination and starts it again for as long as messages are sent, and once at least; how
/// often.
async fn disturb(place: &mut impl Place, seed: u64, going_on: &AtomicBool) -> usize {
    let mut random = Random::new(seed);
    let mut stops = 0;
    while stops == 0 || going_on.load(Ordering::Relaxed) {
        pause(&mut random, 500, 4000).await;
        block_in_place(|| place.stop());
        stops += 1;
        pause(&mut random, 200, 3000).await;
        block_in_place(|| place.run_again());
    }
    stops
}

/// Waits for a while between two numbers of milliseconds.
async fn pause(random: &mut Random, from: usize, to: usize) {
    sleep(Duration::from_millis((from + random.below(to - from)) as u64)).await;
}

/// Looks at what a destination has: each message, and some of them twice where it can't tell.
async fn look(place: &impl Place, stops: usize) {
    let received: BTreeMap<String, usize> = place.received().await;
    let missing: Vec<_> =
        (0..messages()).map(serving::key).filter(|key| !received.contains_key(key)).collect();
    let total: usize = received.values().sum();
    let duplicates = total - received.len();
    // What was under way as one of the two ended may be there, though nobody was told so.
    let at_most = if place.tells_duplicates() { 0 } else { CONCURRENCY * (stops + kills()) };
    let row = format!(
        "{:<10}{stops:>8}{:>10}{duplicates:>12}{at_most:>10}\n",
        place.name(),
        received.len()
    );
    let _ = stdout().write_all(row.as_bytes());
    assert_eq!(missing, Vec::<String>::new(), "{}: each message is there", place.name());
    assert_eq!(received.len(), messages(), "{}: and nothing else", place.name());
    assert!(duplicates <= at_most, "{}: {duplicates} duplicates", place.name());
}
