//! What handling each message once costs: deliveries through a gateway with a store, next to bare
//! programs that make the round trips it needs, a claim and its completion, by the same client.
//!
//! Two ratios of one run, medians of neighbouring turns, at 1, 16 and 64 deliveries in flight.
//! `all` is a delivery over the same delivery without a store and the round trips: what the store
//! and the gateway add. `trips` is a delivery over the round trips alone: its RSA verification
//! counts.
//!
//! `cargo bench -p alipay-notify-stores --all-features --bench stores`, and of one store alone with
//! ` -- redis` and the like; Redis and PostgreSQL where `ALIPAY_NOTIFY_TEST_REDIS_URL` and
//! `ALIPAY_NOTIFY_TEST_POSTGRES_URL` say where they are. It takes some minutes.

mod bare;

use std::env;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Notification, Reply, Verifier};
use tokio::task::JoinSet;

use bare::{Memory, Postgres, Redis, Sqlite, Stored};

const IN_FLIGHT: [usize; 3] = [1, 16, 64];

/// How many are delivered in a turn, each once, where a commit waits for a disk.
const FEW: usize = 128;

/// The same where it does not.
const MANY: usize = 1024;

const ROUNDS: usize = 21;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let named: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_meant = |store: &str| named.is_empty() || named.iter().any(|name| name == store);
    let bench = Bench::new();
    if is_meant("memory") {
        bench.print("memory", Memory, MANY).await?;
    }
    if is_meant("sqlite") {
        let sqlite = Sqlite::create().await?;
        bench.print("sqlite", sqlite.clone(), FEW).await?;
        sqlite.remove().await;
    }
    if is_meant("redis") {
        match env::var("ALIPAY_NOTIFY_TEST_REDIS_URL") {
            Ok(url) => {
                let redis = Redis::connect(&url).await?;
                bench.print("redis", redis.clone(), MANY).await?;
                redis.emptied().await?;
            }
            Err(_) => say("skipped: Redis: ALIPAY_NOTIFY_TEST_REDIS_URL is not set")?,
        }
    }
    if is_meant("postgres") {
        match env::var("ALIPAY_NOTIFY_TEST_POSTGRES_URL") {
            Ok(url) => {
                let postgres = Postgres::create(&url).await?;
                bench.print("postgres", postgres.clone(), FEW).await?;
                postgres.remove().await?;
            }
            Err(_) => say("skipped: PostgreSQL: ALIPAY_NOTIFY_TEST_POSTGRES_URL is not set")?,
        }
    }
    Ok(())
}

fn say(line: &str) -> Outcome<()> {
    Ok(writeln!(stdout(), "{line}")?)
}

struct Bench {
    verifier: Verifier,
    bodies: Arc<[Vec<u8>]>,
}

impl Bench {
    fn new() -> Self {
        let key = TestKey::generate();
        let body = |number| {
            let message = TestMessage::example::<ShopSaveRejected>();
            message.notify_id(&format!("{number:034}")).sign(&key).body()
        };
        let bodies = (0..MANY).map(body).collect();
        Self { verifier: Verifier::new(key.public_key()), bodies }
    }

    /// Measures one store, with more and more deliveries in flight.
    async fn print<S: Stored>(&self, name: &str, stored: S, messages: usize) -> Outcome<()> {
        for in_flight in IN_FLIGHT {
            let load = Load { messages, in_flight };
            let (mut all, mut trips) = (Vec::new(), Vec::new());
            for round in 0..=ROUNDS {
                let ours = self.through_store(&stored, load).await?;
                let theirs = self.beside_store(&stored, load, true).await?;
                let bare = self.beside_store(&stored, load, false).await?;
                // The first round is for connections and caches.
                if round > 0 {
                    all.push(ours.as_secs_f64() / theirs.as_secs_f64());
                    trips.push(ours.as_secs_f64() / bare.as_secs_f64());
                }
            }
            let (all, trips) = (median(all), median(trips));
            say(&format!("ratio {name}, {in_flight} in flight: all {all:.3}, trips {trips:.2}"))?;
        }
        Ok(())
    }

    /// Deliveries that are handled once.
    async fn through_store<S: Stored>(&self, stored: &S, load: Load) -> Outcome<Duration> {
        let gateway = self.gateway(Some(stored.emptied().await?))?;
        let bodies = Arc::clone(&self.bodies);
        Ok(timed(load, move |number| {
            let (gateway, bodies) = (gateway.clone(), Arc::clone(&bodies));
            async move { deliver(&gateway, &bodies[number]).await }
        })
        .await)
    }

    /// The round trips, and with `delivers` as many deliveries that ask no store.
    async fn beside_store<S: Stored>(
        &self,
        stored: &S,
        load: Load,
        delivers: bool,
    ) -> Outcome<Duration> {
        stored.emptied().await?;
        let gateway = self.gateway(None::<S::Store>)?;
        let (bodies, stored) = (Arc::clone(&self.bodies), stored.clone());
        Ok(timed(load, move |number| {
            let (gateway, bodies) = (gateway.clone(), Arc::clone(&bodies));
            let stored = stored.clone();
            async move {
                let key = format!("2014060600164699:{number:034}");
                stored.claim(&key).await;
                if delivers {
                    deliver(&gateway, &bodies[number]).await;
                }
                stored.complete(&key).await;
            }
        })
        .await)
    }

    fn gateway(&self, store: Option<impl alipay_notify::store::Store>) -> Outcome<Gateway> {
        let mut builder = Gateway::builder(self.verifier.clone())
            .on(async |_: Notification<ShopSaveRejected>| Reply::Success);
        if let Some(store) = store {
            builder = builder.dedupe(store);
        }
        Ok(builder.build()?.timed_by(|time| Box::pin(tokio::time::sleep(time))))
    }
}

async fn deliver(gateway: &Gateway, body: &[u8]) {
    assert_eq!(gateway.deliver(body).await.reply(), Reply::Success);
}

/// How many messages there are, and how many deliveries at a time.
#[derive(Clone, Copy)]
struct Load {
    messages: usize,
    in_flight: usize,
}

/// How long it takes to have all messages done.
async fn timed<T>(load: Load, task: impl Fn(usize) -> T + Clone + Send + 'static) -> Duration
where
    T: Future<Output = ()> + Send,
{
    let started = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..load.in_flight {
        let (task, next) = (task.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= load.messages {
                    return;
                }
                task(number).await;
            }
        });
    }
    tasks.join_all().await;
    started.elapsed()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
