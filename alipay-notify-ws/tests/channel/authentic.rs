//! What reaches handlers, and what is acknowledged.

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use alipay_notify::MemoryStore;
use alipay_notify::Notification;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify_ws::testing::{Acknowledged, Push, PushFault};

use super::*;

#[tokio::test]
async fn a_message_reaches_its_handler_and_is_acknowledged() {
    let fixture = Fixture::new().await;
    let gateway = fixture.builder().on(|n: Notification<ShopSaveRejected>| async move {
        assert_eq!(n.shop_name, "支付宝(西溪路店)");
        assert_eq!(n.envelope().msg_id(), Some("m1"));
        assert_eq!(n.envelope().parameter("notify_id"), None);
        Reply::Success
    });
    let connection = fixture.connection(gateway).start();
    let mut receipt = fixture.channel.push(Push::example::<ShopSaveRejected>().msg_id("m1"));
    assert_eq!(receipt.next().await, Acknowledged::Success);
    let health = connection.health();
    assert_eq!((health.connections, health.messages, health.broken_frames), (1, 1, 0));
    connection.stop().await;
    assert_eq!(fixture.channel.counts().strange, 0, "acknowledgements are all that is sent");
}

#[tokio::test]
async fn a_failure_is_acknowledged_fail_and_the_message_comes_again() {
    let fixture = Fixture::new().await;
    let is_second = AtomicBool::new(false);
    let gateway = fixture.builder().fallback(move |_: Verified| {
        let is_second = is_second.swap(true, Ordering::Relaxed);
        async move { if is_second { Ok(()) } else { Err("not now") } }
    });
    let connection = fixture.connection(gateway).start();
    let mut receipt = fixture.channel.push(Push::new("my.message", "{}"));
    assert_eq!(receipt.next().await, Acknowledged::Fail);
    assert_eq!(receipt.next().await, Acknowledged::Success);
    connection.stop().await;
}

/// Alipay's Java client delivers each of these and acknowledges it `SUCCESS`.
#[tokio::test]
async fn what_is_not_authentic_reaches_observers_only_and_is_not_done() {
    for fault in [PushFault::BadSignature, PushFault::Unsigned, PushFault::ChangedData] {
        let fixture = Fixture::new().await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let observed = Arc::clone(&seen);
        let gateway = fixture.gateway().observe(move |delivery| {
            observed.lock().unwrap().push(delivery.outcome().name());
        });
        let connection = fixture.connection(gateway).start();
        let mut receipt = fixture.channel.push(Push::new("my.message", "{}").fault(fault));
        assert_eq!(receipt.next().await, Acknowledged::Fail, "{fault:?}");
        assert_eq!(fixture.handled(), 0, "{fault:?}");
        assert_eq!(seen.lock().unwrap()[0], "rejected", "{fault:?}");
        assert_eq!(fixture.channel.counts().done, 0, "{fault:?}");
        drop(connection);
    }
}

#[tokio::test]
async fn a_message_of_another_app_reaches_nothing() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection(fixture.gateway()).start();
    let push = Push::new("my.message", "{}").app_id("2014060600164000");
    assert_eq!(fixture.channel.push(push).next().await, Acknowledged::Fail);
    assert_eq!(fixture.handled(), 0);
    drop(connection);
}

#[tokio::test]
async fn what_is_unusual_and_not_wrong_is_taken() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection(fixture.gateway()).start();
    let large = format!(r#"{{"text":"{}"}}"#, "支".repeat(350_000));
    for (push, what) in [
        (Push::new("my.message", "{}").fault(PushFault::NumberTimestamp), "a number as time"),
        (Push::new("my.message", "{}").fault(PushFault::Fragmented(7)), "fragments"),
        (Push::new("my.message", "{}").fault(PushFault::ChangedMsgId), "an id is not signed"),
        (Push::new("my.message", r#"{"a":"} \" {"}"#), "braces in strings"),
        (Push::new("my.message", large), "a megabyte"),
        (Push::new("my.message", "{}").msg_id("\"\\\u{1}"), "an id that has to be escaped"),
    ] {
        assert_eq!(fixture.channel.push(push).next().await, Acknowledged::Success, "{what}");
    }
    assert_eq!(fixture.handled(), 6);
    connection.stop().await;
}

#[tokio::test]
async fn frames_that_are_none_are_passed_over() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection(fixture.gateway()).start();
    for fault in [PushFault::NoEmptyLine, PushFault::Binary, PushFault::UnknownCommand] {
        let _ = fixture.channel.push(Push::new("my.message", "{}").fault(fault));
    }
    let mut receipt = fixture.channel.push(Push::new("my.message", "{}"));
    assert_eq!(receipt.next().await, Acknowledged::Success, "the connection goes on");
    connection.until(|health| health.broken_frames == 2).await;
    assert_eq!(fixture.handled(), 1);
    assert_eq!((fixture.channel.counts().failed, fixture.channel.counts().connections), (0, 1));
    drop(connection);
}

#[tokio::test]
async fn a_message_that_comes_twice_is_handled_once() {
    let fixture = Fixture::new().await;
    let gateway = fixture.gateway().dedupe(MemoryStore::default());
    let connection = fixture.connection(gateway).start();
    let push = Push::new("my.message", "{}").msg_id("m1").fault(PushFault::Twice);
    let mut receipts = [fixture.channel.push(push.clone()), fixture.channel.push(push)];
    for receipt in &mut receipts {
        assert_ne!(receipt.done().await, 0);
    }
    assert_eq!(fixture.handled(), 1);
    connection.stop().await;
}

#[tokio::test]
async fn two_connections_of_one_app_share_the_work_and_the_store() {
    let fixture = Fixture::new().await;
    let gateway = fixture.gateway().dedupe(MemoryStore::default()).build().unwrap();
    let key = AppPrivateKey::parse(&fixture.app_key.private_key_pem()).unwrap();
    let connect = || {
        let endpoint = fixture.channel.endpoint();
        LongConnection::builder(endpoint, APP, key.clone(), gateway.clone()).timing(quick()).start()
    };
    let (one, other) = (connect(), connect());
    fixture.channel.until(|counts| counts.connections == 2).await;
    let pushes = (0..50).map(|_| Push::new("my.message", "{}"));
    let mut receipts: Vec<_> = pushes.map(|push| fixture.channel.push(push)).collect();
    for receipt in &mut receipts {
        assert_eq!(receipt.done().await, 1);
    }
    assert_eq!(fixture.handled(), 50);
    one.stop().await;
    other.stop().await;
    assert_eq!(fixture.channel.counts().closed, 2);
}
