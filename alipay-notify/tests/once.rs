//! Each message once, whatever happens to its handler.

use std::future::pending;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify::gateway::GatewayBuilder;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::open::Unreadable;
use alipay_notify::store::{Claim, Clock, MessageKey, Store, StoreError, Token};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayNotify, Gateway, MemoryStore, Notification, Reply, Verified, Verifier};
use futures_executor::block_on;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// A clock that goes when it is told to.
#[derive(Clone)]
struct Virtual(Arc<AtomicU64>);

impl Virtual {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_800_000_000)))
    }

    fn advance(&self, duration: Duration) {
        self.0.fetch_add(duration.as_secs(), Ordering::Relaxed);
    }

    /// A message that is sent now, plus or minus some time.
    fn message(&self, ahead: i64) -> TestMessage {
        let sent = self.0.load(Ordering::Relaxed).checked_add_signed(ahead).expect("a time") * 1000;
        TestMessage::example::<ShopSaveRejected>().parameter("utc_timestamp", sent.to_string())
    }
}

impl Clock for Virtual {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

/// A gateway with a store in memory, and how often its handler ran.
struct Setup {
    clock: Virtual,
    runs: Arc<AtomicUsize>,
    store: MemoryStore,
}

impl Setup {
    fn new() -> Self {
        let clock = Virtual::new();
        let store = MemoryStore::default().clock(clock.clone());
        Self { clock, runs: Arc::default(), store }
    }

    fn builder(&self) -> GatewayBuilder {
        Gateway::builder(Verifier::new(KEY.public_key()))
            .dedupe(self.store.clone())
            .clock(self.clock.clone())
            .time_limit(Duration::from_millis(20))
    }

    /// A gateway whose handler does this.
    fn gateway<Fut: Future<Output = Reply> + Send + 'static>(
        &self,
        handler: impl Fn() -> Fut + Send + Sync + 'static,
    ) -> Gateway {
        let runs = Arc::clone(&self.runs);
        let handler = move |_: Notification<ShopSaveRejected>| {
            runs.fetch_add(1, Ordering::Relaxed);
            handler()
        };
        self.builder().on(handler).build().expect("good")
    }

    fn accepting(&self) -> Gateway {
        self.gateway(async || Reply::Success)
    }

    fn runs(&self) -> usize {
        self.runs.swap(0, Ordering::Relaxed)
    }
}

fn deliver(gateway: &Gateway, message: TestMessage) -> (u16, &'static str) {
    let response = block_on(gateway.deliver(&message.sign(&KEY).body()));
    (response.status(), response.reply().as_str())
}

const SUCCESS: (u16, &str) = (200, "success");
const FAIL: (u16, &str) = (200, "fail");

#[test]
fn what_is_done_is_not_handled_again() {
    let setup = Setup::new();
    let gateway = setup.accepting();
    assert_eq!(deliver(&gateway, setup.clock.message(0)), SUCCESS);
    setup.clock.advance(Duration::from_hours(25));
    // The next delivery has a time, and a signature, of its own.
    assert_eq!(deliver(&gateway, setup.clock.message(0)), SUCCESS);
    assert_eq!(setup.runs(), 1);
    assert_eq!(deliver(&gateway, setup.clock.message(0).notify_id("another")), SUCCESS);
    assert_eq!(deliver(&gateway, setup.clock.message(0).app_id("another")), SUCCESS);
    assert_eq!(setup.runs(), 2);
}

#[test]
fn what_failed_in_any_way_is_left_to_the_next_delivery() {
    let setup = Setup::new();
    for gateway in [
        setup.gateway(async || Reply::Fail),
        setup.gateway(async || panic!("at work")),
        setup.gateway(|| -> std::future::Ready<Reply> { panic!("at once") }),
        setup.gateway(async || pending::<Reply>().await),
    ] {
        assert_eq!(deliver(&gateway, setup.clock.message(0)), FAIL);
        assert_eq!(setup.runs(), 1);
    }
    // The connection is dropped while the handler runs.
    let body = setup.clock.message(0).sign(&KEY).body();
    let gateway = setup.gateway(async || pending::<Reply>().await);
    let mut delivery = Box::pin(gateway.deliver(&body));
    assert!(poll(delivery.as_mut()).is_pending());
    drop(delivery);
    assert_eq!(setup.runs(), 1);

    assert_eq!(deliver(&setup.accepting(), setup.clock.message(0)), SUCCESS);
    assert_eq!(deliver(&setup.accepting(), setup.clock.message(0)), SUCCESS);
    assert_eq!(setup.runs(), 1);
}

fn poll<F: Future>(delivery: Pin<&mut F>) -> Poll<F::Output> {
    delivery.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn of_two_at_the_same_time_one_is_handled() {
    let setup = Setup::new();
    let body = setup.clock.message(0).sign(&KEY).body();
    let gateway = setup.gateway(async || pending::<Reply>().await);
    let mut first = Box::pin(gateway.deliver(&body));
    assert!(poll(first.as_mut()).is_pending());
    assert_eq!(deliver(&setup.accepting(), setup.clock.message(0)), FAIL);
    assert_eq!(setup.runs(), 1);
    // The process that had it died: its claim ends by itself.
    setup.clock.advance(Duration::from_mins(1));
    assert_eq!(deliver(&setup.accepting(), setup.clock.message(0)), SUCCESS);
    // The late end of the first one changes nothing.
    drop(first);
    assert_eq!(deliver(&setup.accepting(), setup.clock.message(0)), SUCCESS);
    assert_eq!(setup.runs(), 1);
}

#[test]
fn what_the_store_does_not_remember_is_not_accepted() {
    let setup = Setup::new();
    let gateway = setup.accepting();
    let hour = 60 * 60;
    for (ahead, answer) in [
        (-26 * hour, SUCCESS),
        (-26 * hour - 1, FAIL),
        (600, SUCCESS),
        (601, FAIL),
        (100 * hour, FAIL),
    ] {
        let message = setup.clock.message(ahead).notify_id(&format!("id{ahead}"));
        assert_eq!(deliver(&gateway, message), answer, "{ahead} s ahead");
    }
    assert_eq!(setup.runs(), 2);

    // A copy of what is done is of no use, however long one waits: first it is done, then it is too
    // old.
    let captured = setup.clock.message(600).notify_id("captured");
    assert_eq!(deliver(&gateway, captured.clone()), SUCCESS);
    for _ in 0..40 {
        deliver(&gateway, captured.clone());
        setup.clock.advance(Duration::from_hours(1));
    }
    assert_eq!(setup.runs(), 1);

    let custom = setup.builder().max_age(Duration::from_mins(1)).clock_skew(Duration::ZERO);
    let custom = custom.fallback(async |_: Verified| Reply::Success).build().expect("good");
    for (ahead, answer) in [(-60, SUCCESS), (-61, FAIL), (1, FAIL)] {
        let message = setup.clock.message(ahead).notify_id(&format!("custom{ahead}"));
        assert_eq!(deliver(&custom, message), answer, "{ahead} s ahead");
    }
    assert_eq!(deliver(&custom, setup.clock.message(0).parameter("utc_timestamp", "now")), FAIL);
}

#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.order.paid")]
struct OrderPaid {
    #[alipay(idempotency_key, max_len = 64)]
    order_no: String,
}

#[test]
fn a_message_may_be_known_by_its_content() {
    let setup = Setup::new();
    let runs = Arc::clone(&setup.runs);
    let handler = move |n: Notification<OrderPaid>| {
        runs.fetch_add(1, Ordering::Relaxed);
        async move { if n.order_no.is_empty() { Reply::Fail } else { Reply::Success } }
    };
    let gateway = setup.builder().on(handler).build().expect("good");
    let paid = |order_no: &str, notify_id: &str| {
        let content = format!(r#"{{"order_no":"{order_no}"}}"#);
        let sent = setup.clock.message(0).parameter("msg_method", "my.order.paid");
        deliver(&gateway, sent.notify_id(notify_id).content(content))
    };
    assert_eq!(paid("1", "a"), SUCCESS);
    assert_eq!(setup.runs(), 1);
    assert_eq!(paid("1", "b"), SUCCESS);
    assert_eq!(setup.runs(), 0);
    assert_eq!(paid("2", "a"), SUCCESS);
    assert_eq!(setup.runs(), 1);
    // A raw line break in a string is fixed before the key is read, as it is before the message is
    // decoded.
    let mended = |notify_id: &str| {
        let sent =
            setup.clock.message(0).parameter("msg_method", "my.order.paid").notify_id(notify_id);
        deliver(&gateway, sent.content("{\"order_no\":\"3\",\"memo\":\"a\nb\"}"))
    };
    assert_eq!((mended("c"), mended("d")), (SUCCESS, SUCCESS));
    assert_eq!(paid("3", "e"), SUCCESS);
    assert_eq!(setup.runs(), 1);
}

/// Merchants that one app serves number their orders each for themselves.
#[test]
fn orders_of_two_merchants_of_an_app_are_two() {
    let setup = Setup::new();
    let runs = Arc::clone(&setup.runs);
    let handler = move |_: Notification<OrderPaid>| {
        runs.fetch_add(1, Ordering::Relaxed);
        async { Reply::Success }
    };
    let gateway = setup.builder().on(handler).build().expect("good");
    let paid = |merchant: Option<&str>, notify_id: &str| {
        let sent = setup.clock.message(0).parameter("msg_method", "my.order.paid");
        let sent = sent.notify_id(notify_id).content(r#"{"order_no":"1"}"#);
        let sent = match merchant {
            Some(merchant) => sent.parameter("auth_app_id", merchant),
            None => sent,
        };
        assert_eq!(deliver(&gateway, sent), SUCCESS);
        setup.runs()
    };
    assert_eq!(paid(Some("2021000000000001"), "a"), 1);
    assert_eq!(paid(Some("2021000000000002"), "b"), 1);
    assert_eq!(paid(None, "c"), 1);
    // Anyone may add an empty parameter that is not signed: it names no merchant.
    assert_eq!(paid(Some(""), "d"), 0);
    assert_eq!(paid(Some("2021000000000001"), "e"), 0);
}

#[test]
fn what_can_not_be_read_is_taken_once_and_hinders_no_message() {
    let setup = Setup::new();
    let [runs, taken] = [Arc::clone(&setup.runs), Arc::default()];
    let counted: Arc<AtomicUsize> = Arc::clone(&taken);
    let gateway = setup
        .builder()
        .on(move |_: Notification<ShopSaveRejected>| {
            runs.fetch_add(1, Ordering::Relaxed);
            async { Reply::Success }
        })
        .on_unreadable(move |_: Unreadable| {
            counted.fetch_add(1, Ordering::Relaxed);
            async { Reply::Success }
        })
        .build()
        .expect("good");
    let taken = || taken.swap(0, Ordering::Relaxed);
    for unreadable in [
        setup.clock.message(0).notify_id("a").parameter("biz_content", [b'{', 0xff, b'}']),
        setup.clock.message(0).notify_id("b").content("[]"),
    ] {
        assert_eq!(deliver(&gateway, unreadable.clone()), SUCCESS);
        assert_eq!(taken(), 1);
        assert_eq!(deliver(&gateway, unreadable), SUCCESS);
        assert_eq!(taken(), 0);
    }
    for notify_id in ["a", "b"] {
        assert_eq!(deliver(&gateway, setup.clock.message(0).notify_id(notify_id)), SUCCESS);
    }
    assert_eq!((setup.runs(), taken()), (2, 0));
    let old = setup.clock.message(-27 * 60 * 60).notify_id("c").content("[]");
    assert_eq!(deliver(&gateway, old), FAIL);
    assert_eq!(taken(), 0);
}

#[test]
fn durations_may_be_as_long_as_they_like() {
    let setup = Setup::new();
    let builder = setup.builder().time_limit(Duration::MAX).max_age(Duration::MAX);
    let gateway = builder.fallback(async |_: Verified| Reply::Success).build().expect("good");
    let forever = setup.clock.message(0);
    assert_eq!(deliver(&gateway, forever.clone()), SUCCESS);
    setup.clock.advance(Duration::from_hours(100_000));
    assert_eq!(deliver(&gateway, forever), SUCCESS);
    assert_eq!(deliver(&setup.accepting(), setup.clock.message(0)), SUCCESS);
    assert_eq!(setup.runs(), 0);
}

/// A store that never gets to remember anything while one waits for it.
#[derive(Clone, Default)]
struct Slow(Arc<std::sync::Mutex<Vec<&'static str>>>);

impl Slow {
    fn note(&self, what: &'static str) {
        self.0.lock().expect("no panic").push(what);
    }
}

impl Store for Slow {
    async fn claim(&self, _: &MessageKey, _: Token, _: Duration) -> Result<Claim, StoreError> {
        Ok(Claim::Granted)
    }

    async fn complete(&self, _: &MessageKey, _: Token, _: Duration) -> Result<bool, StoreError> {
        pending().await
    }

    async fn release(&self, _: &MessageKey, _: Token) -> Result<(), StoreError> {
        pending().await
    }

    fn settle(&self, _: &MessageKey, _: Token, _: Duration) {
        self.note("settle");
    }

    fn abandon(&self, _: &MessageKey, _: Token) {
        self.note("abandon");
        panic!("as it is dropped");
    }
}

#[test]
fn a_connection_that_is_dropped_after_the_handler_settles_its_message() {
    let setup = Setup::new();
    let (slow, outcomes) = (Slow::default(), Slow::default());
    for (reply, told) in [(Reply::Success, "settle"), (Reply::Fail, "abandon")] {
        let observer = outcomes.clone();
        let builder = setup.builder().dedupe(slow.clone()).observe(move |delivery| {
            observer.note(delivery.outcome().name());
            panic!("an observer that panics harms nobody");
        });
        let gateway =
            builder.fallback(move |_: Verified| async move { reply }).build().expect("good");
        let body = setup.clock.message(0).sign(&KEY).body();
        let mut delivery = Box::pin(gateway.deliver(&body));
        assert!(poll(delivery.as_mut()).is_pending());
        drop(delivery);
        assert_eq!(std::mem::take(&mut *slow.0.lock().expect("no panic")), [told]);
        assert_eq!(std::mem::take(&mut *outcomes.0.lock().expect("no panic")), ["dropped"]);
    }
}

/// A store that can do nothing.
struct Broken;

impl Store for Broken {
    async fn claim(&self, _: &MessageKey, _: Token, _: Duration) -> Result<Claim, StoreError> {
        Err(StoreError::new("connection refused"))
    }

    async fn complete(&self, _: &MessageKey, _: Token, _: Duration) -> Result<bool, StoreError> {
        Err(StoreError::new("connection refused"))
    }

    async fn release(&self, _: &MessageKey, _: Token) -> Result<(), StoreError> {
        Err(StoreError::new("connection refused"))
    }
}

#[test]
fn without_its_store_a_gateway_handles_nothing() {
    let setup = Setup::new();
    let outcomes = Arc::new(std::sync::Mutex::new(Vec::new()));
    let observer = Arc::clone(&outcomes);
    let gateway = setup
        .builder()
        .dedupe(Broken)
        .fallback(async |_: Verified| Reply::Success)
        .observe(move |delivery| {
            observer.lock().expect("no panic").push(delivery.outcome().to_string());
        })
        .build()
        .expect("good");
    assert_eq!(deliver(&gateway, setup.clock.message(0)), FAIL);
    assert_eq!(
        *outcomes.lock().expect("no panic"),
        ["the store of done messages failed: connection refused"]
    );
}
