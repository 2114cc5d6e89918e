//! Messages of the long connection: what is signed is a text, and the same gateway takes them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use alipay_notify::gateway::Rejection;
use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery, Worked};
use alipay_notify::key::{AppPrivateKey, PrivateKeyError};
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::open::OpenError;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::{FormError, Hint, SignMode, SignType, SignedData, VerifyError};
use alipay_notify::{AlipayNotify, Gateway, MemoryStore, Notification, Reply, Verified, Verifier};
use futures_executor::block_on;

const APP: &str = "2014060600164699";

fn data_of(msg_method: &str, content: &str) -> String {
    format!(r#"{{"header":{{"appId":"{APP}","msgApi":"{msg_method}"}}, "content":{content} }}"#)
}

fn rejected_shop() -> String {
    let content = TestMessage::example::<ShopSaveRejected>().biz_content().unwrap().to_owned();
    data_of("ant.merchant.expand.shop.save.rejected", &content)
}

fn signed<'a>(data: &'a str, sign: &'a str, msg_id: &'a str) -> SignedData<'a> {
    SignedData { data, sign: Some(sign), sign_type: Some("RSA2"), msg_id: Some(msg_id) }
}

fn sign(key: &TestKey, data: &str) -> String {
    key.sign(SignType::Rsa2, data.as_bytes())
}

#[test]
fn the_envelope_says_what_the_frame_says_and_nothing_more() {
    let key = TestKey::generate();
    let verifier = Verifier::new(key.public_key()).app_id(APP);
    let data = rejected_shop();
    let verified = verifier.verify_data(&signed(&data, &sign(&key, &data), "m1")).unwrap();

    let envelope = verified.envelope();
    assert_eq!(verified.sign_mode(), SignMode::Data);
    assert_eq!(envelope.msg_id(), Some("m1"));
    assert_eq!(envelope.parameter("notify_id"), None);
    assert_eq!(envelope.parameter("utc_timestamp"), None);
    assert_eq!(envelope.parameter("version"), None);
    assert_eq!(envelope.sent_at(), None);
    assert!(data.contains(&*verified.content()), "the content is the text of the frame");
    assert_eq!(verified.decode::<ShopSaveRejected>().unwrap().shop_name, "支付宝(西溪路店)");
}

#[test]
fn only_the_very_text_that_was_signed_is_authentic() {
    let key = TestKey::generate();
    let verifier = Verifier::new(key.public_key()).app_id(APP);
    let data = rejected_shop();
    let sign = sign(&key, &data);

    let mismatch = |data: &str, sign: &str| match verifier.verify_data(&signed(data, sign, "m1")) {
        Err(Rejection::Verify(VerifyError::Signature(mismatch))) => mismatch.hints().to_vec(),
        other => panic!("{other:?}"),
    };
    assert_eq!(mismatch(&data.replace("}, \"content", "},\"content"), &sign), [Hint::WrongKey]);
    assert_eq!(mismatch(&data.replace("shop_name", "shop_nome"), &sign), [Hint::WrongKey]);
    assert_eq!(mismatch(&data, "AAAA"), [Hint::NoSignature, Hint::WrongKey]);

    let refused = |signed: SignedData<'_>| match verifier.verify_data(&signed) {
        Err(Rejection::Verify(error)) => error,
        other => panic!("{other:?}"),
    };
    let genuine = signed(&data, &sign, "m1");
    let missing = |name| VerifyError::Malformed(FormError::Missing { name });
    assert_eq!(refused(SignedData { sign: None, ..genuine }), missing("sign"));
    assert_eq!(refused(SignedData { sign_type: None, ..genuine }), missing("sign_type"));
    assert_eq!(refused(signed("{}", &sign, "m1")), missing("msg_method"));
    assert_eq!(
        refused(signed(r#"{"header":{"msgApi":"a"},"content":{}}"#, &sign, "m1")),
        missing("app_id")
    );
    for data in ["", "[]", "{} {}", r#"{"header":1}"#, r#"{"header":{},"header":{}}"#] {
        let refused = refused(signed(data, &sign, "m1"));
        assert_eq!(refused, VerifyError::Malformed(FormError::NotData), "{data}");
    }
    let of_other_app = data.replace(APP, "2014060600164000");
    assert_eq!(refused(signed(&of_other_app, &sign, "m1")), VerifyError::UnknownApp);
    // The id is not signed, as the documents say.
    assert_eq!(
        verifier.verify_data(&signed(&data, &sign, "m2")).unwrap().envelope().msg_id(),
        Some("m2")
    );
}

#[test]
fn an_authentic_message_without_an_object_as_its_content_is_unreadable() {
    let key = TestKey::generate();
    let verifier = Verifier::new(key.public_key());
    for content in [r#""{}""#, "[]", "null"] {
        let data = data_of("my.message", content);
        let error = verifier.verify_data(&signed(&data, &sign(&key, &data), "m1")).unwrap_err();
        let Rejection::Unreadable(unreadable) = error else { panic!("{error:?}") };
        assert_eq!(unreadable.error(), &OpenError::NotAnObject, "{content}");
    }
}

#[test]
fn a_message_is_known_by_its_msg_id_and_has_no_age() {
    let (key, handled) = (TestKey::generate(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&handled);
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .fallback(move |_: Verified| {
            count.fetch_add(1, Ordering::Relaxed);
            async { Reply::Success }
        })
        .dedupe(MemoryStore::default())
        .build()
        .unwrap();
    let deliver = |data: &str, msg_id: Option<&str>| {
        let sign = sign(&key, data);
        let signed = SignedData { msg_id, ..signed(data, &sign, "") };
        assert_eq!(block_on(gateway.deliver_data(&signed)).body(), "success");
        handled.load(Ordering::Relaxed)
    };
    let (one, other) = (data_of("my.message", r#"{"a":1}"#), data_of("my.message", r#"{"a":2}"#));
    assert_eq!(deliver(&one, Some("m1")), 1);
    assert_eq!(deliver(&one, Some("m1")), 1, "a redelivery");
    assert_eq!(deliver(&one, Some("m2")), 2, "another message that says the same");
    assert_eq!(deliver(&one, None), 3, "without an id, all that it says is its key");
    assert_eq!(deliver(&one, None), 3);
    assert_eq!(deliver(&other, None), 4);
}

#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.order.paid")]
struct OrderPaid {
    #[alipay(idempotency_key, max_len = 64)]
    order_no: String,
}

/// The id is not signed: whoever can write into the connection chooses it.
#[test]
fn a_marked_field_is_the_key_whatever_the_msg_id_is() {
    let (key, handled) = (TestKey::generate(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&handled);
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .on(move |n: Notification<OrderPaid>| {
            assert!(!n.order_no.is_empty());
            count.fetch_add(1, Ordering::Relaxed);
            async { Reply::Success }
        })
        .dedupe(MemoryStore::default())
        .build()
        .unwrap();
    for (order, msg_id, expected) in [("1", "m1", 1), ("1", "m2", 1), ("2", "m1", 2)] {
        let data = data_of("my.order.paid", &format!(r#"{{"order_no":"{order}"}}"#));
        let sign = sign(&key, &data);
        let response = block_on(gateway.deliver_data(&signed(&data, &sign, msg_id)));
        assert_eq!(response.body(), "success");
        assert_eq!(handled.load(Ordering::Relaxed), expected, "order {order} as {msg_id}");
    }
}

#[test]
fn what_is_not_authentic_reaches_observers_only() {
    let (key, other) = (TestKey::generate(), TestKey::generate());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let observed = Arc::clone(&seen);
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .fallback(|_: Verified| async { panic!("nothing unverified gets here") as Reply })
        .observe(move |delivery| {
            let seen = (delivery.outcome().name(), delivery.msg_id().map(str::to_owned));
            observed.lock().unwrap().push(seen);
        })
        .build()
        .unwrap();
    let data = rejected_shop();
    let response = block_on(gateway.deliver_data(&signed(&data, &sign(&other, &data), "m1")));
    assert_eq!((response.status(), response.body()), (403, "fail"));
    assert_eq!(*seen.lock().unwrap(), [("rejected", None)]);
}

/// What an inbox keeps of a delivery: its record and its body.
type Record = (String, Vec<u8>);

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Record>>>);

impl Inbox for Kept {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        self.0.lock().unwrap().push((delivery.record(), delivery.body().to_vec()));
        Ok(Put::Stored)
    }
}

#[test]
fn an_inbox_keeps_a_message_and_a_worker_hands_it_on() {
    let (key, inbox) = (TestKey::generate(), Kept::default());
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .on(|n: Notification<ShopSaveRejected>| async move {
            assert_eq!(n.envelope().msg_id(), Some("m\"1"));
            Reply::Success
        })
        .inbox(inbox.clone())
        .build()
        .unwrap();
    let data = rejected_shop();
    let response = block_on(gateway.deliver_data(&signed(&data, &sign(&key, &data), "m\"1")));
    assert_eq!(response.body(), "success");

    let (record, body) = inbox.0.lock().unwrap().pop().unwrap();
    let stored = StoredDelivery::from_trusted_storage(&record, body).unwrap();
    assert_eq!(stored.sign_mode(), SignMode::Data);
    assert_eq!(block_on(gateway.work(&stored)), Worked::Done);
}

#[test]
fn a_private_key_in_each_form_signs_alike() {
    let key = TestKey::generate();
    let forms = [
        key.private_key_pem(),
        key.private_key_base64(),
        key.private_key_pkcs1_pem(),
        key.private_key_pkcs1_base64(),
    ];
    for form in forms {
        let sign = AppPrivateKey::parse(&form).unwrap().sign(b"a=1").unwrap();
        assert_eq!(sign, key.sign(SignType::Rsa2, b"a=1"));
        Verifier::new(key.public_key()).verify_text(APP, "a=1", &sign).unwrap();
    }
    assert_eq!(
        format!("{:?}", AppPrivateKey::from_bytes(key.private_key_der()).unwrap()),
        "AppPrivateKey"
    );
    let refused = |text: &str| AppPrivateKey::parse(text).unwrap_err();
    assert_eq!(refused(&key.public_key_pem()), PrivateKeyError::PublicKey);
    let small = TestKey::generate_bits(1024).unwrap().private_key_pem();
    assert_eq!(refused(&small), PrivateKeyError::TooSmall { bits: 1024 });
}

#[test]
fn a_text_is_signed_by_a_key_of_its_app() {
    let (key, other) = (TestKey::generate(), TestKey::generate());
    let verifier = Verifier::for_apps([(APP, key.public_key())]);
    let sign = sign(&other, "text");
    let refused = |app, sign| verifier.verify_text(app, "text", sign).unwrap_err();
    assert_eq!(refused("2", &sign), VerifyError::UnknownApp);
    assert!(matches!(refused(APP, &sign), VerifyError::Signature(_)));
    assert_eq!(refused(APP, "!"), VerifyError::Malformed(FormError::SignNotBase64));
}
