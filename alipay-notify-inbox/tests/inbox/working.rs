//! Work that is no gateway's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use alipay_notify::Verifier;
use alipay_notify::inbox::{Condition, StoredDelivery, Worked};
use alipay_notify::schema::Family;
use alipay_notify_inbox::{Retries, State, Work, Worker};

use super::engines::on_each;
use super::{Heard, KEY, message, put, until_states};

/// Takes messages once it is able to.
#[derive(Clone)]
struct Own {
    is_able: Arc<AtomicBool>,
    heard: Heard,
}

impl Work for Own {
    async fn work(&self, stored: &StoredDelivery) -> Worked {
        if !self.is_able.load(Ordering::SeqCst) {
            return Worked::Stuck(Condition::Invalid);
        }
        let verified = stored.open_with(&Verifier::new(KEY.public_key())).expect("it is whole");
        self.heard.add(verified.envelope().notify_id().unwrap_or_default());
        Worked::Done
    }

    fn takes(&self, family: Family, _: &str) -> bool {
        family == Family::Message
    }

    fn retention(&self) -> Duration {
        Duration::from_secs(60)
    }
}

#[tokio::test]
async fn what_was_rejected_is_tried_again_as_a_worker_starts_or_when_that_is_asked_for() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let own = Own { is_able: Arc::default(), heard: Heard::default() };
        let start =
            || Worker::builder(inbox.clone(), own.clone()).start().expect("there is randomness");
        put(&inbox, [message("one"), message("two")]).await;
        let working = start();
        until_states(&inbox, &[State::Stuck; 2]).await;
        working.stop().await;

        own.is_able.store(true, Ordering::SeqCst);
        let working = start();
        until_states(&inbox, &[State::Done; 2]).await;

        // From here on it does so no more by itself.
        own.is_able.store(false, Ordering::SeqCst);
        put(&inbox, [message("three"), message("four")]).await;
        until_states(&inbox, &[State::Done, State::Done, State::Stuck, State::Stuck]).await;
        own.is_able.store(true, Ordering::SeqCst);
        assert_eq!(inbox.retry_rejected().await.expect("the engine works"), 2);
        until_states(&inbox, &[State::Done; 4]).await;
        assert_eq!(inbox.retry_rejected().await.expect("the engine works"), 0);
        assert_eq!(own.heard.sorted(), ["four", "one", "three", "two"]);
        working.stop().await;
    })
    .await;
}

/// Panics over each message the first time.
#[derive(Clone, Default)]
struct Shy {
    heard: Heard,
}

impl Work for Shy {
    async fn work(&self, stored: &StoredDelivery) -> Worked {
        let key = stored.key();
        let is_new = !self.heard.sorted().contains(&key.to_string());
        self.heard.add(key.as_str());
        assert!(!is_new, "as it must");
        Worked::Done
    }

    fn takes(&self, _: Family, _: &str) -> bool {
        true
    }

    fn retention(&self) -> Duration {
        Duration::from_secs(60)
    }
}

#[tokio::test]
async fn a_panic_is_a_failure() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("one"), message("two")]).await;
        let shy = Shy::default();
        let working = Worker::builder(inbox.clone(), shy.clone())
            .retries(Retries::default().first(Duration::from_millis(10)));
        let working = working.start().expect("there is randomness");
        until_states(&inbox, &[State::Done; 2]).await;
        let [one, two] = ["2014060600164699:one", "2014060600164699:two"];
        assert_eq!(shy.heard.sorted(), [one, one, two, two]);
        working.stop().await;
    })
    .await;
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn each_schema_of_a_database_is_an_inbox_of_its_own() {
    use alipay_notify::testing::TestMessage;
    use alipay_notify_inbox::AnyInbox;

    super::engines::postgres::on_postgres(&async |engine: &super::engines::Engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("one")]).await;
        // The URL of the other names a schema that is not there yet.
        super::engines::postgres::on_postgres(&async |other: &super::engines::Engine| {
            let missing = AnyInbox::open_existing(&other.url).await.map(drop);
            let missing = missing.expect_err("nobody has made it").to_string();
            let why = "there is no inbox at this URL; a program that puts into it makes it: check \
                       the URL";
            assert_eq!(missing, why);
            let other = other.open().await;
            put(&other, [message("two"), TestMessage::new("nobody.knows")]).await;
            assert_eq!(other.health().await.expect("it works").waiting, 2);
        })
        .await;
        assert_eq!(inbox.health().await.expect("it works").waiting, 1);
    })
    .await;
}
