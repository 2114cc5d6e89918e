//! What those see and do who look after an inbox.

use std::time::Duration;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::schema::Family;
use alipay_notify::{Notification, Reply};
use alipay_notify_inbox::{AnyInbox, Filter, Mended, State};

use super::engines::on_each;
use super::{builder, message, put, soon, states, until_states, worker};

fn key(notify_id: &str) -> String {
    format!("2014060600164699:{notify_id}")
}

async fn keys(inbox: &AnyInbox, filter: &Filter) -> Vec<String> {
    let entries = inbox.list(filter).await.expect("it works");
    entries.into_iter().map(|entry| entry.key).collect()
}

#[tokio::test]
async fn pages_follow_each_other() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, (0..5).map(|number| message(&number.to_string()))).await;
        let mut filter = Filter::default().limit(2);
        let mut seen = Vec::new();
        loop {
            let page = inbox.list(&filter).await.expect("it works");
            let Some(last) = page.last() else { break };
            filter = filter.after(last.cursor);
            seen.extend(page.into_iter().map(|entry| entry.key));
        }
        assert_eq!(seen, ["0", "1", "2", "3", "4"].map(key));
        let nobody = Filter::default().name("nobody' OR '1' = '1");
        assert_eq!(keys(&inbox, &nobody).await, [""; 0]);
        let waiting = Filter::default().state(State::Dead).state(State::Waiting).limit(1);
        assert_eq!(keys(&inbox, &waiting).await, [key("0")]);
        assert_eq!(keys(&inbox, &Filter::default().state(State::Dead)).await, [""; 0]);

        let entry = inbox.find(&key("3")).await.expect("it works").expect("it is there");
        assert_eq!(entry.entry().family, Some(Family::Message));
        assert_eq!(entry.entry().app_id.as_deref(), Some("2014060600164699"));
        assert_eq!(inbox.find("nobody").await.expect("it works"), None);
    })
    .await;
}

#[tokio::test]
async fn what_is_dead_is_tried_again_or_dropped_by_hand() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, ["one", "two", "three"].map(message)).await;
        let failing =
            builder().on(async |_: Notification<ShopSaveRejected>| Err::<(), _>("no connection"));
        let working = worker(&inbox, failing).retries(soon(1)).start().expect("randomness");
        until_states(&inbox, &[State::Dead; 3]).await;
        working.stop().await;
        let health = inbox.health().await.expect("it works");
        assert_eq!(health.to_string(), "0 waiting, 0 running, 0 stuck, 3 dead");

        assert_eq!(inbox.retry("nobody").await.expect("it works"), Mended::Missing);
        assert_eq!(inbox.retry(&key("one")).await.expect("it works"), Mended::Changed);
        assert_eq!(inbox.discard(&key("two")).await.expect("it works"), Mended::Changed);
        assert_eq!(states(&inbox).await, [State::Waiting, State::Done, State::Dead]);
        let entry = &inbox.list(&Filter::default()).await.expect("it works")[0];
        assert_eq!((entry.attempts, entry.finished_at, entry.due_at), (0, None, None));

        let good = builder().on(async |_: Notification<ShopSaveRejected>| Reply::Success);
        let working = worker(&inbox, good).start().expect("randomness");
        until_states(&inbox, &[State::Done, State::Done, State::Dead]).await;
        working.stop().await;
        let refused = Mended::Refused(State::Done);
        assert_eq!(inbox.retry(&key("one")).await.expect("it works"), refused);
        assert_eq!(inbox.discard(&key("two")).await.expect("it works"), refused);

        // What was dropped is no room for its message.
        put(&inbox, ["one", "two", "three"].map(message)).await;
        assert_eq!(states(&inbox).await, [State::Done, State::Done, State::Dead]);
    })
    .await;
}

#[tokio::test]
async fn health_counts_and_tells_the_age_of_the_oldest() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let health = inbox.health().await.expect("it works");
        assert_eq!((health.waiting, health.oldest), (0, None));
        assert!(health.is_well(Duration::ZERO));
        put(&inbox, ["one", "two"].map(message)).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        let health = inbox.health().await.expect("it works");
        assert_eq!(health.waiting, 2);
        assert!(health.oldest.is_some_and(|age| age >= Duration::from_millis(10)), "{health}");
        assert!(health.is_well(Duration::from_mins(1)));
        assert!(!health.is_well(Duration::ZERO));
    })
    .await;
}
