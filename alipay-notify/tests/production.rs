//! What a gateway does with handlers that panic, hang or come in crowds, and when it is asked to
//! stop.

use std::future::pending;
use std::num::NonZeroUsize;
use std::pin::{Pin, pin};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use alipay_notify::decode::Invalid;
use alipay_notify::gateway::{BuildError, GatewayBuilder, Response};
use alipay_notify::messages::{ShopSaveRejected, UserOpencardResult};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Notification, Outcome, Reply, Verified, Verifier};
use futures_executor::block_on;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

fn builder() -> GatewayBuilder {
    Gateway::builder(Verifier::new(KEY.public_key()))
}

fn shop() -> Vec<u8> {
    TestMessage::example::<ShopSaveRejected>().sign(&KEY).body()
}

fn answer(response: &Response) -> (u16, &'static str) {
    (response.status(), response.reply().as_str())
}

/// The outcomes of all deliveries, as they display themselves.
#[derive(Clone, Default)]
struct Outcomes(Arc<Mutex<Vec<String>>>);

impl Outcomes {
    fn of(&self, builder: GatewayBuilder) -> GatewayBuilder {
        let outcomes = self.clone();
        builder.observe(move |delivery| {
            let text = format!("{}: {}", delivery.outcome().name(), delivery.outcome());
            outcomes.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        })
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[test]
fn panics_are_caught_wherever_they_happen() {
    let outcomes = Outcomes::default();
    let other = TestMessage::new("my.other").sign(&KEY).body();
    let invalid = TestMessage::example::<ShopSaveRejected>().content("{}").sign(&KEY).body();
    let at_once =
        |_: Notification<ShopSaveRejected>| -> std::future::Ready<Reply> { panic!("S3CR3T") };
    let later = async |_: Notification<ShopSaveRejected>| -> Reply { panic!("S3CR3T {}", 1) };
    for (builder, body) in [
        (builder().on(at_once), shop()),
        (builder().on(later), shop()),
        (builder().fallback(async |_: Verified| -> Reply { panic!("S3CR3T") }), other),
        (builder().on(later).on_invalid(async |_: Invalid| -> Reply { panic!("S3CR3T") }), invalid),
    ] {
        let gateway = outcomes.of(builder).build().expect("good");
        assert_eq!(answer(&block_on(gateway.deliver(&body))), (200, "fail"));
        assert_eq!(outcomes.take(), ["panicked: the handler panicked"]);
    }
}

/// What a handler holds may panic as it is dropped, and so may an observer: the answer is given all
/// the same.
#[test]
fn panics_on_the_way_out_are_caught() {
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("S3CR3T");
        }
    }

    let gateway = builder()
        .time_limit(Duration::from_millis(20))
        .on(async |_: Notification<ShopSaveRejected>| {
            let _bomb = Bomb;
            pending::<Reply>().await
        })
        .observe(|_| panic!("S3CR3T"))
        .build()
        .expect("good");
    assert_eq!(answer(&block_on(gateway.deliver(&shop()))), (200, "fail"));
}

/// What a handler panics with, and its error, may panic as they are dropped or shown.
#[test]
fn panics_of_what_a_handler_leaves_are_caught() {
    #[derive(Debug)]
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            // The payload of this one as well.
            std::panic::panic_any(Self);
        }
    }

    #[derive(Debug)]
    struct Failure {
        _bomb: Bomb,
    }

    impl std::fmt::Display for Failure {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("S3CR3T")
        }
    }

    impl std::error::Error for Failure {}

    let at_once = |_: Notification<ShopSaveRejected>| -> std::future::Ready<Reply> {
        std::panic::panic_any(Bomb)
    };
    for builder in [
        builder().on(at_once),
        builder()
            .on(async |_: Notification<ShopSaveRejected>| -> Reply { std::panic::panic_any(Bomb) }),
        builder()
            .on(async |_: Notification<ShopSaveRejected>| Err::<(), _>(Failure { _bomb: Bomb })),
        builder()
            .on(async |_: Notification<ShopSaveRejected>| Reply::Fail)
            .observe(|_| std::panic::panic_any(Bomb)),
    ] {
        let gateway = builder.build().expect("good");
        assert_eq!(answer(&block_on(gateway.deliver(&shop()))), (200, "fail"));
    }
}

#[test]
fn the_text_of_a_panic_is_for_those_who_ask() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let observer = Arc::clone(&seen);
    let gateway = builder()
        .on(async |_: Notification<ShopSaveRejected>| -> Reply { panic!("no shop {}", 7) })
        .observe(move |delivery| {
            let Outcome::Panicked(panic) = delivery.outcome() else { return };
            let text = (panic.message().map(str::to_owned), format!("{panic:?}"));
            observer.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        })
        .build()
        .expect("good");
    block_on(gateway.deliver(&shop()));
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(*seen, [(Some("no shop 7".to_owned()), "Panic { .. }".to_owned())]);
}

#[test]
fn what_takes_too_long_is_dropped() {
    let outcomes = Outcomes::default();
    let limit = Duration::from_millis(20);
    let hang = async |_: Notification<ShopSaveRejected>| pending::<Reply>().await;
    let hour = Duration::from_secs(60 * 60);
    for builder in [
        builder().time_limit(limit),
        builder().time_limit(hour).time_limit_of::<ShopSaveRejected>(limit),
    ] {
        let gateway = outcomes.of(builder).on(hang).build().expect("good");
        assert_eq!(answer(&block_on(gateway.deliver(&shop()))), (200, "fail"));
        assert_eq!(outcomes.take(), ["timed_out: the handler took longer than 20ms"]);
    }
    let unknown = builder().on(hang).time_limit_of::<UserOpencardResult>(limit).build();
    assert_eq!(
        unknown.expect_err("no such handler"),
        BuildError::TimeLimit { name: "alipay.user.opencard.result.notify" }
    );
}

/// Lets a delivery go on until it waits.
fn poll<F: Future>(delivery: Pin<&mut F>) -> Poll<F::Output> {
    delivery.poll(&mut Context::from_waker(Waker::noop()))
}

/// A gateway whose handlers hang.
fn hanging(outcomes: &Outcomes, builder: GatewayBuilder) -> Gateway {
    let builder = builder.on(async |_: Notification<ShopSaveRejected>| pending::<Reply>().await);
    outcomes.of(builder.time_limit(Duration::from_secs(60 * 60))).build().expect("good")
}

#[test]
fn a_crowd_is_asked_to_come_again() {
    let outcomes = Outcomes::default();
    let limit = NonZeroUsize::new(2).expect("more than zero");
    let gateway = hanging(&outcomes, builder().concurrency_limit(limit));
    let body = shop();
    let mut first = pin!(gateway.deliver(&body));
    let mut third = pin!(gateway.deliver(&body));
    assert!(poll(first.as_mut()).is_pending());
    {
        let mut second = Box::pin(gateway.deliver(&body));
        assert!(poll(second.as_mut()).is_pending());
        assert_eq!(answer(&block_on(gateway.deliver(&body))), (200, "fail"));
        assert_eq!(outcomes.take(), ["busy: the limit of messages handled at a time is reached"]);
        // The connection is dropped.
    }
    assert!(poll(third.as_mut()).is_pending());
    // What is not authentic takes nobody's place.
    assert_eq!(block_on(gateway.deliver(b"a=1")).status(), 400);
}

#[test]
fn shutting_down_waits_for_what_runs_and_takes_nothing_more() {
    let outcomes = Outcomes::default();
    let gateway = hanging(&outcomes, builder());
    block_on(hanging(&outcomes, builder()).shut_down());

    let body = shop();
    let mut running = Box::pin(gateway.deliver(&body));
    assert!(poll(running.as_mut()).is_pending());
    let mut ended = pin!(gateway.shut_down());
    assert!(poll(ended.as_mut()).is_pending());
    assert_eq!(answer(&block_on(gateway.deliver(&body))), (200, "fail"));
    assert_eq!(outcomes.take(), ["shutting_down: the gateway is shutting down"]);
    assert!(poll(ended.as_mut()).is_pending());
    drop(running);
    assert!(poll(ended.as_mut()).is_ready());
}

#[test]
fn who_waits_for_the_end_is_woken() {
    let gateway = builder().on(async |_: Notification<ShopSaveRejected>| pending::<Reply>().await);
    let gateway = gateway.time_limit(Duration::from_millis(50)).build().expect("good");
    let body = shop();
    std::thread::scope(|scope| {
        let mut running = Box::pin(gateway.deliver(&body));
        assert!(poll(running.as_mut()).is_pending());
        let ended = gateway.shut_down();
        let waiting = scope.spawn(move || block_on(ended));
        assert_eq!(answer(&block_on(running)), (200, "fail"));
        assert!(waiting.join().is_ok());
    });
}
