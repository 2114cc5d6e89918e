//! Messages that nobody takes: visible, kept, and handled once a program can.

use std::time::Duration;

use alipay_notify::inbox::Condition;
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected};
use alipay_notify::testing::TestMessage;
use alipay_notify::{Notification, Reply, Verified};
use alipay_notify_inbox::{AnyInbox, Filter, State};
use tokio::time::sleep;

use super::engines::on_each;
use super::{Heard, builder, message, put, until_states, worker};

async fn conditions(inbox: &AnyInbox) -> Vec<(State, Condition)> {
    let entries = inbox.list(&Filter::default()).await.expect("the engine works");
    entries.iter().map(|entry| (entry.state, entry.condition)).collect()
}

/// A handler of an earlier version is gone, another message breaks its specification, a third can't
/// be read.
#[tokio::test]
async fn what_nobody_takes_is_stuck_until_somebody_does() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let gone = TestMessage::example::<MiniIcpFaceauthCompleted>().notify_id("gone");
        let odd = message("invalid").content("{}");
        put(&inbox, [gone, odd, message("unreadable").content("[]"), message("good")]).await;

        let first = builder().on(async |_: Notification<ShopSaveRejected>| Reply::Success);
        let working = worker(&inbox, first).start().expect("randomness");
        let stuck = [State::Stuck, State::Stuck, State::Stuck, State::Done];
        until_states(&inbox, &stuck).await;
        working.stop().await;
        let seen = conditions(&inbox).await;
        assert_eq!(
            seen[..3],
            [Condition::Unhandled, Condition::Invalid, Condition::Unreadable]
                .map(|condition| (State::Stuck, condition))
        );
        let health = inbox.health().await.expect("it works");
        assert_eq!((health.stuck, health.waiting, health.oldest), (3, 0, None));
        assert!(!health.is_well(Duration::MAX));
        let of_name =
            Filter::default().state(State::Stuck).name("ant.merchant.expand.shop.save.rejected");
        assert_eq!(inbox.list(&of_name).await.expect("it works").len(), 2);

        // Another one that does not take it leaves it where it is.
        let same = builder().on(async |_: Notification<ShopSaveRejected>| Reply::Success);
        let working = worker(&inbox, same).start().expect("randomness");
        sleep(Duration::from_millis(300)).await;
        until_states(&inbox, &stuck).await;
        working.stop().await;

        let heard = Heard::default();
        let (typed, lenient, bytes) = (heard.clone(), heard.clone(), heard.clone());
        let next = builder()
            .lenient()
            .on(move |_: Notification<MiniIcpFaceauthCompleted>| {
                typed.add("gone");
                async { Reply::Success }
            })
            .on(move |n: Notification<ShopSaveRejected>| {
                lenient.add(n.envelope().notify_id().unwrap_or_default());
                async { Reply::Success }
            })
            .on_unreadable(move |_| {
                bytes.add("unreadable");
                async { Reply::Success }
            });
        let working = worker(&inbox, next.on_invalid(async |_| Reply::Success));
        let working = working.start().expect("randomness");
        until_states(&inbox, &[State::Done; 4]).await;
        working.stop().await;
        assert!(heard.sorted().contains(&"gone".to_owned()), "{:?}", heard.sorted());
        assert!(heard.sorted().contains(&"unreadable".to_owned()), "{:?}", heard.sorted());
    })
    .await;
}

/// A worker of the new program runs next to one of the old, and takes what that leaves.
#[tokio::test]
async fn the_fallback_takes_what_is_stuck() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("one"), TestMessage::new("nobody.knows").notify_id("two")]).await;
        let other = builder().on(async |_: Notification<MiniIcpFaceauthCompleted>| Reply::Success);
        let working = worker(&inbox, other).start().expect("randomness");
        until_states(&inbox, &[State::Stuck; 2]).await;
        working.stop().await;
        let heard = Heard::default();
        let fallback = heard.clone();
        let any = builder().fallback(move |n: Verified| {
            fallback.add(n.envelope().name().unwrap_or_default());
            async { Reply::Success }
        });
        let working = worker(&inbox, any).start().expect("randomness");
        until_states(&inbox, &[State::Done; 2]).await;
        working.stop().await;
        assert_eq!(heard.sorted(), ["ant.merchant.expand.shop.save.rejected", "nobody.knows"]);
    })
    .await;
}
