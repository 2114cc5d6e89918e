//! A server of axum that stops: who is waited for, and who is not.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use alipay_notify_axum::Serve;
use tokio::sync::oneshot;

use super::{
    HALF, HANGS, HEAD, HOUR, Held, answer, axum, connect, delivery, gateway, is_closed, kept_alive,
};

#[test]
fn nobody_without_a_request_keeps_it_waiting() {
    let (ask, asked) = asked();
    let settings = |serve: Serve| serve.head_time(HOUR).stop_time(HOUR).until(asked);
    let (address, ended) = axum(gateway(), settings);
    let mut waiting = Vec::new();
    for bytes in [&b""[..], HALF, HEAD] {
        waiting.push(connect(address, bytes));
        let mut again = connect(address, &kept_alive("1"));
        assert_eq!(answer(&mut again), "success");
        again.write_all(bytes).expect("it was kept alive");
        waiting.push(again);
    }

    ask.send(()).expect("it runs");
    assert!(has_ended(&ended));
    assert!(waiting.into_iter().all(is_closed));
}

#[test]
fn what_is_at_work_is_answered() {
    let held = Held::new();
    let (ask, asked) = asked();
    let settings = |serve: Serve| serve.stop_time(HOUR).until(asked);
    let (address, ended) = axum(held.gateway.clone(), settings);
    let mut sender = connect(address, &kept_alive("1"));
    assert_eq!(held.begun(), "1");

    ask.send(()).expect("it runs");
    // Once it is stopping, nobody listens any more.
    while TcpStream::connect(address).is_ok() {}
    held.end();
    assert_eq!(answer(&mut sender), "success");
    assert!(has_ended(&ended));
    assert!(is_closed(sender));
}

#[test]
fn what_is_at_work_for_too_long_is_not_waited_for() {
    let held = Held::new();
    let (ask, asked) = asked();
    let settings = |serve: Serve| serve.stop_time(Duration::from_millis(100)).until(asked);
    let (address, ended) = axum(held.gateway.clone(), settings);
    let sender = connect(address, &delivery("1"));
    assert_eq!(held.begun(), "1");

    ask.send(()).expect("it runs");
    assert!(has_ended(&ended));
    assert!(is_closed(sender));
}

/// A future for the server, and what makes it ready.
fn asked() -> (oneshot::Sender<()>, impl Future<Output = ()> + Send + 'static) {
    let (ask, asked) = oneshot::channel();
    (ask, async { asked.await.expect("the test asks") })
}

fn has_ended(ended: &mpsc::Receiver<()>) -> bool {
    ended.recv_timeout(HANGS).is_ok()
}
