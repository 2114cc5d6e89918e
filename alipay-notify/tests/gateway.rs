//! Who is handed what, and what is answered.

use std::error::Error;
use std::future::{pending, ready};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use alipay_notify::decode::Invalid;
use alipay_notify::gateway::{BuildError, GatewayBuilder, Head, RequestError, Response, Timer};
use alipay_notify::messages::{ShopSaveRejected, UserOpencardResult};
use alipay_notify::open::{OpenError, Unreadable};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Notification, Outcome, Reply, Verified, Verifier};
use futures_executor::block_on;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

fn builder() -> GatewayBuilder {
    Gateway::builder(Verifier::new(KEY.public_key()))
}

fn accept_shops(builder: GatewayBuilder) -> GatewayBuilder {
    builder.on(|_: Notification<ShopSaveRejected>| async { Reply::Success })
}

fn deliver(gateway: &Gateway, message: TestMessage) -> (u16, &'static str) {
    let response = block_on(gateway.deliver(&message.sign(&KEY).body()));
    (response.status(), response.reply().as_str())
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
}

/// The example without its required `reason`.
fn broken_shop() -> TestMessage {
    shop().content(r#"{"order_id":"1","shop_id":"1","shop_name":"n"}"#)
}

/// The names of the outcomes of all deliveries.
fn observed(builder: GatewayBuilder) -> (GatewayBuilder, impl Fn() -> Vec<String>) {
    let names = Arc::new(Mutex::new(Vec::new()));
    let observer = Arc::clone(&names);
    let builder = builder.observe(move |delivery| {
        let name = format!("{} {}", delivery.outcome().name(), delivery.name().unwrap_or("-"));
        observer.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    });
    (builder, move || std::mem::take(&mut *names.lock().unwrap_or_else(PoisonError::into_inner)))
}

#[test]
fn a_handler_decides_on_the_reply() {
    for (answer, reply, name) in [
        (Ok(Reply::Success), "success", "handled"),
        (Ok(Reply::Fail), "fail", "declined"),
        (Err("the database is down"), "fail", "failed"),
    ] {
        let (builder, outcomes) = observed(builder());
        let gateway = builder
            .on(move |_: Notification<ShopSaveRejected>| async move { answer })
            .build()
            .expect("good");
        assert_eq!(deliver(&gateway, shop()), (200, reply));
        assert_eq!(outcomes(), [format!("{name} ant.merchant.expand.shop.save.rejected")]);
    }
}

#[test]
fn what_has_no_handler_reaches_the_fallback_or_is_asked_for_again() {
    let (without, outcomes) = observed(accept_shops(builder()));
    let without = without.build().expect("good");
    assert_eq!(deliver(&without, TestMessage::new("my.other")), (200, "fail"));
    assert_eq!(outcomes(), ["unhandled my.other"]);

    let seen = Arc::new(Mutex::new(Vec::new()));
    let archive = Arc::clone(&seen);
    let with = accept_shops(builder())
        .fallback(move |verified: Verified| {
            let archive = Arc::clone(&archive);
            async move {
                archive
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(verified.biz_content().map(str::to_owned));
                Ok::<_, std::io::Error>(())
            }
        })
        .build()
        .expect("good");
    assert_eq!(
        deliver(&with, TestMessage::new("my.other").content(r#"{"a":1}"#)),
        (200, "success")
    );
    assert_eq!(deliver(&with, shop()), (200, "success"));
    assert_eq!(
        *seen.lock().unwrap_or_else(PoisonError::into_inner),
        [Some(r#"{"a":1}"#.to_owned())]
    );
}

#[test]
fn what_breaks_its_specification_never_reaches_a_strict_handler() {
    let strict = || {
        builder().on(|_: Notification<ShopSaveRejected>| async {
            panic!("it must not come here") as Reply
        })
    };
    let (silent, outcomes) = observed(strict());
    assert_eq!(deliver(&silent.build().expect("good"), broken_shop()), (200, "fail"));
    assert_eq!(outcomes(), ["invalid ant.merchant.expand.shop.save.rejected"]);

    let kept = strict()
        .on_invalid(|invalid: Invalid| async move {
            assert_eq!(invalid.violations().to_string(), "reason: required, but missing");
            Reply::Success
        })
        .build()
        .expect("good");
    assert_eq!(deliver(&kept, broken_shop()), (200, "success"));
}

#[test]
fn lenient_handlers_see_what_can_be_represented() {
    let gateway = builder()
        .lenient()
        .on(|n: Notification<ShopSaveRejected>| async move {
            assert_eq!(n.violations().to_string(), "shop_id: 33 characters, at most 32");
            Reply::Success
        })
        .build()
        .expect("good");
    let content = format!(
        r#"{{"order_id":"1","reason":"r","shop_id":"{}","shop_name":"n"}}"#,
        "1".repeat(33)
    );
    assert_eq!(deliver(&gateway, shop().content(content)), (200, "success"));
    assert_eq!(
        deliver(&gateway, broken_shop()),
        (200, "fail"),
        "a String can't represent what is missing"
    );
}

#[test]
fn what_is_not_authentic_reaches_nobody() {
    let nobody = || async { panic!("it must not come here") as Reply };
    let gateway = builder()
        .on(move |_: Notification<ShopSaveRejected>| nobody())
        .on(move |_: Notification<UserOpencardResult>| nobody())
        .fallback(move |_: Verified| nobody())
        .on_invalid(move |_: Invalid| nobody());
    let (gateway, outcomes) = observed(gateway);
    let gateway = gateway.build().expect("good");
    let answer = |body: Vec<u8>| {
        let response = block_on(gateway.deliver(&body));
        (response.status(), response.reply().as_str())
    };
    assert_eq!(answer(shop().sign(&TestKey::generate()).body()), (403, "fail"));
    assert_eq!(answer(shop().sign(&KEY).with_flipped_byte("notify_id", 0).body()), (403, "fail"));
    assert_eq!(answer(shop().parameter("sign_type", "RSA").sign(&KEY).body()), (403, "fail"));
    assert_eq!(answer(shop().sign(&KEY).without("version").body()), (400, "fail"));
    assert_eq!(answer(b"hello".to_vec()), (400, "fail"));
    assert_eq!(answer(vec![b'a'; 1024 * 1024 + 1]), (413, "fail"));
    assert_eq!(outcomes(), ["rejected -"; 6]);
    assert_eq!(answer(shop().content("[]").sign(&KEY).body()), (200, "fail"));
    assert_eq!(outcomes(), ["unreadable ant.merchant.expand.shop.save.rejected"]);
    for unreadable in [
        shop().parameter("charset", "UTF-16"),
        shop().parameter("biz_content", [b'{', 0xff, b'}']),
        shop().content(r#"{"unknown":"\ud83d"}"#),
    ] {
        assert_eq!(answer(unreadable.sign(&KEY).body()), (200, "fail"));
        assert_eq!(
            outcomes(),
            ["unreadable ant.merchant.expand.shop.save.rejected"],
            "it can be found in the log"
        );
    }
}

#[test]
fn what_can_not_be_read_is_kept_by_whoever_asks() {
    // Half of a character at the end of a text: GBK that something replaced before Alipay signed
    // it.
    let lossy = shop()
        .parameter("charset", "GBK")
        .parameter("biz_content", &b"{\"reason\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}"[..]);
    let nobody = || async { panic!("it must not come here") as Reply };
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    let (gateway, outcomes) = observed(
        builder()
            .on(move |_: Notification<ShopSaveRejected>| nobody())
            .fallback(move |_: Verified| nobody())
            .on_invalid(move |_: Invalid| nobody())
            .on_unreadable(move |unreadable: Unreadable| {
                let bytes = unreadable.form().and_then(|form| form.value("biz_content"));
                let accepted = bytes.is_some();
                let envelope = unreadable.envelope();
                keep.lock().unwrap_or_else(PoisonError::into_inner).push((
                    unreadable.error().clone(),
                    bytes.map(<[u8]>::to_vec),
                    format!("{:?} {:?}", envelope.notify_id(), envelope.biz_content()),
                ));
                async move { if accepted { Reply::Success } else { Reply::Fail } }
            }),
    );
    let gateway = gateway.build().expect("good");
    let kept = || std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    let notify_id = "5608cccc09ddb39d41c2e3c06e3d9fejh2";

    assert_eq!(deliver(&gateway, lossy.clone()), (200, "success"));
    let bytes = &b"{\"reason\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}"[..];
    let error = OpenError::Text { name: Some("biz_content") };
    assert_eq!(kept(), [(error, Some(bytes.to_vec()), format!("Some({notify_id:?}) None"))]);
    assert_eq!(outcomes(), ["unreadable ant.merchant.expand.shop.save.rejected"]);

    for (content, name) in [("[]", "ant.merchant.expand.shop.save.rejected"), ("{", "my.other")] {
        let message = shop().parameter("msg_method", name).content(content);
        assert_eq!(deliver(&gateway, message), (200, "fail"));
        assert_eq!(
            kept(),
            [(OpenError::NotAnObject, None, format!("Some({notify_id:?}) Some({content:?})"))]
        );
        assert_eq!(outcomes(), [format!("unreadable {name}")]);
    }

    let forged = lossy.sign(&TestKey::generate()).body();
    assert_eq!(block_on(gateway.deliver(&forged)).status(), 403);
    assert_eq!(kept(), []);

    let panics = builder()
        .fallback(move |_: Verified| nobody())
        .on_unreadable(|_: Unreadable| async { panic!("S3CR3T") as Reply });
    let (panics, outcomes) = observed(panics);
    let panics = panics.build().expect("good");
    assert_eq!(deliver(&panics, shop().content("[]")), (200, "fail"));
    assert_eq!(outcomes(), ["panicked ant.merchant.expand.shop.save.rejected"]);
}

#[test]
fn heads_are_decided_on_before_the_body_is_read() {
    const FORM: (&str, &[u8]) = ("content-type", b"application/x-www-form-urlencoded");
    let gateway = accept_shops(builder()).build().expect("good");
    let admit = |method, headers: &[(&'static str, &'static [u8])]| {
        let admitted = gateway.admit::<Vec<u8>>(&Head::new(method, headers.iter().copied()));
        admitted.err().map(|response: Response| response.status())
    };
    for headers in [
        &[FORM][..],
        &[("Content-Type", b"Application/X-WWW-form-urlencoded ; charset=GBK")],
        &[FORM, ("content-encoding", b"identity"), ("content-length", b"1048576")],
        &[FORM, ("content-length", b"7"), ("content-length", b"7")],
        &[FORM, ("x-content-type", b"text/plain")],
        // Taken away on the way, and as Alipay itself once sent it.
        &[],
        &[("content-type", b"application/x-www-form-urlencoded; text/html; charset=utf-8")],
    ] {
        assert_eq!(admit("POST", headers), None, "{headers:?}");
    }
    for (method, headers, status) in [
        ("GET", &[FORM][..], 405),
        ("post", &[FORM], 405),
        ("POST", &[("content-type", b"")], 415),
        ("POST", &[("content-type", b"text/html; application/x-www-form-urlencoded")], 415),
        ("POST", &[("content-type", b"application/json")], 415),
        ("POST", &[("content-type", b"application/x-www-form-urlencodedx")], 415),
        ("POST", &[FORM, FORM], 415),
        ("POST", &[("content-type", b"text/plain"), FORM], 415),
        ("POST", &[FORM, ("content-encoding", b"gzip")], 415),
        ("POST", &[FORM, ("content-encoding", b"identity"), ("content-encoding", b"gzip")], 415),
        ("POST", &[FORM, ("content-length", b"1048577")], 413),
        ("POST", &[FORM, ("content-length", b"99999999999999999999999999")], 413),
        ("POST", &[FORM, ("content-length", b"")], 400),
        ("POST", &[FORM, ("content-length", b"+7")], 400),
        ("POST", &[FORM, ("content-length", b"7"), ("content-length", b"8")], 400),
    ] {
        assert_eq!(admit(method, headers), Some(status), "{method} {headers:?}");
    }
    let refused = gateway.admit::<Vec<u8>>(&Head::new("GET", [FORM])).expect_err("not a POST");
    let headers: Vec<_> = refused.headers().collect();
    assert_eq!(headers, [("content-type", "text/plain"), ("allow", "POST")]);
    assert!(refused.closes_connection());
}

#[test]
fn bodies_are_read_within_their_limits() {
    let gateway = accept_shops(builder()).build().expect("good");
    let head = Head::new("POST", [("content-type", &b"application/x-www-form-urlencoded"[..])]);
    let mut incoming = gateway.admit(&head).expect("admitted");
    assert_eq!(incoming.as_bytes(), b"");
    for (piece, whole) in [("a", "a"), ("", "a"), ("bc", "abc"), ("d", "abcd")] {
        incoming.push(piece).expect("within the limit");
        assert_eq!(incoming.as_bytes(), whole.as_bytes());
    }
    let rest = "a".repeat(1024 * 1024 - 4);
    incoming.push(&rest).expect("within the limit");
    assert_eq!(incoming.push("a"), Err(RequestError::TooLarge { limit: 1024 * 1024 }));
    assert_eq!(gateway.reject(RequestError::Incomplete).status(), 400);
}

#[test]
fn bodies_are_read_to_their_end_or_as_long_as_they_may_take() {
    let gateway = accept_shops(builder()).build().expect("good");
    let head = Head::new("POST", [("content-type", &b"application/x-www-form-urlencoded"[..])]);
    let read = |timer: Timer, mut pieces: Vec<Poll<Option<Result<&'static str, RequestError>>>>| {
        let incoming = gateway.admit(&head).expect("admitted");
        let body = block_on(incoming.read(timer, |_| pieces.remove(0)));
        body.map(|body| String::from_utf8_lossy(body.as_bytes()).into_owned())
    };
    let piece = |piece| Poll::Ready(Some(Ok(piece)));

    let whole = read(NO_TIMER, vec![piece("a"), piece("bc"), Poll::Ready(None)]);
    assert_eq!(whole.as_deref(), Ok("abc"), "what is there needs no timer");
    let broken = read(NO_TIMER, vec![piece("a"), Poll::Ready(Some(Err(RequestError::Incomplete)))]);
    assert_eq!(broken, Err(RequestError::Incomplete));
    let limit = Duration::from_secs(10);
    let slow = read(OVER_AT_ONCE, vec![piece("a"), Poll::Pending]);
    assert_eq!(slow, Err(RequestError::TooSlow { limit }));
    assert_eq!(gateway.reject(RequestError::TooSlow { limit }).status(), 408);
}

#[test]
fn time_limits_are_kept_by_the_timer_that_is_given() {
    let (builder, outcomes) = observed(
        builder()
            .on(async |_: Notification<ShopSaveRejected>| pending::<Reply>().await)
            .on(async |_: Notification<UserOpencardResult>| Reply::Success),
    );
    let gateway = builder.build().expect("good");
    let hangs = gateway.clone().timed_by(OVER_AT_ONCE);
    assert_eq!(deliver(&hangs, shop()), (200, "fail"));
    let is_ready = gateway.timed_by(NO_TIMER);
    let card = TestMessage::example::<UserOpencardResult>();
    assert_eq!(deliver(&is_ready, card), (200, "success"), "what is ready needs no timer");
    assert_eq!(
        outcomes(),
        [
            "timed_out ant.merchant.expand.shop.save.rejected",
            "handled alipay.user.opencard.result.notify",
        ]
    );
}

const OVER_AT_ONCE: Timer = |_| Box::pin(ready(()));
const NO_TIMER: Timer = |_| panic!("nothing waits");

#[test]
fn outcomes_say_why() {
    let reasons = Arc::new(Mutex::new(Vec::new()));
    let observer = Arc::clone(&reasons);
    let gateway = accept_shops(builder())
        .observe(move |delivery| {
            observer
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(delivery.outcome().to_string());
        })
        .build()
        .expect("good");
    deliver(&gateway, broken_shop());
    block_on(gateway.deliver(b"a=1"));
    assert_eq!(
        *reasons.lock().unwrap_or_else(PoisonError::into_inner),
        [
            "the message breaks its specification: reason: required, but missing",
            "rejected: malformed: the parameter `sign` is missing",
        ]
    );
    assert_eq!(Outcome::Unhandled.response().reply(), Reply::Fail);
    assert_eq!(RequestError::Incomplete.to_string(), "the body broke off");
}

#[test]
fn a_gateway_that_could_not_work_is_not_built() {
    let twice = accept_shops(accept_shops(builder())).build();
    assert_eq!(
        twice.err(),
        Some(BuildError::Repeated { name: "ant.merchant.expand.shop.save.rejected" })
    );
    assert_eq!(builder().build().err(), Some(BuildError::NoHandler));

    // What a `main` that returns it prints.
    let error: Box<dyn Error> = BuildError::NoHandler.into();
    assert_eq!(
        format!("{error:?}"),
        "no handler is registered, so every message would be rejected; add one with `on` or \
         `fallback`"
    );
}
