//! A gateway with an inbox: what is authentic is stored, and handled from there.

use std::future::pending;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use alipay_notify::gateway::{BuildError, GatewayBuilder};
use alipay_notify::inbox::{
    Condition, Inbox, InboxError, Put, RecordError, StoredDelivery, Worked,
};
use alipay_notify::key::AppKeys;
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected};
use alipay_notify::schema::Family;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::SignMode;
use alipay_notify::{
    ContentKey, Gateway, MemoryStore, Notification, Rejection, Reply, Verified, Verifier,
};
use futures_executor::block_on;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// Keeps deliveries in memory, by what an engine would keep on disk.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Vec<Kept>>>);

/// A key, a record and a body.
type Kept = (String, String, Vec<u8>);

impl Inbox for Shelf {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        let mut shelf = self.0.lock().expect("no panic");
        let key = delivery.key().to_string();
        if shelf.iter().any(|(known, ..)| *known == key) {
            return Ok(Put::AlreadyThere);
        }
        shelf.push((key, delivery.record(), delivery.body().to_vec()));
        Ok(Put::Stored)
    }
}

impl Shelf {
    /// The delivery that was stored last, as it is read from the disk.
    fn last(&self) -> StoredDelivery {
        let shelf = self.0.lock().expect("no panic");
        let (_, record, body) = shelf.last().expect("something was stored");
        StoredDelivery::from_trusted_storage(record, body.clone()).expect("as it was written")
    }

    fn len(&self) -> usize {
        self.0.lock().expect("no panic").len()
    }
}

fn builder() -> GatewayBuilder {
    Gateway::builder(Verifier::new(KEY.public_key()))
        .time_limit(Duration::from_millis(20))
        .clock(|| UNIX_EPOCH + Duration::from_millis(NOW))
}

/// What time it is, in milliseconds.
const NOW: u64 = 1_800_000_000_123;

fn example() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>().parameter("utc_timestamp", NOW.to_string())
}

/// What is answered, and the names of the outcomes that observers see.
fn deliver(builder: GatewayBuilder, bodies: &[Vec<u8>]) -> Vec<(u16, &'static str, String)> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let outcomes = Arc::clone(&seen);
    let gateway = builder
        .observe(move |delivery| {
            outcomes.lock().expect("no panic").push(delivery.outcome().to_string());
        })
        .build()
        .expect("a good gateway");
    let answers = bodies.iter().map(|body| {
        let response = block_on(gateway.deliver(body));
        let outcome = seen.lock().expect("no panic").pop().expect("an observer sees it");
        (response.status(), response.reply().as_str(), outcome)
    });
    answers.collect()
}

#[test]
fn what_is_authentic_is_stored_once_and_then_answered() {
    let shelf = Shelf::default();
    let handler = |_: Notification<ShopSaveRejected>| async { panic!("not now") as Reply };
    let again = example().parameter("utc_timestamp", "1800000000000".to_owned());
    let bodies = [example(), again].map(|message| message.sign(&KEY).body());
    let answers = deliver(builder().inbox(shelf.clone()).on(handler), &bodies);
    assert_eq!(
        answers,
        [
            (200, "success", "it is in the inbox, to be handled".to_owned()),
            (200, "success", "it was done before, or is in the inbox".to_owned()),
        ]
    );

    let stored = shelf.last();
    assert_eq!(stored.body(), bodies[0]);
    assert_eq!(stored.family(), Some(Family::Message));
    assert_eq!(stored.app_id(), Some("2014060600164699"));
    assert_eq!(stored.name(), Some("ant.merchant.expand.shop.save.rejected"));
    assert_eq!(stored.charset(), Some("UTF-8"));
    assert_eq!(stored.sign_mode(), SignMode::V1);
    assert_eq!(stored.key_fingerprint(), KEY.public_key().fingerprint());
    assert_eq!(stored.received_at(), UNIX_EPOCH + Duration::from_millis(1_800_000_000_123));
    assert_eq!(stored.condition(), Condition::Ready);
}

#[test]
fn what_nobody_takes_and_what_is_wrong_is_stored_as_what_it_is() {
    let shelf = Shelf::default();
    let handler = |_: Notification<ShopSaveRejected>| async { Reply::Success };
    for (message, condition, outcome) in [
        (
            TestMessage::example::<MiniIcpFaceauthCompleted>()
                .parameter("utc_timestamp", NOW.to_string()),
            Condition::Unhandled,
            "it is in the inbox, without a handler or a fallback",
        ),
        (
            example().notify_id("invalid").content("{}"),
            Condition::Invalid,
            "it is in the inbox, but breaks its specification",
        ),
        (
            example().notify_id("unreadable").content("[]"),
            Condition::Unreadable,
            "it is in the inbox, but can't be read",
        ),
        (
            example().notify_id("charset").parameter("charset", "KOI8-R".to_owned()),
            Condition::Unreadable,
            "it is in the inbox, but can't be read",
        ),
    ] {
        let body = message.sign(&KEY).body();
        let answers = deliver(builder().inbox(shelf.clone()).on(handler), &[body]);
        assert_eq!(answers, [(200, "success", outcome.to_owned())]);
        assert_eq!(shelf.last().condition(), condition);
    }
    assert_eq!(shelf.len(), 4);
}

/// A push of a risk names no app, and nobody knows of what family a form of the last kind is.
#[test]
fn what_a_form_does_not_say_is_not_made_up() {
    let shelf = Shelf::default();
    let gateway = Gateway::builder(Verifier::new(KEY.public_key()).common_key(KEY.public_key()))
        .inbox(shelf.clone())
        .build()
        .expect("an inbox is enough");
    let stored = |message: TestMessage| {
        let answer = block_on(gateway.deliver(&message.sign(&KEY).body()));
        assert_eq!(answer.body(), "success");
        shelf.last()
    };

    let push = stored(TestMessage::of(Family::Service, "my.push").without("charset"));
    assert_eq!((push.app_id(), push.charset()), (None, None));
    assert_eq!((push.family(), push.name()), (Some(Family::Service), Some("my.push")));
    let call = TestMessage::of(Family::Service, "x").without("service");
    let call = stored(call.parameter("method", "spi.my.call"));
    assert_eq!((call.app_id(), call.family(), call.name()), (None, None, Some("spi.my.call")));
    let unknown = stored(example().without("msg_method"));
    assert_eq!((unknown.app_id(), unknown.charset()), (Some("2014060600164699"), Some("UTF-8")));
    assert_eq!((unknown.family(), unknown.name()), (None, None));
}

#[test]
fn what_is_not_authentic_is_not_stored() {
    let shelf = Shelf::default();
    let other = TestKey::generate();
    let gateway = builder().inbox(shelf.clone());
    let answers = deliver(gateway, &[example().sign(&other).body(), b"a=1".to_vec()]);
    assert_eq!(answers.map_answers(), [(403, "fail"), (400, "fail")]);
    assert_eq!(shelf.len(), 0);
}

trait Answers {
    fn map_answers(self) -> Vec<(u16, &'static str)>;
}

impl Answers for Vec<(u16, &'static str, String)> {
    fn map_answers(self) -> Vec<(u16, &'static str)> {
        self.into_iter().map(|(status, reply, _)| (status, reply)).collect()
    }
}

/// An inbox that does not store.
struct Broken(&'static str);

impl Inbox for Broken {
    async fn put(&self, _: StoredDelivery) -> Result<Put, InboxError> {
        match self.0 {
            "panics" => panic!("as it must"),
            "hangs" => pending().await,
            error => Err(InboxError::new(error)),
        }
    }
}

#[test]
fn what_can_not_be_stored_comes_again() {
    for (inbox, outcome) in [
        ("disk full", "the inbox failed: disk full"),
        ("panics", "the inbox failed: it panicked"),
        ("hangs", "the inbox failed: no answer within 5 seconds"),
    ] {
        let answers = deliver(builder().inbox(Broken(inbox)), &[example().sign(&KEY).body()]);
        assert_eq!(answers, [(200, "fail", outcome.to_owned())]);
    }
}

/// What a gateway makes of a stored message.
fn work(worker: GatewayBuilder, message: &TestMessage) -> Worked {
    let shelf = Shelf::default();
    let receiving = builder().inbox(shelf.clone()).build().expect("an inbox is enough");
    let body = message.clone().sign(&KEY).body();
    assert_eq!(block_on(receiving.deliver(&body)).body(), "success");
    block_on(worker.build().expect("a good gateway").work(&shelf.last()))
}

#[test]
fn a_stored_message_reaches_the_same_handlers() {
    let on = |reply: Reply| {
        builder().on(move |n: Notification<ShopSaveRejected>| async move {
            assert_eq!(n.envelope().name(), Some("ant.merchant.expand.shop.save.rejected"));
            reply
        })
    };
    for (reply, worked) in [
        (Reply::Success, Worked::Done),
        (Reply::Later(Duration::from_secs(90)), Worked::Later(Duration::from_secs(90))),
        (Reply::Never("the shop is closed"), Worked::Never("the shop is closed")),
    ] {
        assert_eq!(work(on(reply), &example()), worked);
    }

    let failing = async |_: Notification<ShopSaveRejected>| Err::<(), _>("no connection");
    let panicking = |_: Notification<ShopSaveRejected>| async { panic!("as it must") as Reply };
    let hanging = |_: Notification<ShopSaveRejected>| pending::<Reply>();
    for (worker, name, words) in [
        (on(Reply::Fail), "declined", "the handler asked for another delivery"),
        (builder().on(failing), "failed", "the handler failed: no connection"),
        (builder().on(panicking), "panicked", "the handler panicked"),
        (builder().on(hanging), "timed_out", "the handler took longer than 20ms"),
    ] {
        assert_eq!(work(worker, &example()), Worked::Failed(name, words.to_owned()));
    }
}

#[test]
fn fallback_on_invalid_and_leniency_are_those_of_the_gateway() {
    let [invalid, unreadable] = ["{}", "[]"].map(|content| example().content(content));
    let fallback = builder().fallback(async |_: Verified| Reply::Success);
    assert_eq!(work(fallback, &example()), Worked::Done);

    let on = || builder().on(async |_: Notification<ShopSaveRejected>| Reply::Success);
    let nobodys = TestMessage::example::<MiniIcpFaceauthCompleted>()
        .parameter("utc_timestamp", NOW.to_string());
    assert_eq!(work(on(), &nobodys), Worked::Stuck(Condition::Unhandled));
    assert_eq!(work(on(), &invalid), Worked::Stuck(Condition::Invalid));
    assert_eq!(work(on(), &unreadable), Worked::Stuck(Condition::Unreadable));

    assert_eq!(work(on().on_invalid(async |_| Reply::Success), &invalid), Worked::Done);
    let later = on().on_unreadable(async |_| Reply::Later(Duration::from_secs(9)));
    assert_eq!(work(later, &unreadable), Worked::Later(Duration::from_secs(9)));
}

/// However late it is, and whatever a store of done messages would say.
#[test]
fn a_stored_message_is_handled_as_often_as_it_is_asked_for() {
    let shelf = Shelf::default();
    let receiving = builder().inbox(shelf.clone());
    deliver(receiving, &[example().sign(&KEY).body()]);
    let years_later = || UNIX_EPOCH + Duration::from_millis(NOW) + Duration::from_hours(90_000);
    let worker = builder()
        .dedupe(MemoryStore::default())
        .clock(years_later)
        .fallback(async |_: Verified| Reply::Success)
        .build()
        .expect("good");
    for _ in 0..2 {
        assert_eq!(block_on(worker.work(&shelf.last())), Worked::Done);
    }
}

#[test]
fn what_is_older_than_an_inbox_remembers_is_not_stored() {
    let shelf = Shelf::default();
    let at = |hours: u64| {
        let message = example().parameter("utc_timestamp", (NOW - hours * 3_600_000).to_string());
        message.sign(&KEY).body()
    };
    let answers = deliver(builder().inbox(shelf.clone()), &[at(27), at(26)]);
    assert_eq!(answers.map_answers(), [(200, "fail"), (200, "success")]);

    let gateway = builder().inbox(shelf).build().expect("good");
    let skews = Duration::from_mins(20);
    let beyond = Duration::from_mins(1);
    assert_eq!(gateway.retention(), Duration::from_hours(25 + 26) + skews + beyond);
}

/// Limits, keys and empty parameters may have changed since.
#[test]
fn a_stored_message_is_read_as_it_was_signed() {
    let content_key = ContentKey::parse("dGVzdCBrZXkgb2YgMTYgYg==").expect("16 bytes");
    let message = example().encrypt(&content_key);
    let shelf = Shelf::default();
    let keys = AppKeys::new(KEY.public_key()).content_key(content_key.clone());
    let receiving = Gateway::builder(Verifier::new(keys))
        .inbox(shelf.clone())
        .clock(|| UNIX_EPOCH + Duration::from_millis(NOW));
    // Without a signature of its own, the empty parameter says nothing.
    let body = message.sign_mode(SignMode::V2).sign(&KEY).with("msg_uid", "").body();
    assert_eq!(deliver(receiving, &[body]).map_answers(), [(200, "success")]);

    let stored = shelf.last();
    let opened = stored.open(Some(&content_key)).expect("it can be read");
    assert_eq!(opened.content().as_bytes()[0], b'{');
    assert_eq!(opened.envelope().parameter("msg_uid"), None);
    assert_eq!(opened.sign_mode(), SignMode::V2);
    let Err(Rejection::Unreadable(unreadable)) = stored.open(None) else {
        panic!("it is encrypted")
    };
    assert_eq!(
        unreadable.to_string(),
        "`biz_content` is encrypted, and no content key is configured for this app"
    );
}

#[test]
fn records_of_others_are_not_read() {
    let shelf = Shelf::default();
    deliver(builder().inbox(shelf.clone()), &[example().sign(&KEY).body()]);
    let stored = shelf.last();
    let record = stored.record();
    assert_eq!(
        record,
        format!(
            "{{\"version\":1,\"key\":\"{}\",\"app_id\":\"{}\",\
             \"family\":\"msg_method\",\"name\":\"ant.merchant.expand.shop.save.rejected\",\"charset\":\"UTF-8\",\
             \"sign_mode\":\"V1\",\"without_empty\":false,\"signer\":\"{}\",\
             \"received_at\":1800000000123,\"condition\":\"unhandled\"}}",
            stored.key(),
            stored.app_id().expect("every message has one"),
            stored.key_fingerprint()
        )
    );
    let read = |record: &str| StoredDelivery::from_trusted_storage(record, Vec::new()).map(drop);
    assert_eq!(read(&record.replace("\"version\":1", "\"version\":2")), Err(RecordError::Newer));
    for garbled in ["", "{}", "[]", &record.replace("V1", "V3"), &record[1..]] {
        assert_eq!(read(garbled), Err(RecordError::Garbled), "{garbled}");
    }
    assert_eq!(read(&record), Ok(()));
    let Err(rejection) = StoredDelivery::from_trusted_storage(&record, b"{}".to_vec())
        .expect("a good record")
        .open(None)
    else {
        panic!("the body is none")
    };
    assert!(matches!(rejection, Rejection::Verify(_)), "{rejection}");
}

#[test]
fn an_inbox_has_each_message_once_without_a_store() {
    let both = builder().inbox(Shelf::default()).dedupe(MemoryStore::default());
    assert_eq!(both.build().map(drop), Err(BuildError::DedupeAndInbox));
}

#[test]
fn who_is_shutting_down_stores_nothing_and_works_on_nothing() {
    let shelf = Shelf::default();
    let gateway = builder()
        .inbox(shelf.clone())
        .fallback(async |_: Verified| Reply::Success)
        .build()
        .expect("good");
    let body = example().sign(&KEY).body();
    assert_eq!(block_on(gateway.deliver(&body)).body(), "success");
    block_on(gateway.shut_down());
    let another = example().notify_id("another").sign(&KEY).body();
    assert_eq!(block_on(gateway.deliver(&another)).body(), "fail");
    assert_eq!(block_on(gateway.work(&shelf.last())), Worked::NotNow);
    assert_eq!(shelf.len(), 1);
}

/// It may have been cut out of the genuine one, which must not count as being there for that.
#[test]
fn what_can_not_be_read_is_another_message_than_the_genuine_one() {
    let shelf = Shelf::default();
    let bodies = [example().content("[]"), example(), example().parameter("charset", "KOI8-R")]
        .map(|message| message.sign(&KEY).body());
    let answers = deliver(builder().inbox(shelf.clone()), &bodies);
    assert_eq!(answers.map_answers(), [(200, "success"); 3]);
    assert_eq!(shelf.len(), 2);
}
