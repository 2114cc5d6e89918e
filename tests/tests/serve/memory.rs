//! A destination is down, and messages go on coming: the inbox holds them, not the memory.
//!
//! An ordinary run takes some seconds. `ALIPAY_NOTIFY_SERVE_SECONDS` is how many to take, at a
//! thousand messages a second where the machine can sign as many:
//! `ALIPAY_NOTIFY_SERVE_SECONDS=300 cargo test --release -p alipay-notify-tests --test serve memory
//! -- --nocapture`

use std::env;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::time::{Duration, Instant};

use alipay_notify_tests::victim::deliver;
use tokio::sync::mpsc::{self, Receiver};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{MissedTickBehavior, interval};

use crate::places::{HttpPlace, Place as _};
use crate::serving::Serving;

/// How many messages come in a second.
const RATE: u64 = 1000;

/// How many deliver at a time.
const SENDERS: usize = 32;

/// How many are signed at a time.
const SIGNERS: usize = 4;

/// The most that the process may ever take, in KiB, however long the destination is down. Most of
/// it is the program.
const BOUND: usize = 128 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_destination_does_not_take_is_on_the_disk() {
    let mut http = HttpPlace::start().await;
    http.stop();
    let serving = Arc::new(Serving::new(&http.settings()));
    serving.start();
    serving.until_listening().await;
    let seconds = env::var("ALIPAY_NOTIFY_SERVE_SECONDS").ok();
    let seconds = seconds.map_or(5, |seconds| seconds.parse().expect("a number of seconds"));

    let (started, early) = (Instant::now(), serving.peak_memory());
    let count = send(&serving, Duration::from_secs(seconds)).await;
    let (took, peak) = (started.elapsed().as_secs_f64(), serving.peak_memory());
    let said = format!(
        "{count} messages in {took:.0} s ({:.0} a second) for a destination that is down: at most \
         {} MiB, after {} MiB at the start\n",
        f64::from(count) / took,
        peak / 1024,
        early / 1024
    );
    let _ = stdout().write_all(said.as_bytes());
    assert!(peak < BOUND, "{peak} KiB");
    assert_eq!(serving.waiting("http").await, u64::from(count));

    http.run_again();
    serving.until_delivered().await;
    assert_eq!(http.received().await.len(), count as usize);
    let peak = serving.peak_memory();
    assert!(peak < BOUND, "{peak} KiB with the destination back");
    serving.stop();
}

/// Delivers messages for a while, each of which is answered `success`; how many.
async fn send(serving: &Arc<Serving>, time: Duration) -> u32 {
    let signed = sign(serving, time);
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (port, signed) = (serving.port, Arc::clone(&signed));
            tokio::spawn(async move {
                let mut count = 0;
                while let Some(body) = next(&signed).await {
                    assert_eq!(deliver(port, &body).await, "success");
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut count = 0;
    for sender in senders {
        count += sender.await.expect("no panic");
    }
    count
}

async fn next(signed: &Mutex<Receiver<Vec<u8>>>) -> Option<Vec<u8>> {
    signed.lock().await.recv().await
}

/// Signs messages at their rate, by as many threads as that takes.
fn sign(serving: &Arc<Serving>, time: Duration) -> Arc<Mutex<Receiver<Vec<u8>>>> {
    let (sender, signed) = mpsc::channel(SENDERS);
    let (serving, signers) = (Arc::clone(serving), Arc::new(Semaphore::new(SIGNERS)));
    tokio::spawn(async move {
        let mut ticks = interval(Duration::from_micros(1_000_000 / RATE));
        // A machine that is slower has fewer, and not more at once.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let started = Instant::now();
        for number in 0.. {
            if started.elapsed() >= time {
                return;
            }
            ticks.tick().await;
            let room = Arc::clone(&signers).acquire_owned().await.expect("it is never closed");
            let (serving, sender) = (Arc::clone(&serving), sender.clone());
            tokio::task::spawn_blocking(move || {
                // Nobody takes any more where a sender has failed.
                let _ = sender.blocking_send(serving.message(number));
                drop(room);
            });
        }
    });
    Arc::new(Mutex::new(signed))
}
