//! Both servers for as long as one likes: genuine messages at half of what they can take, among
//! strangers of every kind, while the server is stopped and started, and so is its store.
//!
//! An ordinary run takes some seconds of each server. `ALIPAY_NOTIFY_SOAK` is how many seconds to
//! take; only then is anything said of times:
//! `ALIPAY_NOTIFY_SOAK=600 cargo test --release -p alipay-notify-tests --test soak -- --nocapture`

#![cfg(target_os = "linux")]

mod strangers;
mod table;
mod traffic;

use std::env;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::testing::TestKey;
use alipay_notify_tests::process::{end, peak_memory, signal};
use alipay_notify_tests::redis::Redis;
use alipay_notify_tests::skipped;
use alipay_notify_tests::victim::{Manner, Victim, Workplace, effect};

use strangers::{Forgers, Strangers};
use table::Table;
use tokio::task::block_in_place;
use tokio::time::sleep;
use traffic::{APP, Traffic};

/// What a server may take in all, in KiB: what `Limits::bodies` promises, and 32 MiB for the
/// program and the buffers of its connections.
const MEMORY: usize = (64 + 32) * 1024;

/// How much later genuine messages may be answered among strangers who cause no RSA operations.
const SLOWER: u32 = 5;

/// How many messages are signed ahead for each second. Each comes several times.
const AHEAD: u64 = 700;

/// Clients who do nothing but forge.
const FORGERS: usize = 32;

/// How long it takes, and how many strangers there are.
#[derive(Clone, Copy)]
struct Scale {
    whole: Duration,
    strangers: usize,
    /// Whether the machine is given to this alone, so that times mean something.
    is_timed: bool,
}

impl Scale {
    fn asked_for() -> Self {
        match env::var("ALIPAY_NOTIFY_SOAK") {
            Err(_) => Self { whole: Duration::from_secs(5), strangers: 60, is_timed: false },
            Ok(seconds) => {
                let seconds = seconds.parse().expect("ALIPAY_NOTIFY_SOAK is a number of seconds");
                Self { whole: Duration::from_secs(seconds), strangers: 500, is_timed: true }
            }
        }
    }

    fn percent(self, percent: u32) -> Duration {
        self.whole * percent / 100
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_has_its_effect_whatever_else_happens() {
    let Some(mut redis) = Redis::start() else {
        return skipped("soak", "there is no redis-server on the path", "install Redis");
    };
    let (mut table, scale) = (Table::default(), Scale::asked_for());
    let mut slower = Vec::new();
    for framework in ["axum", "actix-web"] {
        let mut run = Run::start(framework, &redis, scale);
        slower.push((framework, run.whole(scale, &mut redis, &mut table).await));
        run.ends(&mut table).await;
    }
    for (framework, (quiet, among_strangers)) in slower {
        assert!(
            !scale.is_timed || among_strangers <= SLOWER * quiet,
            "{framework}: {among_strangers:?} among strangers, {quiet:?} without"
        );
    }
}

/// A server, and those who send to it.
struct Run {
    framework: &'static str,
    store: String,
    workplace: Workplace,
    victim: Victim,
    traffic: Arc<Traffic>,
    /// The most memory that any of the processes had, in KiB.
    peak: usize,
}

impl Run {
    fn start(framework: &'static str, redis: &Redis, scale: Scale) -> Self {
        let key = TestKey::generate();
        let store = format!("{} {framework}:", redis.url());
        let workplace = Workplace::new("soak", &key);
        let victim = workplace.start(manner(framework, &store));
        let ahead = usize::try_from(AHEAD * scale.whole.as_secs()).expect("a small number");
        let traffic = Traffic::new(&key, victim.port, ahead);
        Self { framework, store, workplace, victim, traffic, peak: 0 }
    }

    /// All that happens; how late genuine messages were answered when it was quiet, and among
    /// strangers.
    async fn whole(
        &mut self,
        scale: Scale,
        redis: &mut Redis,
        table: &mut Table,
    ) -> (Duration, Duration) {
        // A first part of it is for the server to become warm.
        self.traffic.capacity(FORGERS, scale.percent(3)).await;
        let half = self.traffic.capacity(FORGERS, scale.percent(7)).await / 2.0;
        let traffic = Arc::clone(&self.traffic);

        traffic.beside(half, sleep(scale.percent(15))).await;
        let quiet = self.add(table, "nothing", half);

        let strangers = Strangers::gather(scale.strangers, &traffic);
        traffic.beside(half, self.disturbed(scale.percent(60), redis)).await;
        let among_strangers = self.add(table, &format!("{} strangers", scale.strangers), half);
        let visits = strangers.visits();
        drop(strangers);
        assert!(visits.iter().all(|(_, count)| *count > 0), "{visits:?}: the run shows nothing");
        table.note(format!("{}: strangers came: {visits:?}", self.framework));

        let forged = effect(&TestKey::generate(), APP, 0);
        let forgers = Forgers::gather(FORGERS, &traffic, &forged);
        let time = scale.percent(15);
        traffic.beside(half, sleep(time)).await;
        let forged = f64::from(forgers.answered()) / time.as_secs_f64();
        drop(forgers);
        assert!(forged > 0.0, "the run shows nothing");
        self.add(table, &format!("{FORGERS} forgers"), half);
        table.note(format!("{}: forged messages: {forged:.0} per second", self.framework));
        (quiet, among_strangers)
    }

    /// Strangers are there; the server is stopped and started, then its store, then the server.
    async fn disturbed(&mut self, time: Duration, redis: &mut Redis) {
        for what in [0, 1, 0] {
            sleep(time / 4).await;
            self.traffic.is_calm(false);
            if what == 0 {
                block_in_place(|| self.restart());
            } else {
                block_in_place(|| redis.restart());
            }
            // Until what has waited for it is over.
            sleep(time / 40).await;
            self.traffic.is_calm(true);
        }
        sleep(time / 4).await;
    }

    fn restart(&mut self) {
        self.measure();
        signal(&self.victim.process, "-TERM");
        assert!(end(&mut self.victim.process).success(), "{}", self.framework);
        self.has_effects();
        self.victim = self.workplace.start(manner(self.framework, &self.store));
        self.traffic.is_at(self.victim.port);
    }

    /// What was answered `success` has its effect.
    fn has_effects(&self) {
        // Asked first: what is answered meanwhile may have its effect later.
        let (_, answered) = self.traffic.answered();
        let effects = self.workplace.effects();
        let without = answered.difference(&effects).count();
        assert_eq!(without, 0, "{}: answered `success` without an effect", self.framework);
    }

    fn measure(&mut self) {
        self.peak = self.peak.max(peak_memory(&self.victim.process));
    }

    fn add(&mut self, table: &mut Table, meanwhile: &str, per_second: f64) -> Duration {
        self.measure();
        let window = self.traffic.window();
        table.add(self.framework, meanwhile, per_second, window, self.peak)
    }

    /// Everything has its effect, within the memory that was promised.
    async fn ends(mut self, table: &mut Table) {
        self.traffic.finish().await;
        self.has_effects();
        self.measure();
        let (count, answered) = self.traffic.answered();
        assert_eq!(answered.len(), count, "{}", self.framework);
        assert!(count > 0, "{}: the run shows nothing", self.framework);
        table.note(format!("{}: {count} messages, all with their effect", self.framework));
        let peak = self.peak;
        assert!(peak <= MEMORY, "{}: {peak} KiB, promised {MEMORY}", self.framework);
    }
}

fn manner<'m>(framework: &'m str, store: &'m str) -> Manner<'m> {
    Manner { program: env!("CARGO_BIN_EXE_victim"), framework, pause: Duration::ZERO, store }
}
