//! No value of a message shows in the log at any level, whatever becomes of the delivery, and
//! nothing that a stranger sent.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use alipay_notify::gateway::Head;
use alipay_notify::key::{AppKeys, ContentKey};
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::schema::Family;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::{AlipayNotify, Gateway, MemoryStore, Notification, Reply, Verifier};
use alipay_notify_tests::servers::KEY;
use futures_executor::block_on;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Stands in every value that must not show.
const SECRET: &str = "no-log-holds-this";

const FORM: &str = "application/x-www-form-urlencoded";

const CONTENT_KEY: [u8; 16] = *b"no-log-hold-this";

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics with it").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn take(&self) -> String {
        let log = std::mem::take(&mut *self.0.lock().expect("nobody panics with it"));
        String::from_utf8(log).expect("a log is a text")
    }
}

/// Where this thread's log is written until the guard is dropped.
fn log() -> (Log, impl Sized) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_span_events(FmtSpan::NEW)
        .with_writer(move || writer.clone())
        .finish();
    (log, subscriber.set_default())
}

/// Names are those that the library or a handler has: no other text of a stranger shows.
#[test]
fn what_is_not_authentic_is_named_by_what_it_looks_like() {
    let (log, _guard) = log();
    let gateway = gateway();
    let stranger = TestKey::generate();
    let of = TestMessage::of;
    let call = of(Family::Service, SECRET).without("service").parameter("method", "spi.a.b");
    for (message, looks_like) in [
        (of(Family::Notify, "trade_status_sync"), Some("notify_type=trade_status_sync")),
        (of(Family::Service, "alipay.service.check"), Some("service=alipay.service.check")),
        (
            of(Family::Service, "alipay.mobile.public.message.notify"),
            Some("service=alipay.mobile.public.message.notify"),
        ),
        (of(Family::Message, "my.own.handled"), Some("msg_method=my.own.handled")),
        (of(Family::Message, "my.own.other"), Some("msg_method")),
        (of(Family::Notify, "my.own.handled"), Some("notify_type")),
        (of(Family::Service, &"long".repeat(20_000)), Some("service")),
        (of(Family::Notify, "a\"b\r\nERROR forged"), Some("notify_type")),
        (call.clone(), Some("method=spi.")),
        (call.parameter("method", SECRET), None),
    ] {
        let body = message.sign(&stranger).body();
        let response = block_on(gateway.deliver(&body));
        assert_eq!((response.status(), response.body()), (403, "fail"));
        let logged = log.take();
        let named = looks_like.map_or(String::new(), |it| format!(" looks_like={it} "));
        assert!(logged.contains(&named), "{looks_like:?}: {logged}");
        assert_eq!(logged.contains("looks_like"), looks_like.is_some(), "{logged}");
        assert_eq!(logged.lines().count(), 1, "{logged}");
        assert!(logged.len() < 600, "{logged}");
        assert!(!logged.contains("forged") && !logged.contains("my.own.other"), "{logged}");
    }
    let malformed = TestMessage::example::<ShopSaveRejected>().without("version");
    assert_eq!(block_on(gateway.deliver(&malformed.sign(&KEY).body())).status(), 400);
    let logged = log.take();
    assert!(logged.contains(" looks_like=msg_method=ant.merchant.expand.shop.save.rejected "));
    // What is authentic is named by what it is.
    block_on(gateway.deliver(&TestMessage::example::<ShopSaveRejected>().sign(&KEY).body()));
    assert!(!log.take().contains("looks_like"));
}

/// Whoever takes messages in a handler of one's own reads the same.
#[tokio::test]
async fn extractors_name_what_is_not_authentic_by_what_it_looks_like() {
    let (log, _guard) = log();
    let verifier = Verifier::new(KEY.public_key());
    let (of, stranger) = (TestMessage::of, TestKey::generate());
    for (message, looks_like) in [
        (of(Family::Notify, "trade_status_sync"), " looks_like=notify_type=trade_status_sync"),
        (of(Family::Service, "alipay.service.check"), " looks_like=service=alipay.service.check"),
        (of(Family::Message, "my.own.handled"), " looks_like=msg_method=my.own.handled"),
        (of(Family::Message, SECRET), " looks_like=msg_method"),
    ] {
        let body = message.sign(&stranger).body();
        assert_eq!(by_axum(&verifier, body.clone()).await, 403);
        assert_eq!(by_actix(&verifier, body).await, 403);
        let logged = log.take();
        let lines: Vec<_> = logged.lines().collect();
        assert_eq!(lines.len(), 2, "{logged}");
        for line in lines {
            assert!(line.contains(" WARN ") && line.ends_with(looks_like), "{line}");
        }
    }
}

/// The status that axum's extractor answers.
async fn by_axum(verifier: &Verifier, body: Vec<u8>) -> u16 {
    use alipay_notify_axum::Notified;
    use axum::extract::FromRequest as _;
    use axum::response::IntoResponse as _;

    let request = axum::http::Request::post("/").header("content-type", FORM);
    let request = request.body(body.into()).expect("a request");
    let notified = Notified::<Own>::from_request(request, verifier).await;
    notified.expect_err("nobody signed it").into_response().status().as_u16()
}

/// The status that actix's extractor answers.
async fn by_actix(verifier: &Verifier, body: Vec<u8>) -> u16 {
    use actix_web::{FromRequest as _, ResponseError as _};
    use alipay_notify_actix::Notified;

    let request = actix_web::test::TestRequest::post().insert_header(("content-type", FORM));
    let request = request.app_data(verifier.clone()).set_payload(body);
    let (request, mut body) = request.to_http_parts();
    let notified = Notified::<Own>::from_request(&request, &mut body).await;
    notified.expect_err("nobody signed it").error_response().status().as_u16()
}

#[test]
fn no_value_of_a_message_shows() {
    let (log, _guard) = log();
    let gateway = gateway();
    for (what, message, outcome) in deliveries() {
        block_on(gateway.deliver(&message.body()));
        let logged = log.take();
        assert!(logged.contains(&format!("outcome=\"{outcome}\"")), "{what}: {logged}");
        assert!(!logged.contains(SECRET), "{what}: {logged}");
    }
    for body in [SECRET, &format!("{{\"a\":\"{SECRET}\"}}"), &format!("{SECRET}=%zz"), "="] {
        block_on(gateway.deliver(body.as_bytes()));
        let logged = log.take();
        assert!(logged.contains("malformed"), "{body}: {logged}");
        assert!(!logged.contains(SECRET), "{body}: {logged}");
    }
    for (method, name, status) in
        [(SECRET, "x-a", 405), ("POST", "content-type", 415), ("POST", "content-length", 400)]
    {
        let form = ("content-type", &b"application/x-www-form-urlencoded"[..]);
        let headers = [(name, SECRET.as_bytes()), form];
        let headers = headers.into_iter().take(if name == "content-type" { 1 } else { 2 });
        let answer = gateway.admit::<Vec<u8>>(&Head::new(method, headers));
        assert_eq!(answer.expect_err("that is no delivery").status(), status);
        let logged = log.take();
        assert!(logged.contains("WARN"), "{name}: {logged}");
        assert!(!logged.contains(SECRET), "{name}: {logged}");
    }
}

#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.own.handled")]
struct Own {
    name: String,
}

/// What its handler does is in `order_id`.
fn gateway() -> Gateway {
    let keys = AppKeys::new(KEY.public_key()).content_key(ContentKey::from_bytes(CONTENT_KEY));
    let handler = async |n: Notification<ShopSaveRejected>| match &*n.order_id {
        "fail" => Reply::Fail,
        "panic" => panic!("{}", n.reason),
        _ => Reply::Success,
    };
    Gateway::builder(Verifier::new(keys))
        .dedupe(MemoryStore::default())
        .on(handler)
        .on(async |_: Notification<Own>| Reply::Success)
        .build()
        .expect("one handler")
}

/// Deliveries of every kind, and the outcome of each.
fn deliveries() -> Vec<(&'static str, SignedMessage, &'static str)> {
    let content = |order_id: &str, shop_id: &str| {
        let fields = format!(r#""order_id":"{order_id}","shop_id":"{shop_id}""#);
        format!(r#"{{{fields},"shop_name":"{SECRET}","reason":"{SECRET}","{SECRET}":"{SECRET}"}}"#)
    };
    let example = || TestMessage::example::<ShopSaveRejected>();
    let shop = |order_id: &str| example().notify_id(order_id).content(content(order_id, SECRET));
    let sealed = |key| shop("sealed").encrypt(&ContentKey::from_bytes(key)).sign(&KEY);
    let forged = |name| shop("forged").sign(&KEY).with(name, SECRET);
    vec![
        ("accepted", shop("accept").sign(&KEY), "handled"),
        ("once more", shop("accept").sign(&KEY), "duplicate"),
        ("declined", shop("fail").sign(&KEY), "declined"),
        ("panic", shop("panic").sign(&KEY), "panicked"),
        ("encrypted", sealed(CONTENT_KEY), "handled"),
        ("encrypted with another key", sealed([7; 16]), "unreadable"),
        ("too long", example().content(content("long", &SECRET.repeat(2))).sign(&KEY), "invalid"),
        ("no object", example().content(format!("\"{SECRET}\"")).sign(&KEY), "unreadable"),
        ("no JSON", example().content(format!("{{{SECRET}}}")).sign(&KEY), "unreadable"),
        ("charset", shop("charset").parameter("charset", SECRET).sign(&KEY), "unreadable"),
        ("time", shop("time").parameter("utc_timestamp", SECRET).sign(&KEY), "stale"),
        ("another key", shop("other").sign(&TestKey::generate()), "rejected"),
        ("forged content", forged("biz_content"), "rejected"),
        ("forged sign", forged("sign"), "rejected"),
        ("forged app", forged("app_id"), "rejected"),
        ("forged message", forged("msg_method"), "rejected"),
        ("forged notify_id", forged("notify_id"), "rejected"),
        ("forged sign_type", forged("sign_type"), "rejected"),
        ("forged charset", forged("charset"), "rejected"),
        ("one added", forged(SECRET), "rejected"),
        ("one twice", forged(SECRET).doubled(SECRET), "rejected"),
    ]
}
