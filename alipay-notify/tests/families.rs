//! What Alipay signs beside messages: payments, pushes of services, and what nobody knows.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify::decode::Invalid;
use alipay_notify::gateway::{BuildError, GatewayBuilder};
use alipay_notify::open::{OpenError, Unreadable};
use alipay_notify::schema::Family;
use alipay_notify::store::Clock;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::{SignMode, SignTypeError, VerifyError};
use alipay_notify::{
    AlipayNotify, Gateway, KeyRing, MemoryStore, Notification, Rejection, Reply, Verified, Verifier,
};
use futures_executor::block_on;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
static COMMON: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

#[derive(Debug, AlipayNotify)]
#[alipay(notify_type = "my_trade_sync")]
struct Trade {
    #[alipay(max_len = 64)]
    out_trade_no: String,
    count: Option<i64>,
    subject: Option<String>,
}

#[derive(Debug, AlipayNotify)]
#[alipay(service = "my.risk.push")]
struct Risk {
    pid: String,
}

#[derive(Debug, AlipayNotify)]
#[alipay(service = "my.keyed.push")]
struct KeyedRisk {
    #[alipay(idempotency_key, max_len = 64)]
    trade: String,
}

fn trade() -> TestMessage {
    TestMessage::of(Family::Notify, "my_trade_sync").parameter("out_trade_no", "1")
}

fn risk() -> TestMessage {
    TestMessage::of(Family::Service, "my.risk.push").parameter("pid", "2088")
}

/// A call has its parameters beside those that say what it is, a time in seconds, and need not name
/// an app.
fn call() -> TestMessage {
    TestMessage::of(Family::Service, "x")
        .without("service")
        .parameter("method", "spi.alipay.some.thing")
        .parameter("utc_timestamp", "1672221612")
        .parameter("order_no", "1")
}

fn verifier() -> Verifier {
    Verifier::new(KEY.public_key()).common_key(COMMON.public_key())
}

fn builder() -> GatewayBuilder {
    Gateway::builder(verifier())
}

fn deliver(gateway: &Gateway, body: &[u8]) -> (u16, &'static str) {
    let response = block_on(gateway.deliver(body));
    (response.status(), response.reply().as_str())
}

const SUCCESS: (u16, &str) = (200, "success");
const FAIL: (u16, &str) = (200, "fail");

/// What became of all deliveries: outcome, family, name.
fn observed(builder: GatewayBuilder) -> (GatewayBuilder, impl Fn() -> Vec<String>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let observer = Arc::clone(&seen);
    let builder = builder.observe(move |delivery| {
        let envelope = delivery.envelope().map(ToString::to_string);
        let text = format!("{}: {}", delivery.outcome().name(), envelope.unwrap_or_default());
        observer.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    });
    (builder, move || std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner)))
}

#[test]
fn flat_parameters_reach_their_typed_handler() {
    let (builder, outcomes) = observed(builder());
    let gateway = builder
        .on(|n: Notification<Trade>| async move {
            assert_eq!((&*n.out_trade_no, n.count), ("1", Some(7)));
            assert_eq!(n.subject.as_deref(), Some("门店 & co=1"));
            assert_eq!(n.envelope().family(), Some(Family::Notify));
            assert!(n.envelope().sent_at().is_some());
            assert_eq!(n.verified().biz_content(), None);
            Reply::Success
        })
        .on(|n: Notification<Risk>| async move {
            assert_eq!(n.pid, "2088");
            assert_eq!((n.envelope().app_id(), n.envelope().notify_id()), (None, None));
            Reply::Success
        })
        .build()
        .expect("good");
    let subject = encoding_rs::GBK.encode("门店 & co=1").0.into_owned();
    let trade = trade().charset("GBK").parameter("count", "7").parameter("subject", subject);
    for mode in SignMode::ALL {
        let body = trade.clone().sign_mode(mode).sign(&KEY).body();
        assert_eq!(deliver(&gateway, &body), SUCCESS);
        assert_eq!(outcomes(), ["handled: my_trade_sync 5608cccc09ddb39d41c2e3c06e3d9fejh2"]);
    }
    assert_eq!(deliver(&gateway, &risk().sign(&COMMON).body()), SUCCESS);
    assert_eq!(outcomes(), ["handled: my.risk.push"]);
}

#[test]
fn specifications_are_kept_as_those_of_messages_are() {
    let (builder, outcomes) = observed(builder());
    let gateway = builder
        .on(|_: Notification<Trade>| async { panic!("it must not come here") as Reply })
        .on_invalid(|invalid: Invalid| async move {
            assert_eq!(
                invalid.violations().to_string(),
                "notify_id: 129 characters, at most 128; count: an integer is required, found a \
                 string; out_trade_no: 65 characters, at most 64"
            );
            Reply::Success
        })
        .build()
        .expect("good");
    let broken = trade()
        .notify_id(&"n".repeat(129))
        .parameter("out_trade_no", "1".repeat(65))
        .parameter("count", "seven");
    assert_eq!(deliver(&gateway, &broken.sign(&KEY).body()), SUCCESS);
    assert_eq!(outcomes(), [format!("invalid: my_trade_sync {}", "n".repeat(129))]);

    let lenient = self::builder()
        .lenient()
        .on(|n: Notification<Trade>| async move {
            assert_eq!(n.violations().to_string(), "out_trade_no: 65 characters, at most 64");
            Reply::Success
        })
        .build()
        .expect("good");
    let long = trade().parameter("out_trade_no", "1".repeat(65));
    assert_eq!(deliver(&lenient, &long.sign(&KEY).body()), SUCCESS);

    let time = trade().parameter("notify_time", "yesterday").sign(&KEY);
    let invalid = verifier().receive::<Trade>(&time.body()).expect_err("no time");
    assert_eq!(
        invalid.to_string(),
        "the message breaks its specification: notify_time: not a time of the form yyyy-MM-dd \
         HH:mm:ss"
    );
    let other = verifier().receive::<Risk>(&trade().sign(&KEY).body()).expect_err("another");
    assert_eq!(
        other.to_string(),
        "the message breaks its specification: service: another message, my.risk.push is required"
    );
}

#[test]
fn nothing_authentic_is_refused_for_its_kind() {
    let of_method = |method: &str| call().app_id("2014").parameter("method", method);
    let forms = [
        (trade().sign(&KEY).body(), "my_trade_sync 5608cccc09ddb39d41c2e3c06e3d9fejh2"),
        (risk().sign(&COMMON).body(), "my.risk.push"),
        (risk().without("charset").sign(&COMMON).body(), "my.risk.push"),
        (call().sign(&KEY).body(), "spi.alipay.some.thing"),
        (of_method("alipay.some.thing").sign(&KEY).body(), "something of no known family"),
    ];
    let (without, outcomes) = observed(
        builder()
            .on(|_: Notification<KeyedRisk>| async { panic!("it must not come here") as Reply }),
    );
    let without = without.build().expect("good");
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    let with = builder()
        .fallback(move |other: Verified| {
            let text = format!("{} {}", other.envelope(), other.content());
            keep.lock().unwrap_or_else(PoisonError::into_inner).push(text);
            async { Reply::Success }
        })
        .build()
        .expect("good");
    for (body, name) in &forms {
        assert_eq!(deliver(&without, body), FAIL, "{name}");
        assert_eq!(outcomes(), [format!("unhandled: {name}")]);
        assert_eq!(deliver(&with, body), SUCCESS, "{name}");
    }
    let kept = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    assert_eq!(
        kept,
        [
            "my_trade_sync 5608cccc09ddb39d41c2e3c06e3d9fejh2 {\"out_trade_no\":\"1\"}",
            "my.risk.push {\"pid\":\"2088\"}",
            "my.risk.push {\"pid\":\"2088\"}",
            "spi.alipay.some.thing {\"order_no\":\"1\"}",
            "something of no known family {\"order_no\":\"1\"}",
        ]
    );
}

#[test]
fn a_key_is_tried_for_what_it_signs_and_nothing_else() {
    let rejected = |verifier: &Verifier, body: &[u8]| match verifier.verify(body) {
        Err(Rejection::Verify(error)) => error,
        other => panic!("{other:?}"),
    };
    // The common key is none of an app, and that of an app is not common.
    for (message, key) in [(risk(), &*KEY), (trade(), &*COMMON)] {
        let error = rejected(&verifier(), &message.sign(key).body());
        assert!(matches!(error, VerifyError::Signature(_)), "{error:?}");
    }
    let without = Verifier::new(KEY.public_key());
    for key in [&*KEY, &*COMMON] {
        assert_eq!(rejected(&without, &risk().sign(key).body()), VerifyError::NoCommonKey);
    }
    // Old keys are short, and sign with SHA-1.
    let old = TestKey::generate_bits(1024).expect("a size that there was");
    let body = risk().parameter("sign_type", "RSA").sign(&old).body();
    let strict = Verifier::new(KEY.public_key()).common_key(old.public_key());
    assert_eq!(rejected(&strict, &body), VerifyError::SignType(SignTypeError::Rsa));
    let opted_in = Verifier::new(KEY.public_key()).common_key(old.public_key().accept_rsa());
    assert!(opted_in.verify(&body).is_ok());

    // It stays when the keys of apps are replaced, and apps that are not accepted are not.
    let ring =
        KeyRing::new([("2014060600164699", KEY.public_key())]).common_key(COMMON.public_key());
    let verifier = Verifier::with_ring(ring.clone()).app_id("2014060600164699");
    ring.replace([("2014060600164699", COMMON.public_key())]);
    assert!(verifier.verify(&risk().sign(&COMMON).body()).is_ok());
    assert!(verifier.verify(&trade().sign(&COMMON).body()).is_ok());
    let other = trade().app_id("2014060600164700").sign(&COMMON).body();
    assert_eq!(rejected(&verifier, &other), VerifyError::UnknownApp);
}

#[test]
fn a_call_is_signed_with_the_key_of_the_app_that_it_may_not_name() {
    let body = call().sign(&KEY).body();
    let verified = verifier().verify(&body).expect("there is one app");
    let envelope = verified.envelope();
    assert_eq!(envelope.call(), Some("spi.alipay.some.thing"));
    assert_eq!((envelope.family(), envelope.app_id(), envelope.sent_at()), (None, None, None));

    let ring = || [("2014", KEY.public_key()), ("2015", COMMON.public_key())];
    let one = Verifier::for_apps([("2014", KEY.public_key())]);
    assert!(one.verify(&body).is_ok());
    let none = Err(Rejection::Verify(VerifyError::NoCommonKey));
    assert_eq!(one.app_id("2015").verify(&body), none);
    // Of several apps it could be any, unless only one of them is accepted.
    assert_eq!(Verifier::for_apps(ring()).verify(&body), none);
    assert!(Verifier::for_apps(ring()).app_id("2014").verify(&body).is_ok());
    assert!(Verifier::for_apps(ring()).common_key(KEY.public_key()).verify(&body).is_ok());
    assert!(Verifier::for_apps(ring()).verify(&call().app_id("2014").sign(&KEY).body()).is_ok());

    let forged = verifier().verify(&call().sign(&COMMON).body());
    assert!(matches!(forged, Err(Rejection::Verify(VerifyError::Signature(_)))), "{forged:?}");
    // Anything else that names no app is signed with the common key.
    for named in ["service", "notify_type", "msg_type"] {
        let form = call().parameter(named, "x").parameter("method", "spy").sign(&KEY).body();
        assert_eq!(Verifier::new(KEY.public_key()).verify(&form), none, "{named}");
    }
    for named in ["service", "notify_type"] {
        let form = call().parameter(named, "x").sign(&KEY).body();
        assert_eq!(Verifier::new(KEY.public_key()).verify(&form), none, "{named}");
    }
}

#[test]
fn xml_names_its_app() {
    let xml = "<XML><AppId><![CDATA[2014072300007148]]></AppId><EventType>follow</EventType></XML>";
    let event = || {
        TestMessage::of(Family::Service, "alipay.mobile.public.message.notify")
            .parameter("biz_content", xml)
            .sign_mode(SignMode::V2)
    };
    let apps = Verifier::for_apps([
        ("2014072300007148", KEY.public_key()),
        ("2014072300007149", COMMON.public_key()),
    ]);
    let verified = apps.verify(&event().sign(&KEY).body()).expect("it names its app");
    assert_eq!(verified.envelope().app_id(), Some("2014072300007148"));
    assert_eq!(verified.biz_content(), Some(xml));
    let error = apps.verify(&event().sign(&COMMON).body());
    assert!(matches!(error, Err(Rejection::Verify(VerifyError::Signature(_)))), "{error:?}");
    let other = xml.replace("7148", "7150");
    let error = apps.verify(&event().parameter("biz_content", other).sign(&KEY).body());
    assert_eq!(error, Err(Rejection::Verify(VerifyError::UnknownApp)));
    for nameless in ["<XML></XML>", "<XML><AppId></AppId></XML>", "<!DOCTYPE XML><XML/>", "<"] {
        let error = apps.verify(&event().parameter("biz_content", nameless).sign(&KEY).body());
        assert_eq!(error, Err(Rejection::Verify(VerifyError::NoCommonKey)), "{nameless}");
    }
}

#[test]
fn what_has_two_readings_is_unreadable_and_can_be_kept() {
    let twofold = trade()
        .parameter("body", "x&app_id=1&buyer_id=2")
        .parameter("passback_params", "p&point_amount=0&subject=x")
        .parameter("point_amount", "1")
        .parameter("subject", "s");
    let (builder, outcomes) = observed(builder());
    let gateway = builder
        .on(|_: Notification<Trade>| async { panic!("it must not come here") as Reply })
        .on_unreadable(|unreadable: Unreadable| async move {
            let name = Some("body");
            assert_eq!(unreadable.error(), &OpenError::Ambiguous { name });
            assert_eq!(unreadable.envelope().name(), Some("my_trade_sync"));
            Reply::Success
        })
        .build()
        .expect("good");
    assert_eq!(deliver(&gateway, &twofold.sign(&KEY).body()), SUCCESS);
    assert_eq!(outcomes(), ["unreadable: my_trade_sync 5608cccc09ddb39d41c2e3c06e3d9fejh2"]);
}

/// A clock that goes when it is told to.
#[derive(Clone)]
struct Virtual(Arc<AtomicU64>);

impl Virtual {
    fn advance(&self, duration: Duration) {
        self.0.fetch_add(duration.as_secs(), Ordering::Relaxed);
    }
}

impl Clock for Virtual {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

#[test]
fn each_is_handled_once_where_something_tells_its_deliveries_apart() {
    let clock = Virtual(Arc::new(AtomicU64::new(1_800_000_000)));
    let runs = Arc::new(AtomicUsize::new(0));
    let count = || {
        let runs = Arc::clone(&runs);
        move || {
            runs.fetch_add(1, Ordering::Relaxed);
            async { Reply::Success }
        }
    };
    let builder = |clock: &Virtual| {
        builder().clock(clock.clone()).dedupe(MemoryStore::default().clock(clock.clone()))
    };
    let (trades, keyed, risks) = (count(), count(), count());
    let gateway = builder(&clock)
        .on(move |_: Notification<Trade>| trades())
        .on(move |_: Notification<KeyedRisk>| keyed())
        .on(move |_: Notification<Risk>| risks())
        .each_delivery_of::<Risk>()
        .build()
        .expect("good");
    let runs = || runs.swap(0, Ordering::Relaxed);

    // Redeliveries have a time of their own, the first after four minutes.
    for minutes in [0, 4, 10, 10, 60, 120, 360, 900] {
        clock.advance(Duration::from_secs(minutes * 60));
        let sent = trade().sent_at(clock.now());
        assert_eq!(deliver(&gateway, &sent.sign(&KEY).body()), SUCCESS);
    }
    assert_eq!(runs(), 1);
    let keyed = TestMessage::of(Family::Service, "my.keyed.push").parameter("trade", "1");
    for _ in 0..3 {
        assert_eq!(deliver(&gateway, &keyed.clone().sign(&COMMON).body()), SUCCESS);
    }
    assert_eq!(runs(), 1);
    for _ in 0..3 {
        assert_eq!(deliver(&gateway, &risk().sign(&COMMON).body()), SUCCESS);
    }
    assert_eq!(runs(), 3);
    // Too old, and of a time that is none. One that says no time can't be too old.
    let old = trade().notify_id("old").sent_at(clock.now() - Duration::from_secs(27 * 60 * 60));
    assert_eq!(deliver(&gateway, &old.sign(&KEY).body()), FAIL);
    let never = trade().notify_id("never").parameter("notify_time", "2027-02-29 00:00:00");
    assert_eq!(deliver(&gateway, &never.sign(&KEY).body()), FAIL);
    assert_eq!(runs(), 0);
    let timeless = || trade().notify_id("timeless").without("notify_time").sign(&KEY).body();
    assert_eq!([deliver(&gateway, &timeless()), deliver(&gateway, &timeless())], [SUCCESS; 2]);
    assert_eq!(runs(), 1);

    let risk = |_: Notification<Risk>| async { Reply::Success };
    let error = builder(&clock).on(risk).build().err();
    assert_eq!(error, Some(BuildError::NoKey { name: "my.risk.push" }));
    assert_eq!(
        BuildError::NoKey { name: "my.risk.push" }.to_string(),
        "my.risk.push has no `notify_id`, so `dedupe` can't tell its deliveries apart; mark what \
         identifies it with `x-alipay-idempotency-key`, or have each delivery handled with \
         `each_delivery_of`"
    );
}
