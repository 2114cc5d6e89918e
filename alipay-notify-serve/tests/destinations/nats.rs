//! NATS JetStream, on a server of the test's own.

use std::sync::Arc;
use std::time::Duration;

use alipay_notify_serve::{DeliveryError, Destination, Nats};
use async_nats::jetstream::{self, Context, stream};

use crate::nats_server::NatsServer;
use crate::{
    IN_FLIGHT, assert_no_secret, assert_unreachable, deliver_again, deliver_at_once, sample,
    skipped,
};

/// A server, or a line that says that there is none.
fn start(settings: Option<&'static str>) -> Option<NatsServer> {
    let server = settings.map_or_else(NatsServer::start, NatsServer::with);
    if server.is_none() {
        skipped("there is no nats-server on the path; install NATS");
    }
    server
}

async fn context(server: &NatsServer) -> Context {
    jetstream::new(async_nats::connect(server.server_url()).await.expect("it runs"))
}

/// A stream `EVENTS` for `alipay.>`.
async fn make_stream(context: &Context) {
    let subjects = vec!["alipay.>".to_owned()];
    let config = stream::Config { name: "EVENTS".into(), subjects, ..stream::Config::default() };
    context.create_stream(config).await.expect("a new stream");
}

async fn count(context: &Context) -> u64 {
    let mut stream = context.get_stream("EVENTS").await.expect("it is there");
    stream.info().await.expect("it is there").state.messages
}

/// Subject, headers and payload of a message of the stream.
async fn message(context: &Context, sequence: u64) -> (String, Vec<(String, String)>, String) {
    let stream = context.get_stream("EVENTS").await.expect("it is there");
    let message = stream.get_raw_message(sequence).await.expect("it is there");
    let mut headers: Vec<_> = message
        .headers
        .iter()
        .map(|(name, values)| (name.to_string(), values[0].to_string()))
        .collect();
    headers.sort();
    let payload = String::from_utf8(message.payload.to_vec()).expect("UTF-8");
    (message.subject.to_string(), headers, payload)
}

#[tokio::test]
async fn a_message_has_the_attributes_in_headers_and_is_taken_once() {
    let Some(server) = start(None) else { return };
    let context = context(&server).await;
    make_stream(&context).await;
    let nats = Nats::new(&server.server_url(), "{type}").expect("good");
    let event = sample::event("n1").await;
    for _ in 0..2 {
        assert_eq!(nats.deliver(&event).await, Ok(()));
    }
    assert_eq!(count(&context).await, 1);
    let (subject, headers, payload) = message(&context, 1).await;
    assert_eq!(subject, "alipay.message.ant.merchant.expand.shop.save.rejected");
    let expected = [
        ("Nats-Msg-Id", "2014060600164699:n1"),
        ("ce-datacontenttype", "application/json"),
        ("ce-dataschema", "urn:alipay:message:ant.merchant.expand.shop.save.rejected"),
        ("ce-id", "2014060600164699:n1"),
        ("ce-notifyid", "n1"),
        ("ce-source", "alipay:2014060600164699"),
        ("ce-specversion", "1.0"),
        ("ce-time", "2026-11-27T09:30:00.125Z"),
        ("ce-type", "alipay.message.ant.merchant.expand.shop.save.rejected"),
    ];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(payload, event.data());

    let event = sample::raw_event("n2").await;
    assert_eq!(nats.deliver(&event).await, Ok(()));
    let (_, headers, payload) = message(&context, 2).await;
    let expected =
        [("Nats-Msg-Id", "2014060600164699:n2"), ("content-type", "application/cloudevents+json")];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(payload, event.to_json());
}

#[tokio::test]
async fn without_a_stream_nothing_is_delivered_unless_it_is_to_be_made() {
    let Some(server) = start(None) else { return };
    let event = sample::event("n1").await;
    let nats = Nats::new(&server.server_url(), "{type}").expect("good");
    assert_eq!(nats.reach().await, Ok(()));
    let error = nats.deliver(&event).await.expect_err("no stream");
    let expected = "no stream takes alipay.>; make one: nats stream add --subjects 'alipay.>'";
    assert_eq!(error, DeliveryError::Missing(expected.to_owned()));

    let nats = nats.make_stream("EVENTS");
    assert_eq!(nats.deliver(&event).await, Ok(()));
    let context = context(&server).await;
    assert_eq!(count(&context).await, 1);
    let mut stream = context.get_stream("EVENTS").await.expect("it was made");
    let config = &stream.info().await.expect("it was made").config;
    assert_eq!(config.subjects, ["alipay.>"]);
    assert_eq!(config.duplicate_window, Duration::from_hours(1));

    // A stream of that name is somebody else's.
    let nats =
        Nats::new(&server.server_url(), "other.{type}.x").expect("good").make_stream("EVENTS");
    let error = nats.deliver(&event).await.expect_err("the name is taken");
    let DeliveryError::Missing(said) = &error else { panic!("{error}") };
    let expected = "no stream takes other.alipay.>, and EVENTS can't be made: ";
    assert!(said.starts_with(expected), "{said}");
}

#[tokio::test]
async fn a_server_that_was_down_is_found_again() {
    let Some(mut server) = start(None) else { return };
    let nats = Nats::new(&server.server_url(), "{type}").expect("good").make_stream("EVENTS");
    let limit = Duration::from_secs(2);
    let nats = nats.time_limit(limit);
    assert_eq!(nats.deliver(&sample::event("n1").await).await, Ok(()));
    server.restart();
    deliver_again(&nats, &sample::event("n2").await).await;
    assert_eq!(count(&context(&server).await).await, 2);
    let url = server.server_url();
    drop(server);
    let event = sample::event("n3").await;
    // The connection that broke has perhaps not noticed.
    let _ = nats.deliver(&event).await;
    assert_unreachable(nats.deliver(&event).await);
    assert_unreachable(Nats::new(&url, "a").expect("good").reach().await);
}

#[tokio::test]
async fn who_may_not_is_told_so_without_the_password() {
    let settings = "authorization: { user: me, password: \"s:cret\" }";
    let Some(server) = start(Some(settings)) else { return };
    let host = server.server_url().replace("nats://", "");
    for login in ["me:hunter2@", "hunter2@", ""] {
        let nats = Nats::new(&format!("nats://{login}{host}"), "{type}").expect("good");
        let error = nats.deliver(&sample::event("n1").await).await.expect_err("wrong");
        let expected = "the destination denies access: authorization violation; check the user, \
                        the password and their rights";
        assert!(matches!(error, DeliveryError::Denied(_)), "{error}");
        assert!(error.to_string().starts_with(expected.split(':').next().expect("some")));
        assert_no_secret(&error);
        assert_no_secret(&nats);
    }
    let nats = Nats::new(&format!("nats://me:s%3Acret@{host}"), "{type}").expect("good");
    let nats = nats.make_stream("EVENTS");
    assert_eq!(nats.deliver(&sample::event("n1").await).await, Ok(()));
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let Some(server) = start(Some("max_payload: 1024")) else { return };
    let nats = Nats::new(&server.server_url(), "{type}").expect("good").make_stream("EVENTS");
    let error = nats.deliver(&sample::raw_event("n1").await).await.expect_err("too large");
    assert!(matches!(error, DeliveryError::Refused(_)), "{error}");
    assert!(error.to_string().contains("max payload size exceeded"), "{error}");
}

#[tokio::test]
async fn many_are_under_way_at_a_time() {
    let Some(server) = start(None) else { return };
    let nats = Nats::new(&server.server_url(), "{type}").expect("good");
    let context = context(&server).await;
    make_stream(&context).await;
    let ids = deliver_at_once(Arc::new(nats), IN_FLIGHT).await;
    let mut seen = Vec::new();
    for sequence in 1..=count(&context).await {
        let (_, headers, _) = message(&context, sequence).await;
        seen.push(headers[0].1.clone());
    }
    seen.sort();
    assert_eq!(seen, ids);
}

#[test]
fn what_is_wrong_with_a_setting_is_said_without_it() {
    let said = |server: &str, subject: &str| {
        let error = Nats::new(server, subject).map(drop).expect_err("wrong");
        assert_no_secret(&error);
        error.to_string()
    };
    let url = "a URL nats://host or tls://host is expected";
    for wrong in ["hunter2", "http://hunter2", "nats://", "nats://a,hunter2", "nats://a:hunter2"] {
        assert_eq!(said(wrong, "a"), url, "{wrong}");
    }
    let subject =
        "a subject is made of tokens with full stops between them, without spaces, * or >";
    for wrong in ["", "a.", "a..b", ".a", "a b", "a.*", "a.>"] {
        assert_eq!(said("nats://host", wrong), subject, "{wrong}");
    }
    let braces = "only {type} may stand in braces: the event's type";
    assert_eq!(said("nats://host", "a.{id}"), braces);
}
