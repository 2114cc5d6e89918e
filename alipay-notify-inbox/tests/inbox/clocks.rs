//! Clocks that jump, back and forth, by hours.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::store::Clock;
use alipay_notify::{Notification, Reply};
use alipay_notify_inbox::{AnyInbox, Filter, Retries, State, Worker};
use tokio::time::sleep;

use super::engines::on_each;
use super::{Counter, builder, message, put, soon, states, until_states, worker};

/// The clock of the machine, put forward or back by so many hours.
#[derive(Clone, Default)]
struct Jumping(Arc<AtomicI64>);

impl Jumping {
    fn put(&self, hours: i64) {
        self.0.store(hours, Ordering::SeqCst);
    }
}

impl Clock for Jumping {
    fn now(&self) -> SystemTime {
        let hours = self.0.load(Ordering::SeqCst);
        let shift = Duration::from_hours(hours.unsigned_abs());
        if hours < 0 { SystemTime::now() - shift } else { SystemTime::now() + shift }
    }
}

/// What was to wait for milliseconds does not wait for hours.
#[tokio::test]
async fn a_clock_that_is_put_back_delays_nothing() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let clock = Jumping::default();
        clock.put(7);
        put(&inbox, [message("one")]).await;
        let tried = Counter::default();
        let (handler, jump) = (tried.clone(), clock.clone());
        let gateway = builder().on(move |_: Notification<ShopSaveRejected>| {
            let attempt = handler.add();
            let jump = jump.clone();
            async move {
                // After the retry was set by the wrong clock, that is put right.
                let right = tokio::spawn(async move {
                    sleep(Duration::from_millis(500)).await;
                    jump.put(0);
                });
                drop(right);
                if attempt == 1 { Reply::Later(Duration::from_secs(1)) } else { Reply::Success }
            }
        });
        let working = worker(&inbox, gateway).clock(clock).start().expect("randomness");
        until_states(&inbox, &[State::Done]).await;
        working.stop().await;
        assert_eq!(tried.count(), 2);
    })
    .await;
}

/// What is being handled stays with its worker, and what is done is remembered.
#[tokio::test]
async fn a_clock_that_is_put_forward_takes_nothing_away() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let clock = Jumping::default();
        put(&inbox, [message("long")]).await;
        let begun = Counter::default();
        let gateway = || {
            let (begun, jump) = (begun.clone(), clock.clone());
            let handler = builder().on(move |_: Notification<ShopSaveRejected>| {
                begun.add();
                let jump = jump.clone();
                async move {
                    jump.put(20);
                    sleep(Duration::from_secs(1)).await;
                    jump.put(-20);
                    sleep(Duration::from_millis(500)).await;
                    jump.put(20);
                    Reply::Success
                }
            });
            handler.time_limit(Duration::from_secs(9)).build().expect("good")
        };
        let start = || {
            let working = Worker::builder(inbox.clone(), gateway());
            let working = working.lease(Duration::from_millis(400)).retention(Duration::ZERO);
            working.clock(clock.clone()).start().expect("randomness")
        };
        let working = [start(), start()];
        until_states(&inbox, &[State::Done]).await;
        for working in working {
            working.stop().await;
        }
        assert_eq!(begun.count(), 1);

        // Whatever a worker does as it starts.
        let again = start();
        put(&inbox, [message("long")]).await;
        sleep(Duration::from_millis(500)).await;
        again.stop().await;
        assert_eq!((states(&inbox).await, begun.count()), (vec![State::Done], 1));
    })
    .await;
}

/// Done ones go when their time has come, and never before a copy is too old; dead ones never.
#[tokio::test]
async fn what_is_done_is_kept_for_long_enough() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let clock = Jumping::default();
        put(&inbox, ["good", "bad"].map(message)).await;
        let start = |retention| {
            let gateway = builder().on(async |n: Notification<ShopSaveRejected>| {
                let is_good = n.envelope().notify_id() == Some("good");
                if is_good { Reply::Success } else { Reply::Never("bad") }
            });
            let working = worker(&inbox, gateway).retries(soon(1)).retention(retention);
            working.clock(clock.clone()).start().expect("randomness")
        };
        start_until(&inbox, start(Duration::from_hours(24 * 30)), &[State::Done, State::Dead])
            .await;

        // A gateway's window of 51 hours and 20 minutes, and a day.
        clock.put(75);
        keeps(&inbox, start(Duration::ZERO), &[State::Done, State::Dead]).await;
        clock.put(24 * 29);
        keeps(&inbox, start(Duration::from_hours(24 * 30)), &[State::Done, State::Dead]).await;
        clock.put(24 * 31);
        start_until(&inbox, start(Duration::from_hours(24 * 30)), &[State::Dead]).await;
        clock.put(24 * 3000);
        keeps(&inbox, start(Duration::ZERO), &[State::Dead]).await;
    })
    .await;
}

async fn start_until(inbox: &AnyInbox, working: Worker, expected: &[State]) {
    until_states(inbox, expected).await;
    working.stop().await;
}

/// A worker that has had its time changes nothing.
async fn keeps(inbox: &AnyInbox, working: Worker, expected: &[State]) {
    sleep(Duration::from_millis(400)).await;
    working.stop().await;
    assert_eq!(states(inbox).await, expected);
}

/// By hand as well: what could come again stays.
#[tokio::test]
async fn a_purge_by_hand_spares_what_could_come_again() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, ["good", "bad"].map(message)).await;
        let long_ago = Jumping::default();
        long_ago.put(-24 * 40);
        let gateway = || {
            builder().on(async |n: Notification<ShopSaveRejected>| {
                let is_good = n.envelope().notify_id().is_some_and(|id| id.starts_with("good"));
                if is_good { Reply::Success } else { Reply::Never("bad") }
            })
        };
        let working = worker(&inbox, gateway()).retries(Retries::default());
        let working = working.start().expect("randomness");
        start_until(&inbox, working, &[State::Done, State::Dead]).await;
        assert_eq!(inbox.purge_done(Duration::ZERO).await.expect("it works"), 0);
        assert_eq!(inbox.purge_dead(Duration::ZERO).await.expect("it works"), 0);

        put(&inbox, ["good-once", "bad-once"].map(message)).await;
        let working = worker(&inbox, gateway()).clock(long_ago).retention(Duration::MAX);
        let working = working.start().expect("randomness");
        start_until(&inbox, working, &[State::Done, State::Dead, State::Done, State::Dead]).await;
        assert_eq!(inbox.purge_done(Duration::from_hours(24 * 41)).await.expect("it works"), 0);
        assert_eq!(inbox.purge_done(Duration::from_hours(24 * 39)).await.expect("it works"), 1);
        assert_eq!(inbox.purge_dead(Duration::from_hours(24 * 39)).await.expect("it works"), 1);
        let left = inbox.list(&Filter::default()).await.expect("it works");
        let left: Vec<_> = left.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(left, ["2014060600164699:good", "2014060600164699:bad"]);
    })
    .await;
}
