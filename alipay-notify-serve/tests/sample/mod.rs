//! Events of genuine messages.

#![allow(dead_code, reason = "several tests and a benchmark use a part")]

use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, SystemTime};

use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery};
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::schema::{MessageSchema, Violations};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayNotify, Gateway, Verifier};
use alipay_notify_serve::{Event, Wanted};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// The key that signs them.
pub(crate) fn key() -> &'static TestKey {
    &KEY
}

/// When the messages were sent: 2026-11-27T09:30:00.125Z.
pub(crate) const SENT: Duration = Duration::from_millis(1_795_771_800_125);

/// An inbox that holds what was put last.
#[derive(Clone, Default)]
struct Last(Arc<Mutex<Option<StoredDelivery>>>);

impl Inbox for Last {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        *self.0.lock().expect("no panic") = Some(delivery);
        Ok(Put::Stored)
    }
}

/// A message as a gateway stores it.
pub(crate) async fn stored(message: TestMessage) -> StoredDelivery {
    let inbox = Last::default();
    let gateway = Gateway::builder(Verifier::new(KEY.public_key())).inbox(inbox.clone());
    let gateway = gateway.build().expect("an inbox is enough");
    let body = message.sign(&KEY).body();
    assert_eq!(gateway.deliver(&body).await.body(), "success");
    inbox.0.lock().expect("no panic").take().expect("it was put")
}

/// The event of a message.
pub(crate) async fn of(
    message: TestMessage,
    specification: Option<&MessageSchema>,
    wanted: Wanted,
) -> Result<Event, Violations> {
    let stored = stored(message).await;
    let verified = stored.open(None).expect("it can be read");
    Event::new(&stored, &verified, specification, wanted)
}

/// A message that keeps its specification.
pub(crate) fn message(notify_id: &str) -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
        .notify_id(notify_id)
        .sent_at(SystemTime::UNIX_EPOCH + SENT)
}

/// An event of its own.
pub(crate) async fn event(notify_id: &str) -> Event {
    of(message(notify_id), Some(ShopSaveRejected::SPEC), Wanted::default()).await.expect("valid")
}

/// The same with the body as received.
pub(crate) async fn raw_event(notify_id: &str) -> Event {
    let wanted = Wanted { raw: true, violations: false };
    of(message(notify_id), Some(ShopSaveRejected::SPEC), wanted).await.expect("valid")
}
