//! Alipay asks whether a gateway is the app's, and the app signs that it is.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use alipay_notify::gateway::{Activation, GatewayBuilder, Response};
use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery, Worked};
use alipay_notify::key::AppPrivateKey;
use alipay_notify::schema::Family;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::{SignMode, SignType};
use alipay_notify::{
    AlipayNotify, Gateway, MemoryStore, Notification, Outcome, Reply, Verified, Verifier,
};
use futures_executor::block_on;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
static APP_KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
static OTHER_APP_KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const APP: &str = "2014072300007148";

fn private(key: &TestKey) -> AppPrivateKey {
    AppPrivateKey::parse(&key.private_key_pem()).expect("a good key")
}

fn builder() -> GatewayBuilder {
    Gateway::builder(Verifier::new(KEY.public_key()))
}

fn nobody() -> GatewayBuilder {
    builder().fallback(async |_: Verified| panic!("it must not come here") as Reply)
}

fn question(event: &str) -> TestMessage {
    of_xml(&format!(
        "<?xml version=\"1.0\" encoding=\"gbk\"?><XML><AppId><![CDATA[{APP}]]></AppId>\
         <MsgType><![CDATA[event]]></MsgType><EventType><![CDATA[{event}]]></EventType>\
         <ActionParam></ActionParam></XML>"
    ))
}

fn of_xml(xml: &str) -> TestMessage {
    TestMessage::of(Family::Service, "alipay.service.check")
        .parameter("biz_content", xml)
        .parameter("charset", "GBK")
        .sign_mode(SignMode::V2)
}

fn check() -> Vec<u8> {
    question("verifygw").sign(&KEY).body()
}

/// What the app with this key answers.
fn answer_of(key: &TestKey, charset: &str) -> String {
    let public = key.public_key_base64();
    let response = format!("<success>true</success><biz_content>{public}</biz_content>");
    let sign = key.sign(SignType::Rsa2, response.as_bytes());
    format!(
        "<?xml version=\"1.0\" encoding=\"{charset}\"?><alipay><response>{response}</response>\
         <sign>{sign}</sign><sign_type>RSA2</sign_type></alipay>"
    )
}

/// The answer, and what became of it: for programs, and in words.
fn deliver(builder: GatewayBuilder, body: &[u8]) -> (Response, &'static str, String) {
    let seen = Arc::new(Mutex::new(None));
    let outcome = Arc::clone(&seen);
    let gateway = builder
        .observe(move |delivery| {
            let outcome = delivery.outcome();
            let text = Some((outcome.name(), outcome.to_string()));
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = text;
        })
        .build()
        .expect("a good gateway");
    let response = block_on(gateway.deliver(body));
    let seen = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (name, text) = seen.expect("an observer sees it");
    (response, name, text)
}

#[test]
fn the_answer_is_what_alipay_documents() {
    for (charset, content_type) in [
        ("GBK", "text/xml; charset=GBK"),
        ("gb2312", "text/xml; charset=GB2312"),
        ("GB18030", "text/xml; charset=GB18030"),
        ("utf-8", "text/xml; charset=UTF-8"),
    ] {
        let body = question("verifygw").parameter("charset", charset).sign(&KEY).body();
        let (response, name, text) = deliver(nobody().activation(private(&APP_KEY)), &body);
        assert_eq!((name, &*text), ("answered", "answered what Alipay asked for"));
        assert_eq!((response.status(), response.reply()), (200, Reply::Success));
        assert_eq!(response.body(), answer_of(&APP_KEY, charset));
        assert_eq!(response.headers().collect::<Vec<_>>(), [("content-type", content_type)]);
        assert!(!response.closes_connection());
        assert_eq!(response.into_body(), answer_of(&APP_KEY, charset));
    }
    let silent = question("verifygw").without("charset").sign(&KEY).body();
    let (response, ..) = deliver(nobody().activation(private(&APP_KEY)), &silent);
    assert_eq!(response.body(), answer_of(&APP_KEY, "UTF-8"));
}

#[test]
fn an_app_of_several_answers_with_its_own_key() {
    let (own, other) = (private(&APP_KEY), private(&OTHER_APP_KEY));
    let both = || nobody().activation(other.clone()).activation_of(APP, own.clone());
    let (response, ..) = deliver(both(), &check());
    assert_eq!(response.body(), answer_of(&APP_KEY, "GBK"));
    let swapped = nobody().activation(own.clone()).activation_of("another", other.clone());
    let (response, ..) = deliver(swapped, &check());
    assert_eq!(response.body(), answer_of(&APP_KEY, "GBK"));
    // The parameter counts where there is one.
    let named = question("verifygw").app_id("another").sign(&KEY).body();
    let (response, ..) = deliver(both(), &named);
    assert_eq!(response.body(), answer_of(&OTHER_APP_KEY, "GBK"));

    let none = builder()
        .activation_of("another", other)
        .on(async |_: Notification<Other>| panic!("it must not come here") as Reply);
    let (response, name, _) = deliver(none, &check());
    assert_eq!((response.body(), name), ("fail", "not_activated"));
}

#[derive(Debug, AlipayNotify)]
#[alipay(service = "my.push")]
struct Other {
    pid: String,
}

#[derive(Debug, AlipayNotify)]
#[alipay(service = "alipay.service.check")]
struct Check {
    biz_content: String,
}

#[test]
fn without_a_key_it_goes_to_whoever_takes_it() {
    let on = builder().on(async |_: Notification<Other>| Reply::Success);
    let (response, name, text) = deliver(on, &check());
    assert_eq!((response.status(), response.body(), name), (200, "fail", "not_activated"));
    assert_eq!(
        text,
        "Alipay asks whether this gateway is the app's: configure the app's private key with \
         `activation`, and enter the address in the console again"
    );

    let fallback = builder().fallback(async |other: Verified| {
        assert_eq!(other.envelope().name(), Some("alipay.service.check"));
        Reply::Success
    });
    let (response, name, _) = deliver(fallback, &check());
    assert_eq!((response.body(), name), ("success", "handled"));

    let handler = builder().on(async |n: Notification<Check>| {
        assert!(n.biz_content.contains("verifygw"));
        Reply::Success
    });
    let (response, name, _) = deliver(handler, &check());
    assert_eq!((response.body(), name), ("success", "handled"));
}

#[test]
fn nothing_else_is_answered() {
    let noted = |event: &str| {
        let event = event.to_owned();
        builder().activation(private(&APP_KEY)).fallback(move |other: Verified| {
            assert!(other.biz_content().is_some_and(|content| content.contains(&event)));
            async { Reply::Success }
        })
    };
    for event in ["follow", "verifygw2", ""] {
        let (response, name, _) = deliver(noted(event), &question(event).sign(&KEY).body());
        assert_eq!((response.body(), name), ("success", "handled"), "{event}");
    }
    // Another service, that brings the same.
    let event = question("verifygw").parameter("service", "alipay.mobile.public.message.notify");
    let (response, name, _) = deliver(noted("verifygw"), &event.sign(&KEY).body());
    assert_eq!((response.body(), name), ("success", "handled"));
    // Not authentic.
    let key = || builder().activation(private(&APP_KEY)).fallback(async |_| Reply::Success);
    let forged = question("verifygw").sign(&APP_KEY).body();
    let (response, name, _) = deliver(key(), &forged);
    assert_eq!((response.status(), response.body(), name), (403, "fail", "rejected"));
}

/// Nothing is expanded, nothing fetched, and the text is left as it is.
#[test]
fn entities_are_no_question() {
    let laughs: String = (1..10).fold(String::new(), |laughs, level| {
        let laugh = format!("&a{};", level - 1).repeat(10);
        laughs + &format!("<!ENTITY a{level} \"{laugh}\">")
    });
    for declared in [
        format!("<!DOCTYPE XML [<!ENTITY a0 \"ha\">{laughs}]>"),
        "<!DOCTYPE XML [<!ENTITY a9 SYSTEM \"file:///etc/hostname\">]>".to_owned(),
        "<!DOCTYPE XML SYSTEM \"http://127.0.0.1:9/a.dtd\">".to_owned(),
        String::new(),
    ] {
        let xml = format!("{declared}<XML><EventType>verifygw</EventType><A>&a9;</A></XML>");
        let kept = xml.clone();
        let builder = builder().activation(private(&APP_KEY)).fallback(move |other: Verified| {
            assert_eq!(other.biz_content(), Some(&*kept));
            async { Reply::Success }
        });
        let body = of_xml(&xml).app_id(APP).sign(&KEY).body();
        let (response, name, text) = deliver(builder, &body);
        assert_eq!((response.body(), name), ("success", "handled"), "{text}");
    }
}

/// Holds nothing.
struct Nothing;

impl Inbox for Nothing {
    async fn put(&self, _: StoredDelivery) -> Result<Put, InboxError> {
        panic!("it must not come here")
    }
}

#[test]
fn it_is_answered_each_time_and_not_stored() {
    let stores = [
        nobody().activation(private(&APP_KEY)).dedupe(MemoryStore::default()),
        nobody().activation(private(&APP_KEY)).inbox(Nothing),
    ];
    for builder in stores {
        let gateway = builder.build().expect("good");
        for _ in 0..3 {
            assert_eq!(block_on(gateway.deliver(&check())).body(), answer_of(&APP_KEY, "GBK"));
        }
        block_on(gateway.shut_down());
        assert_eq!(block_on(gateway.deliver(&check())).body(), "fail");
    }
    // Nobody could answer it later.
    let (response, name, _) = deliver(builder().inbox(Nothing), &check());
    assert_eq!((response.body(), name), ("fail", "not_activated"));
}

/// Keeps one delivery.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Option<StoredDelivery>>>);

impl Inbox for Shelf {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(delivery);
        Ok(Put::Stored)
    }
}

/// A worker answers nobody: what was stored goes to its handlers, as anything does.
#[test]
fn a_worker_answers_nobody() {
    let shelf = Shelf::default();
    let receiving = builder().inbox(shelf.clone()).fallback(async |_| Reply::Fail).build();
    assert_eq!(block_on(receiving.expect("good").deliver(&check())).body(), "success");
    let stored = shelf.0.lock().unwrap_or_else(PoisonError::into_inner).take().expect("stored");
    let later = Reply::Later(Duration::from_secs(1));
    let worker =
        builder().activation(private(&APP_KEY)).fallback(move |_: Verified| async move { later });
    let worked = block_on(worker.build().expect("good").work(&stored));
    assert_eq!(worked, Worked::Later(Duration::from_secs(1)));
}

#[test]
fn a_handler_of_ones_own_has_the_same_answer() {
    let activation = Activation::new(&private(&APP_KEY)).expect("there is randomness");
    let verify = |message: TestMessage| {
        Verifier::new(KEY.public_key()).verify(&message.sign(&KEY).body()).expect("genuine")
    };
    let answer = activation.answer(&verify(question("verifygw"))).expect("that is the question");
    assert_eq!(answer.body(), answer_of(&APP_KEY, "GBK"));
    assert_eq!(answer.content_type(), "text/xml; charset=GBK");
    assert_eq!(activation.answer(&verify(question("follow"))), None);
    assert_eq!(
        format!("{activation:?} {answer:?} {:?}", Outcome::Answered(answer.clone())),
        "Activation SignedAnswer { content_type: \"text/xml; charset=GBK\", .. } \
         Answered(SignedAnswer { content_type: \"text/xml; charset=GBK\", .. })"
    );
}

#[test]
fn a_private_key_has_its_public_half_in_every_form() {
    for text in [
        APP_KEY.private_key_pem(),
        APP_KEY.private_key_base64(),
        APP_KEY.private_key_pkcs1_pem(),
        APP_KEY.private_key_pkcs1_base64(),
    ] {
        let key = AppPrivateKey::parse(&text).expect("a good key");
        assert_eq!(key.public_key_base64(), APP_KEY.public_key_base64());
    }
}
