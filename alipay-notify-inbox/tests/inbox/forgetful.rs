//! What a server of NATS forgets, says twice or has never heard of changes nothing.

use std::time::Duration;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::{Notification, Reply};
use alipay_notify_inbox::{AnyInbox, Filter, State, Worker};
use async_nats::HeaderMap;
use async_nats::jetstream::{self, Context};
use tokio::time::sleep;

use super::engines::{Engine, nats::on_nats, skipped};
use super::nats_server::NatsServer;
use super::{Counter, Heard, builder, message, put, soon, states, until_states, worker};

/// The streams of a server, without the inbox's name in the URL.
pub(crate) async fn streams(url: &str) -> Context {
    let server = url.rsplit_once('/').expect("a name").0;
    jetstream::new(async_nats::connect(server).await.expect("the server answers"))
}

/// The worker keeps what it is handling, though the server takes it for given up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_takes_nothing_away() {
    let Some(mut server) = NatsServer::start() else {
        return skipped("there is no nats-server on the path; install NATS");
    };
    let inbox = AnyInbox::open(&server.url("SHOP")).await.expect("the inbox opens");
    put(&inbox, [message("one")]).await;
    let begun = Counter::default();
    let handler = begun.clone();
    let gateway = builder().on(move |_: Notification<ShopSaveRejected>| {
        handler.add();
        async {
            sleep(Duration::from_secs(2)).await;
            Reply::Success
        }
    });
    let gateway = gateway.time_limit(Duration::from_secs(9)).build().expect("good");
    let working = Worker::builder(inbox.clone(), gateway).lease(Duration::from_millis(400));
    let working = working.start().expect("randomness");
    until_states(&inbox, &[State::Running]).await;
    tokio::task::block_in_place(|| server.restart());
    // As if a lease had gone by without any sign of life.
    let streams = streams(&server.url("SHOP")).await;
    let kept = streams.get_stream("SHOP_STATES").await.expect("it is there");
    let kept = kept.direct_get_last_for_subject("SHOP.state.2014060600164699:one").await;
    let kept = kept.expect("a worker has it");
    let ack = kept.headers.get("Inbox-Ack").expect("it was sent").to_string();
    streams.client().publish(ack, "-NAK".into()).await.expect("it is sent");
    until_states(&inbox, &[State::Done]).await;
    working.stop().await;
    assert_eq!(begun.count(), 1);
    assert_eq!(inbox.list(&Filter::default()).await.expect("it works")[0].attempts, 1);
}

/// It sends everything again; what is kept says that nothing is to be done.
#[tokio::test]
async fn what_is_done_or_dead_is_not_handled_again() {
    on_nats(&async |engine: &Engine| {
        let heard = Heard::default();
        let start = |inbox: &AnyInbox| {
            let handler = heard.clone();
            let gateway = builder().on(move |n: Notification<ShopSaveRejected>| {
                let id = n.envelope().notify_id().unwrap_or_default().to_owned();
                handler.add(&id);
                async move {
                    match id.as_str() {
                        "good" => Reply::Success,
                        "later" => Reply::Later(Duration::from_hours(1)),
                        _ => Reply::Never("bad"),
                    }
                }
            });
            worker(inbox, gateway).retries(soon(1)).start().expect("randomness")
        };
        let inbox = engine.open().await;
        put(&inbox, ["good", "bad", "later"].map(message)).await;
        let working = start(&inbox);
        let health = "1 waiting, 0 running, 0 stuck, 1 dead";
        while !inbox.health().await.expect("it works").to_string().starts_with(health) {
            sleep(Duration::from_millis(20)).await;
        }
        working.stop().await;
        drop(inbox);

        let stream = streams(&engine.url).await.get_stream("SHOP").await.expect("it is there");
        stream.delete_consumer("workers").await.expect("it is there");
        let inbox = engine.open().await;
        let before = inbox.health().await.expect("it works");
        assert_eq!((before.waiting, before.running), (3, 0));
        put(&inbox, [message("good")]).await;
        let working = start(&inbox);
        // What was put off is due at once, for all that the server knows.
        while heard.sorted().len() < 4
            || !inbox.health().await.expect("it works").to_string().starts_with(health)
        {
            sleep(Duration::from_millis(20)).await;
        }
        working.stop().await;
        assert_eq!(heard.sorted(), ["bad", "good", "later", "later"]);
        assert_eq!(states(&inbox).await, [State::Done, State::Dead, State::Waiting]);
    })
    .await;
}

/// As that of a worker which ended before it could keep what it had marked.
#[tokio::test]
async fn a_mark_that_came_to_nothing_is_removed() {
    on_nats(&async |engine: &Engine| {
        let inbox = engine.open().await;
        put(&inbox, ["one", "two"].map(message)).await;
        let gateway = builder().on(async |n: Notification<ShopSaveRejected>| {
            let is_one = n.envelope().notify_id() == Some("one");
            if is_one { Reply::Never("bad") } else { Reply::Success }
        });
        let working = worker(&inbox, gateway).start().expect("randomness");
        until_states(&inbox, &[State::Dead, State::Done]).await;
        working.stop().await;

        let streams = streams(&engine.url).await;
        let mut headers = HeaderMap::new();
        headers.insert("Inbox-Replaces", "1");
        let subject = "SHOP.dead.2014060600164699:two";
        let mark = streams.publish_with_headers(subject, headers, "".into()).await;
        mark.expect("it is sent").await.expect("it is stored");
        assert_eq!(inbox.health().await.expect("it works").dead, 2);
        let dead = inbox.list(&Filter::default().state(State::Dead)).await.expect("it works");
        assert_eq!(dead.iter().map(|entry| entry.attempts).collect::<Vec<_>>(), [1]);
        assert_eq!(inbox.health().await.expect("it works").dead, 1);
    })
    .await;
}

/// Two have settled the same: the mark of the one that was late is the other's by then.
#[tokio::test]
async fn what_another_worker_found_dead_stays_marked() {
    on_nats(&async |engine: &Engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("one")]).await;
        let streams = streams(&engine.url).await;
        let gateway = builder().on(move |_: Notification<ShopSaveRejected>| {
            let streams = streams.clone();
            async move {
                found_dead_by_another(&streams).await;
                Reply::Never("bad")
            }
        });
        let gateway = gateway.time_limit(Duration::from_secs(9)).build().expect("good");
        let working = Worker::builder(inbox.clone(), gateway).start().expect("randomness");
        until_states(&inbox, &[State::Dead]).await;
        working.stop().await;
        assert_eq!(inbox.health().await.expect("it works").dead, 1);
        let dead = inbox.list(&Filter::default().state(State::Dead)).await.expect("it works");
        assert_eq!(dead.iter().map(|entry| entry.attempts).collect::<Vec<_>>(), [1]);
    })
    .await;
}

async fn found_dead_by_another(streams: &Context) {
    let subject = |of| format!("SHOP.{of}.2014060600164699:one");
    let states = streams.get_stream("SHOP_STATES").await.expect("it is there");
    let kept = states.direct_get_last_for_subject(subject("state")).await.expect("a state");
    let mut headers = HeaderMap::new();
    for name in ["Inbox-Attempts", "Inbox-Delivery", "Inbox-Carrier", "Inbox-Due"] {
        headers.insert(name, kept.headers.get(name).expect("it is kept").clone());
    }
    headers.insert("Inbox-State", "dead");
    headers.insert("Inbox-Worker", "another");
    for of in ["dead", "state"] {
        let sent = streams.publish_with_headers(subject(of), headers.clone(), "".into()).await;
        sent.expect("it is sent").await.expect("it is stored");
    }
}
