//! Genuine messages: each comes several times, and again until it is answered `success`.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use alipay_notify::testing::TestKey;
use alipay_notify_tests::victim::{deliver, effect};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{sleep, timeout};

/// How often a message comes, about as often as Alipay sends one at the most. Signing takes longer
/// than all else that these clients do.
const COPIES: usize = 8;

/// Copies are of one of so many messages that came last.
const RECENT: usize = 1000;

/// How many deliveries there are at a time, at the most.
const AT_ONCE: usize = 200;

/// When a message comes again that was not answered `success`.
const AGAIN: Duration = Duration::from_millis(500);

/// Longer than anything here waits for.
const HANGS: Duration = Duration::from_mins(1);

pub(crate) struct Traffic {
    port: AtomicU16,
    turns: AtomicUsize,
    at_once: Arc<Semaphore>,
    fresh: tokio::sync::Mutex<mpsc::Receiver<Arc<[u8]>>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The bodies of all messages, by their number.
    messages: Vec<Arc<[u8]>>,
    answered: HashSet<usize>,
    again: VecDeque<(Instant, usize)>,
    window: Window,
    /// Since when neither the server nor its store is being restarted, so that times mean
    /// something.
    calm_since: Option<Instant>,
}

/// What became of deliveries for a while.
#[derive(Default)]
pub(crate) struct Window {
    pub(crate) succeeded: u32,
    /// Answered `fail`: the store is restarting, or another delivery is being handled.
    pub(crate) failed: u32,
    /// The server was not there, or stopped.
    pub(crate) unanswered: u32,
    /// How long each `success` took, from when it was due.
    times: Vec<Duration>,
}

impl Window {
    /// The time within which this part of them were answered.
    pub(crate) fn within(&mut self, percent: usize) -> Duration {
        self.times.sort_unstable();
        let last = self.times.len().saturating_sub(1);
        self.times.get(last * percent / 100).copied().unwrap_or_default()
    }
}

impl Traffic {
    /// Has this many messages signed before anything is sent, so that signing takes no time from
    /// the server.
    pub(crate) fn new(key: &TestKey, port: u16, ahead: usize) -> Arc<Self> {
        let (sender, fresh) = mpsc::channel(ahead);
        let key = key.clone();
        thread::spawn(move || {
            // Until nobody takes them any more.
            (0..).try_for_each(|number| sender.blocking_send(effect(&key, APP, number).into()))
        });
        while fresh.len() < ahead {
            thread::sleep(Duration::from_millis(10));
        }
        Arc::new(Self {
            port: port.into(),
            turns: 0.into(),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            fresh: fresh.into(),
            state: Mutex::new(State { calm_since: Some(Instant::now()), ..State::default() }),
        })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.load(Ordering::SeqCst)
    }

    pub(crate) fn is_at(&self, port: u16) {
        self.port.store(port, Ordering::SeqCst);
    }

    pub(crate) fn is_calm(&self, is_calm: bool) {
        self.state().calm_since = is_calm.then(Instant::now);
    }

    /// How many messages are answered `success` in a second, when there are always so many on their
    /// way.
    pub(crate) async fn capacity(self: &Arc<Self>, at_once: usize, time: Duration) -> f64 {
        let begun = Instant::now();
        let clients: Vec<_> = (0..at_once)
            .map(|_| {
                let traffic = Arc::clone(self);
                tokio::spawn(async move {
                    while begun.elapsed() < time {
                        let number = traffic.choose().await;
                        traffic.send(number, Instant::now()).await;
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.expect("no client panics");
        }
        f64::from(self.window().succeeded) / begun.elapsed().as_secs_f64()
    }

    /// Sends so many deliveries in a second, whatever becomes of them, while something else
    /// happens; and waits for the last of them.
    pub(crate) async fn beside<T>(
        self: &Arc<Self>,
        per_second: f64,
        event: impl Future<Output = T>,
    ) -> T {
        let traffic = Arc::clone(self);
        let sending = tokio::spawn(async move { traffic.send_on(per_second).await });
        let result = event.await;
        sending.abort();
        let all = u32::try_from(AT_ONCE).expect("a small number");
        drop(timeout(HANGS, self.at_once.acquire_many(all)).await.expect("each delivery ends"));
        result
    }

    async fn send_on(self: &Arc<Self>, per_second: f64) {
        let begun = Instant::now();
        for number in 0_u32.. {
            let due = begun + Duration::from_secs_f64(f64::from(number) / per_second);
            // No sleep is shorter than a millisecond, though it be over already.
            if let Some(early) = due.checked_duration_since(Instant::now()) {
                sleep(early).await;
            }
            let permit = Arc::clone(&self.at_once).acquire_owned().await.expect("not closed");
            let message = self.choose().await;
            let traffic = Arc::clone(self);
            tokio::spawn(async move {
                traffic.send(message, due).await;
                drop(permit);
            });
        }
    }

    /// Which message is sent next: one that is due again, a copy, or a new one.
    async fn choose(&self) -> usize {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        {
            let mut state = self.state();
            if state.again.front().is_some_and(|(due, _)| *due <= Instant::now()) {
                return state.again.pop_front().expect("there is one").1;
            }
            let count = state.messages.len();
            if !turn.is_multiple_of(COPIES) && count > AT_ONCE {
                // Not of those that are on their way.
                let back = AT_ONCE + turn.wrapping_mul(2_654_435_761) % RECENT;
                return count.saturating_sub(back);
            }
        }
        let mut fresh = self.fresh.lock().await;
        let body = fresh.recv().await.expect("there is always another");
        let mut state = self.state();
        state.messages.push(body);
        state.messages.len() - 1
    }

    async fn send(&self, number: usize, due: Instant) {
        let body = Arc::clone(&self.state().messages[number]);
        let answer = timeout(HANGS, deliver(self.port(), &body)).await.unwrap_or("");
        let time = due.elapsed();

        let mut state = self.state();
        match answer {
            "success" => {
                state.window.succeeded += 1;
                state.answered.insert(number);
                if state.calm_since.is_some_and(|calm| calm <= due) {
                    state.window.times.push(time);
                }
                return;
            }
            "fail" => state.window.failed += 1,
            _ => state.window.unanswered += 1,
        }
        if !state.answered.contains(&number) {
            state.again.push_back((Instant::now() + AGAIN, number));
        }
    }

    /// Sends what is not answered `success` yet, until all is.
    pub(crate) async fn finish(self: &Arc<Self>) {
        let begun = Instant::now();
        loop {
            let open: Vec<_> = {
                let mut state = self.state();
                state.again.clear();
                let all = 0..state.messages.len();
                all.filter(|number| !state.answered.contains(number)).take(AT_ONCE).collect()
            };
            if open.is_empty() {
                return;
            }
            assert!(begun.elapsed() < HANGS, "{} messages are never done", open.len());
            for number in open {
                self.send(number, Instant::now()).await;
            }
        }
    }

    /// What became of deliveries since this was last asked.
    pub(crate) fn window(&self) -> Window {
        std::mem::take(&mut self.state().window)
    }

    /// How many messages there were, and which of them were answered `success`.
    pub(crate) fn answered(&self) -> (usize, HashSet<usize>) {
        let state = self.state();
        (state.messages.len(), state.answered.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The app of all messages.
pub(crate) const APP: &str = "2014060600164699";
