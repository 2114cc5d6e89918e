//! What there is on a server of NATS.

use alipay_notify_inbox::{AnyInbox, Filter, NatsInbox, OpenError};
use async_nats::jetstream::stream::Config;
use async_nats::jetstream::with_prefix;
use async_nats::{Client, Subscriber};
use futures_util::StreamExt as _;
use futures_util::future::join_all;

use super::refused;
use crate::engines::nats::on_nats;
use crate::engines::{Engine, skipped};
use crate::forgetful::streams;
use crate::nats_server::NatsServer;

pub(crate) async fn make_newer(url: &str) {
    let streams = streams(url).await;
    let stream = streams.get_stream("SHOP").await.expect("it is there");
    let mut config = stream.cached_info().config.clone();
    config.description = Some("alipay-notify-inbox, layout 7".to_owned());
    streams.update_stream(config).await.expect("a description may change");
}

pub(crate) async fn versions(url: &str) -> Vec<i64> {
    let stream = streams(url).await.get_stream("SHOP").await.expect("it is there");
    let description = stream.cached_info().config.description.as_deref();
    let version = description.and_then(|text| text.strip_prefix("alipay-notify-inbox, layout "));
    vec![version.and_then(|version| version.parse().ok()).expect("a version")]
}

/// Also where it is one of the others, in which nothing could be kept.
#[tokio::test]
async fn a_stream_of_somebody_else_is_refused() {
    for stream in ["SHOP", "SHOP_STATES", "SHOP_DEAD"] {
        on_nats(&async |engine: &Engine| {
            let config = Config {
                name: stream.to_owned(),
                subjects: vec!["shop.orders".to_owned()],
                ..Config::default()
            };
            streams(&engine.url).await.create_stream(config).await.expect("a new stream");
            assert_eq!(refused(&engine.url).await, not_of_this_inbox(stream));
        })
        .await;
    }
}

fn not_of_this_inbox(stream: &str) -> String {
    format!(
        "the inbox can't be opened: there is a stream {stream} which is not of this inbox; \
         give the inbox another name"
    )
}

#[tokio::test]
async fn a_stream_of_another_inbox_is_refused() {
    for [first, second] in [["SHOP", "SHOP_STATES"], ["SHOP_STATES", "SHOP"]] {
        on_nats(&async |engine: &Engine| {
            let named = |name| format!("{}/{name}", engine.url.rsplit_once('/').expect("one").0);
            AnyInbox::open(&named(first)).await.expect("the inbox opens");
            assert_eq!(refused(&named(second)).await, not_of_this_inbox("SHOP_STATES"));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn connections_may_open_new_inboxes_at_once() {
    on_nats(&async |engine: &Engine| {
        let contexts = join_all((0..16).map(|_| streams(&engine.url))).await;
        for round in 0..16 {
            let opening = contexts.iter().cloned().map(|context| {
                tokio::spawn(async move {
                    NatsInbox::new(context, &format!("SHOP{round}"), 1).await.map(drop)
                })
            });
            for opened in join_all(opening.collect::<Vec<_>>()).await {
                opened.expect("no panic").expect("the inbox opens");
            }
        }
    })
    .await;
}

/// Which of them a server says depends on which of its checks comes first.
#[tokio::test]
async fn a_stream_that_another_process_made_just_now_is_taken() {
    for (code, description) in [
        (10058, "stream name already in use with a different configuration"),
        (10065, "subjects overlap with an existing stream"),
    ] {
        on_nats(&async |engine: &Engine| {
            let client = streams(&engine.url).await.client();
            let requests = client.subscribe("late.>").await.expect("it works");
            let error =
                format!(r#"{{"code":400,"err_code":{code},"description":"{description}"}}"#);
            tokio::spawn(come_late(client.clone(), requests, format!(r#"{{"error":{error}}}"#)));
            let late = with_prefix(client, "late");
            NatsInbox::new(late, "SHOP", 1).await.expect("the inbox opens");
            assert_eq!(versions(&engine.url).await, [1]);
        })
        .await;
    }
}

/// Passes requests on, but has each stream made by somebody else a moment before.
async fn come_late(client: Client, mut requests: Subscriber, refusal: String) {
    while let Some(request) = requests.next().await {
        let subject = request.subject.replace("late.", "$JS.API.");
        let is_to_make = subject.contains(".STREAM.CREATE.");
        let answer = client.request(subject, request.payload).await.expect("an answer").payload;
        let answer = if is_to_make { refusal.clone().into() } else { answer };
        client.publish(request.reply.expect("it is a request"), answer).await.expect("it works");
    }
}

#[tokio::test]
async fn a_stream_that_takes_a_subject_of_the_inbox_is_refused() {
    for subject in ["SHOP.state.*", "SHOP.dead.>", "SHOP.new.one"] {
        on_nats(&async |engine: &Engine| {
            let config = Config {
                name: "ORDERS".to_owned(),
                subjects: vec![subject.to_owned()],
                ..Config::default()
            };
            streams(&engine.url).await.create_stream(config).await.expect("a new stream");
            assert_eq!(
                refused(&engine.url).await,
                "the inbox can't be opened: jetstream error: subjects overlap with an existing \
                 stream (code 400, error code 10065)"
            );
        })
        .await;
    }
}

/// Who it is stands in the URL.
#[tokio::test]
async fn a_password_is_asked_for() {
    let settings = "authorization: { user: \"shop\", password: \"hunter2/@\" }";
    let Some(server) = NatsServer::with(settings) else {
        return skipped("there is no nats-server on the path; install NATS");
    };
    let with = |login: &str| server.url("SHOP").replace("nats://", &format!("nats://{login}"));
    assert_eq!(
        refused(&with("shop:hunter3@")).await,
        "the inbox can't be opened: authorization violation: nats: authorization violation"
    );
    AnyInbox::open(&with("shop:hunter2%2F%40@")).await.expect("the inbox opens");
}

#[tokio::test]
async fn a_user_without_rights_is_refused() {
    let settings = "authorization: { users: [{ user: shop, password: hunter2, permissions: { \
                    publish: { deny: [\"$JS.>\"] } } }] }";
    let Some(server) = NatsServer::with(settings) else {
        return skipped("there is no nats-server on the path; install NATS");
    };
    assert_eq!(
        refused(&server.url("SHOP").replace("nats://", "nats://shop:hunter2@")).await,
        "the inbox can't be opened: the server does not answer; if it is well, let this user \
         publish to $JS.API.> and subscribe to _INBOX.>"
    );
}

#[tokio::test]
async fn a_server_without_streams_is_refused() {
    let Some(server) = NatsServer::with("jetstream: false") else {
        return skipped("there is no nats-server on the path; install NATS");
    };
    assert_eq!(
        refused(&server.url("SHOP")).await,
        "the inbox can't be opened: the server has no JetStream for this user; enable it: \
         nats-server -js"
    );
}

/// What is larger than the server takes comes again, and its error says what to do.
#[tokio::test]
async fn a_delivery_that_is_too_large_is_answered_fail() {
    let Some(server) = NatsServer::with("max_payload: 700") else {
        return skipped("there is no nats-server on the path; install NATS");
    };
    let inbox = AnyInbox::open(&server.url("SHOP")).await.expect("the inbox opens");
    let gateway = crate::builder().inbox(inbox.clone()).build().expect("an inbox is enough");
    let delivery = crate::message("one").sign(&crate::KEY).body();
    assert_eq!(gateway.deliver(&delivery).await.body(), "fail");
    assert_eq!(crate::states(&inbox).await, []);
}

#[tokio::test]
async fn more_replicas_than_servers_are_refused() {
    on_nats(&async |engine: &Engine| {
        let sentence = refused(&format!("{}?replicas=3", engine.url)).await;
        assert!(sentence.contains("replicas > 1 not supported"), "{sentence}");
        // Nothing is left that a second attempt would take for an inbox.
        let error = AnyInbox::open_existing(&engine.url).await.expect_err("nobody made it");
        assert!(matches!(error, OpenError::Missing), "{error}");
    })
    .await;
}

#[tokio::test]
async fn inboxes_of_different_names_are_apart() {
    on_nats(&async |engine: &Engine| {
        let one = engine.open().await;
        let context = streams(&engine.url).await;
        let two: AnyInbox =
            NatsInbox::new(context.clone(), "OTHER", 1).await.expect("it opens").into();
        crate::put(&one, [crate::message("one")]).await;
        assert_eq!(two.list(&Filter::default()).await.expect("it works"), []);
        let error = NatsInbox::new(context, "a.b", 1).await.expect_err("no name");
        assert_eq!(
            error.to_string(),
            "the URL of the inbox can't be read: its name may have letters, digits, - and _, \
             64 at the most"
        );
    })
    .await;
}
