//! What is put reaches its handler, again and again where need be.

use std::future::pending;
use std::num::NonZeroUsize;
use std::time::Duration;

use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected};
use alipay_notify::testing::TestMessage;
use alipay_notify::{Notification, Reply};
use alipay_notify_inbox::{AnyInbox, Entry, Filter, Retries, State};
use tokio::time::sleep;

use super::engines::on_each;
use super::{Counter, Heard, builder, message, put, soon, until_states, worker};

async fn only(inbox: &AnyInbox) -> Entry {
    let mut entries = inbox.list(&Filter::default()).await.expect("the engine works");
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

#[tokio::test]
async fn what_is_put_is_handled_once() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let heard = Heard::default();
        let handler = heard.clone();
        put(&inbox, ["one", "two", "one", "three", "two"].map(message)).await;
        let working = worker(
            &inbox,
            builder().on(move |n: Notification<ShopSaveRejected>| {
                handler.add(n.envelope().notify_id().unwrap_or_default());
                async { Reply::Success }
            }),
        );
        let working = working.start().expect("randomness");
        put(&inbox, ["four", "one"].map(message)).await;
        until_states(&inbox, &[State::Done; 4]).await;
        working.stop().await;
        put(&inbox, ["three"].map(message)).await;
        assert_eq!(heard.sorted(), ["four", "one", "three", "two"]);

        let entry = &inbox.list(&Filter::default()).await.expect("it works")[0];
        assert_eq!(entry.key, "2014060600164699:one");
        assert_eq!(entry.name.as_deref(), Some("ant.merchant.expand.shop.save.rejected"));
        assert_eq!((entry.attempts, &entry.note, entry.due_at), (1, &None, None));
        assert!(entry.finished_at.is_some_and(|finished| finished >= entry.received_at));
    })
    .await;
}

#[tokio::test]
async fn failures_are_tried_again_until_they_are_dead() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let tried = Counter::default();
        let handler = tried.clone();
        put(&inbox, [message("one")]).await;
        let gateway = builder().on(move |_: Notification<ShopSaveRejected>| {
            let attempt = handler.add();
            async move {
                match attempt {
                    1 => Err("no connection"),
                    2 => Ok(Reply::Fail),
                    3 => panic!("as it must"),
                    4 => pending().await,
                    _ => Ok(Reply::Success),
                }
            }
        });
        let working = worker(&inbox, gateway).start().expect("randomness");
        until_states(&inbox, &[State::Done]).await;
        working.stop().await;
        assert_eq!((tried.count(), only(&inbox).await.attempts), (5, 5));

        let failing =
            builder().on(async |_: Notification<ShopSaveRejected>| Err::<(), _>("no connection"));
        put(&inbox, [message("two")]).await;
        let working = worker(&inbox, failing).retries(soon(3)).start().expect("randomness");
        until_states(&inbox, &[State::Done, State::Dead]).await;
        let dead = &inbox.list(&Filter::default().state(State::Dead)).await.expect("it works")[0];
        assert_eq!(dead.attempts, 3);
        assert_eq!(dead.note.as_deref(), Some("failed: the handler failed: no connection"));
        // What is dead stays so, and is no room for its message.
        put(&inbox, [message("two")]).await;
        until_states(&inbox, &[State::Done, State::Dead]).await;
        working.stop().await;
    })
    .await;
}

/// What a handler says to that is not yes or no.
#[tokio::test]
async fn later_is_no_failure_and_never_is_dead() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("later"), message("never")]).await;
        let asked = Counter::default();
        let handler = asked.clone();
        let gateway = builder().on(move |n: Notification<ShopSaveRejected>| {
            let is_never = n.envelope().notify_id() == Some("never");
            let asked = if is_never { 0 } else { handler.add() };
            async move {
                match asked {
                    0 => Reply::Never("the shop is closed"),
                    1..7 => Reply::Later(Duration::from_millis(1)),
                    _ => Reply::Success,
                }
            }
        });
        let working = worker(&inbox, gateway).retries(soon(2)).start().expect("randomness");
        until_states(&inbox, &[State::Done, State::Dead]).await;
        working.stop().await;
        let entries = inbox.list(&Filter::default()).await.expect("it works");
        assert_eq!((asked.count(), entries[0].attempts), (7, 1));
        assert_eq!(entries[1].note.as_deref(), Some("the shop is closed"));
    })
    .await;
}

#[tokio::test]
async fn a_failure_waits_for_its_time() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("one")]).await;
        let failing =
            builder().on(async |_: Notification<ShopSaveRejected>| Err::<(), _>("no connection"));
        let hours = Retries::default().first(Duration::from_hours(2)).longest(Duration::MAX);
        let once = soon(1);
        let working = worker(&inbox, failing)
            .retries(once)
            .retries_of::<ShopSaveRejected>(hours)
            .retries_of::<MiniIcpFaceauthCompleted>(once)
            .start()
            .expect("randomness");
        let waiting = loop {
            let entry = only(&inbox).await;
            if entry.due_at.is_some() {
                break entry;
            }
            sleep(Duration::from_millis(20)).await;
        };
        working.stop().await;
        assert_eq!((waiting.state, waiting.attempts), (State::Waiting, 1));
        let wait =
            waiting.due_at.and_then(|due_at| due_at.duration_since(waiting.received_at).ok());
        let wait = wait.expect("it is due later");
        assert!((1..=2).contains(&(wait.as_secs() / 3600)), "{wait:?}");
    })
    .await;
}

#[tokio::test]
async fn as_many_are_handled_at_a_time_as_may_be() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, (0..12).map(|number| message(&number.to_string()))).await;
        let (now, most) = (Counter::default(), Counter::default());
        let (entered, peak) = (now.clone(), most.clone());
        let gateway = builder().on(move |_: Notification<ShopSaveRejected>| {
            let (entered, peak) = (entered.clone(), peak.clone());
            async move {
                let at_once = entered.add();
                peak.0.fetch_max(at_once, std::sync::atomic::Ordering::SeqCst);
                sleep(Duration::from_millis(20)).await;
                entered.0.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                Reply::Success
            }
        });
        let three = NonZeroUsize::new(3).expect("more than none");
        let working = worker(&inbox, gateway).concurrency_limit(three);
        let working = working.start().expect("randomness");
        until_states(&inbox, &[State::Done; 12]).await;
        working.stop().await;
        assert_eq!(most.count(), 3);
    })
    .await;
}

/// A stop waits for what is being handled, and takes nothing more.
#[tokio::test]
async fn a_stop_is_graceful() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, ["one", "two"].map(message)).await;
        let begun = Counter::default();
        let handler = begun.clone();
        let gateway = builder().on(move |_: Notification<ShopSaveRejected>| {
            handler.add();
            async {
                sleep(Duration::from_millis(200)).await;
                Reply::Success
            }
        });
        let working = worker(&inbox, gateway).concurrency_limit(NonZeroUsize::MIN);
        let working = working.start().expect("randomness");
        while begun.count() == 0 {
            sleep(Duration::from_millis(5)).await;
        }
        working.stop().await;
        assert_eq!(begun.count(), 1);
        until_states(&inbox, &[State::Done, State::Waiting]).await;
    })
    .await;
}

/// The second worker takes over what the first has let fall.
#[tokio::test]
async fn what_a_dead_worker_held_is_taken_over() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, ["one", "two"].map(message)).await;
        let hanging =
            builder().on(async |_: Notification<ShopSaveRejected>| pending::<Reply>().await);
        let gateway = hanging.time_limit(Duration::from_hours(1)).build().expect("good");
        let first = alipay_notify_inbox::Worker::builder(inbox.clone(), gateway);
        let first = first.start().expect("randomness");
        until_states(&inbox, &[State::Running; 2]).await;
        drop(first);

        let handler = builder().on(async |_: Notification<ShopSaveRejected>| Reply::Success);
        let second = worker(&inbox, handler).start().expect("randomness");
        until_states(&inbox, &[State::Done; 2]).await;
        second.stop().await;
        let entries = inbox.list(&Filter::default()).await.expect("it works");
        assert_eq!(entries.iter().map(|entry| entry.attempts).collect::<Vec<_>>(), [2, 2]);
    })
    .await;
}

/// A message that ends each process which handles it.
#[tokio::test]
async fn what_ends_its_workers_is_dead_in_the_end() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("poison")]).await;
        let last = soon(2);
        for _ in 0..2 {
            let hanging =
                builder().on(async |_: Notification<ShopSaveRejected>| pending::<Reply>().await);
            let gateway = hanging.time_limit(Duration::from_hours(1)).build().expect("good");
            let dying = alipay_notify_inbox::Worker::builder(inbox.clone(), gateway);
            let dying = dying.lease(Duration::from_millis(200)).retries(last);
            let dying = dying.start().expect("randomness");
            until_states(&inbox, &[State::Running]).await;
            drop(dying);
            sleep(Duration::from_millis(50)).await;
            let handler =
                builder().on(async |_: Notification<MiniIcpFaceauthCompleted>| Reply::Success);
            let looking =
                worker(&inbox, handler).retries(last).concurrency_limit(NonZeroUsize::MIN);
            // It has a worker take it over, and must not have it handled before the next one.
            let looking = looking.start().expect("randomness");
            loop {
                let state = only(&inbox).await.state;
                if matches!(state, State::Dead | State::Stuck) {
                    break;
                }
                sleep(Duration::from_millis(20)).await;
            }
            looking.stop().await;
        }
        let dead = only(&inbox).await;
        assert_eq!((dead.state, dead.attempts), (State::Dead, 2));
        let note = "lapsed: its worker ended in the middle of it";
        assert_eq!(dead.note.as_deref(), Some(note));
    })
    .await;
}

/// However long a handler takes, its worker keeps it.
#[tokio::test]
async fn a_long_handler_keeps_its_message() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("one")]).await;
        let begun = Counter::default();
        let gateway = || {
            let begun = begun.clone();
            let handler = builder().on(move |_: Notification<ShopSaveRejected>| {
                begun.add();
                async {
                    sleep(Duration::from_millis(1500)).await;
                    Reply::Success
                }
            });
            handler.time_limit(Duration::from_secs(9)).build().expect("good")
        };
        let start = || {
            let lease = Duration::from_millis(400);
            let working = alipay_notify_inbox::Worker::builder(inbox.clone(), gateway());
            working.lease(lease).start().expect("randomness")
        };
        let working = [start(), start()];
        until_states(&inbox, &[State::Done]).await;
        assert_eq!(begun.count(), 1);
        for working in working {
            working.stop().await;
        }
    })
    .await;
}

/// Bodies are kept byte by byte, whatever their length.
#[tokio::test]
async fn a_body_of_a_mebibyte_is_kept() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let long = "x".repeat(1 << 20);
        let content = format!(r#"{{"shop_id":"{long}"}}"#);
        let message = TestMessage::new("my.long").content(content.clone());
        let limits = alipay_notify::verify::Limits::default().body(2 << 20);
        let verifier = alipay_notify::Verifier::new(super::KEY.public_key()).limits(limits);
        let gateway = alipay_notify::Gateway::builder(verifier).inbox(inbox.clone());
        let body = message.sign(&super::KEY).body();
        let gateway = gateway.build().expect("an inbox is enough");
        assert_eq!(gateway.deliver(&body).await.body(), "success");

        let key = only(&inbox).await.key;
        let found = inbox.find(&key).await.expect("it works").expect("it is there");
        assert!(found.body() == body, "another body than was put");
        let opened = found.delivery().expect("a good record").open(None).expect("it can be read");
        assert!(opened.content() == content, "another content than was put");
        assert_eq!(format!("{found:?}"), format!("Found {{ key: \"{key}\", state: Waiting, .. }}"));
    })
    .await;
}

/// All at once, also the same ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_the_same_message_one_is_stored() {
    on_each(async |engine| {
        let inbox = engine.open().await;
        let gateway = builder().inbox(inbox.clone()).build().expect("an inbox is enough");
        let bodies: Vec<_> =
            (0..20).map(|number| message(&number.to_string()).sign(&super::KEY).body()).collect();
        let tasks: Vec<_> = (0..200)
            .map(|number| {
                let (gateway, body) = (gateway.clone(), bodies[number % 20].clone());
                tokio::spawn(async move { gateway.deliver(&body).await.reply().as_str() })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.expect("no panic"), "success");
        }
        until_states(&inbox, &[State::Waiting; 20]).await;
    })
    .await;
}
