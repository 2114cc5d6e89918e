//! What the protocol allows, or the server does on request, and is rarely seen.

use std::sync::Mutex;

use alipay_notify_ws::ConnectionError;
use alipay_notify_ws::frame::{Command, Frame};
use alipay_notify_ws::testing::{Acknowledged, Disturbance, Fault, Push, PushFault, UnknownFault};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::*;

#[tokio::test]
async fn messages_may_come_out_of_order() {
    let fixture = Fixture::new().await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&order);
    let gateway = fixture.builder().fallback(move |message: Verified| {
        seen.lock().unwrap().push(message.envelope().msg_id().unwrap().to_owned());
        async { Reply::Success }
    });
    let mut late = fixture.channel.push(Push::new("a", "{}").msg_id("1").fault(PushFault::Late));
    let mut next = fixture.channel.push(Push::new("a", "{}").msg_id("2"));
    let one = const { std::num::NonZeroU32::new(1).unwrap() };
    let connection = fixture.connection(gateway).max_at_work(one).start();
    assert_eq!(next.next().await, Acknowledged::Success);
    assert_eq!(late.next().await, Acknowledged::Success);
    assert_eq!(*order.lock().unwrap(), ["2", "1"]);
    connection.stop().await;
}

#[tokio::test]
async fn a_ping_of_the_server_is_answered() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection(fixture.gateway()).start();
    fixture.channel.disturb(Disturbance::Ping);
    fixture.channel.until(|counts| counts.pongs == 1).await;
    assert_eq!(fixture.channel.push(Push::new("a", "{}")).next().await, Acknowledged::Success);
    connection.stop().await;
}

/// On a clock that runs as fast as it may: with its times unless set, a client finds out within
/// 30 s that nothing comes any more, whether or not what it writes still goes somewhere.
#[tokio::test]
async fn a_half_open_connection_is_found_within_half_a_minute() {
    for disturbance in [Disturbance::HalfOpen, Disturbance::Deaf] {
        let fixture = Fixture::new().await;
        let timing = Timing::default();
        let connection = fixture.connection(fixture.gateway()).timing(timing).start();
        connection.until(alipay_notify_ws::Health::is_connected).await;
        fixture.channel.disturb(disturbance);
        let before = Instant::now();
        tokio::time::pause();
        connection.until(|health| health.last_failure.is_some()).await;
        tokio::time::resume();
        let error = connection.health().last_failure.unwrap().error;
        assert!(matches!(*error, ConnectionError::Silent { .. }), "{disturbance:?}: {error}");
        let taken = before.elapsed();
        assert!(taken >= timing.silence, "{disturbance:?}: {taken:?}");
        assert!(taken <= Duration::from_secs(30), "{disturbance:?}: {taken:?}");
    }
}

#[tokio::test]
async fn a_function_takes_frames_in_place_of_a_gateway() {
    let fixture = Fixture::new().await;
    let key = AppPrivateKey::parse(&fixture.app_key.private_key_pem()).unwrap();
    let verifier = Verifier::new(fixture.alipay_key.public_key());
    let (taken, own) = (Arc::new(Mutex::new(Vec::new())), verifier.clone());
    let seen = Arc::clone(&taken);
    let take = move |text: String| {
        let frame = Frame::parse(&text).unwrap();
        assert_eq!(frame.command(), Command::Consume);
        let is_genuine = own.verify_data(&frame.signed_data()).is_ok();
        seen.lock().unwrap().push(is_genuine);
        async move { if is_genuine { Reply::Success } else { Reply::Fail } }
    };
    let connection =
        LongConnection::frames(fixture.channel.endpoint(), APP, key, verifier, take).start();
    let mut forged = fixture.channel.push(Push::new("a", "{}").fault(PushFault::BadSignature));
    assert_eq!(forged.next().await, Acknowledged::Fail);
    drop(forged);
    let mut genuine = fixture.channel.push(Push::new("a", "{}"));
    for fault in [PushFault::NoEmptyLine, PushFault::UnknownCommand] {
        let _ = fixture.channel.push(Push::new("a", "{}").fault(fault));
    }
    while genuine.next().await != Acknowledged::Success {}
    let taken = taken.lock().unwrap().clone();
    assert_eq!(taken.iter().filter(|is_genuine| **is_genuine).count(), 1);
    assert!(!taken[0]);
    connection.stop().await;
}

/// Posts to the server, as another process does.
async fn post(fixture: &Fixture, target: &str, body: &str) -> String {
    let address = fixture.channel.endpoint().to_string().replace("ws://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request =
        format!("POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    format!("{} {body}", head.split(' ').nth(1).unwrap())
}

#[tokio::test]
async fn another_process_may_have_messages_pushed_and_the_server_misbehave() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection(fixture.gateway()).start();
    assert_eq!(post(&fixture, "/push?msg_method=a", "{}").await, "200 SUCCESS");
    assert_eq!(post(&fixture, "/push?msg_method=a&fault=unsigned", "{}").await, "200 FAIL");
    assert_eq!(post(&fixture, "/fault?name=bad-signature", "").await, "204 ");
    assert_eq!(post(&fixture, "/push?msg_method=a", "{}").await, "200 FAIL");
    assert_eq!(post(&fixture, "/fault?name=ping", "").await, "204 ");
    fixture.channel.until(|counts| counts.pongs == 1).await;

    let names = Fault::names().collect::<Vec<_>>().join(" ");
    let unknown = format!("400 there is no such fault; there are: {names}\n");
    assert_eq!(post(&fixture, "/fault?name=none", "").await, unknown);
    assert_eq!(post(&fixture, "/push?msg_method=a&fault=ping", "{}").await, unknown);
    assert_eq!(post(&fixture, "/push", "{}").await, "400 msg_method is missing\n");
    assert_eq!(post(&fixture, "/other", "").await, "404 ");
    assert_eq!("none".parse::<Fault>(), Err(UnknownFault));
    assert_eq!("late".parse(), Ok(Fault::Push(PushFault::Late)));
    drop(connection);
}
