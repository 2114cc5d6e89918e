//! Connections that are lost, and stopping.

use alipay_notify::MemoryStore;
use alipay_notify_ws::testing::{Acknowledged, Disturbance, Push};
use alipay_notify_ws::{ConnectionError, State};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::*;

#[tokio::test]
async fn a_lost_connection_is_opened_again_with_a_new_registration() {
    for (disturbance, silence) in [
        (Disturbance::Close(1001), None),
        (Disturbance::Abort, None),
        (Disturbance::Deaf, Some(Duration::from_millis(300))),
        (Disturbance::HalfOpen, Some(Duration::from_millis(300))),
    ] {
        let fixture = Fixture::new().await;
        let mut timing = quick();
        timing.silence = silence.unwrap_or(timing.silence);
        let connection = fixture.connection(fixture.gateway()).timing(timing).start();
        connection.until(alipay_notify_ws::Health::is_connected).await;
        fixture.channel.disturb(disturbance);
        connection.until(|health| health.connections >= 2).await;

        let error = connection.health().last_failure.unwrap().error;
        let is_expected = match disturbance {
            Disturbance::Close(code) => {
                matches!(*error, ConnectionError::Closed { code: Some(given) } if given == code)
            }
            Disturbance::Abort => {
                matches!(
                    *error,
                    ConnectionError::Broken(_) | ConnectionError::Closed { code: None }
                )
            }
            _ => matches!(*error, ConnectionError::Silent { .. }),
        };
        assert!(is_expected, "{disturbance:?}: {error}");
        let mut receipt = fixture.channel.push(Push::new("my.message", "{}"));
        assert_ne!(receipt.done().await, 0, "{disturbance:?}");
        assert!(fixture.channel.counts().registrations >= 2);
        connection.stop().await;
    }
}

/// Without that, the last of these waits would be more than an hour.
#[tokio::test]
async fn waits_begin_with_the_first_again_after_health() {
    let longest_wait = Duration::from_secs(86_400);
    lose(24, Timing { healthy: Duration::ZERO, longest_wait, ..quick() }).await;
}

/// They only ever take longer than that, so nothing depends on how fast the machine is.
#[tokio::test]
async fn waits_double_until_a_connection_was_healthy() {
    let hours = Duration::from_secs(86_400);
    let timing = Timing { healthy: hours, longest_wait: hours, ..quick() };
    let begun = Instant::now();
    lose(6, Timing { first_wait: Duration::from_millis(50), ..timing }).await;
    // From 50 to 1600 ms, each shorter by a half at the most.
    assert!(begun.elapsed() >= Duration::from_millis(1575), "{:?}", begun.elapsed());
}

/// Has a connection lost so many times, and opened again.
async fn lose(times: u64, timing: Timing) {
    let fixture = Fixture::new().await;
    let connection = fixture.connection(fixture.gateway()).timing(timing).start();
    let losing = async {
        for lost in 0..times {
            connection.until(|health| health.is_connected() && health.connections > lost).await;
            fixture.channel.disturb(Disturbance::Abort);
        }
        connection.until(|health| health.connections > times).await;
    };
    timeout(Duration::from_secs(60), losing).await.expect("it waits for hours");
    connection.stop().await;
}

#[tokio::test]
async fn a_connection_may_break_at_any_byte() {
    for bytes in [0, 1, 2, 3, 10, 100, 300] {
        let fixture = Fixture::new().await;
        let connection = fixture.connection(fixture.gateway()).start();
        connection.until(alipay_notify_ws::Health::is_connected).await;
        fixture.channel.disturb(Disturbance::AbortAfter(bytes));
        let mut receipt = fixture.channel.push(Push::new("my.message", "{}"));
        assert_eq!(receipt.done().await, 2, "after {bytes} bytes");
        assert_eq!(fixture.handled(), 1, "after {bytes} bytes");
        connection.stop().await;
    }
}

/// Messages wait in it until they are let go.
fn held(fixture: &Fixture) -> (GatewayBuilder, Arc<Semaphore>, Arc<AtomicUsize>) {
    let (gate, started) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let (handled, inner, count) =
        (Arc::clone(&fixture.handled), Arc::clone(&gate), Arc::clone(&started));
    let gateway = fixture.builder().fallback(move |_: Verified| {
        let (gate, handled) = (Arc::clone(&inner), Arc::clone(&handled));
        count.fetch_add(1, Ordering::Relaxed);
        async move {
            gate.acquire_owned().await.unwrap().forget();
            handled.fetch_add(1, Ordering::Relaxed);
            Reply::Success
        }
    });
    (gateway, gate, started)
}

#[tokio::test]
async fn an_acknowledgement_goes_to_its_own_connection_or_nowhere() {
    let fixture = Fixture::new().await;
    let (gateway, gate, started) = held(&fixture);
    let connection = fixture.connection(gateway.dedupe(MemoryStore::default())).start();
    let mut receipt = fixture.channel.push(Push::new("my.message", "{}").msg_id("m1"));
    while started.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
    fixture.channel.disturb(Disturbance::Abort);
    assert_eq!(receipt.next().await, Acknowledged::Nothing);
    // While the first delivery is still at work, others of it are declined.
    assert_eq!(receipt.next().await, Acknowledged::Fail);
    gate.add_permits(1);
    assert_ne!(receipt.done().await, 0);
    assert_eq!(fixture.handled(), 1, "it was finished, and its redelivery was known");
    connection.stop().await;
}

#[tokio::test]
async fn stopping_finishes_and_acknowledges_what_is_at_work() {
    let fixture = Fixture::new().await;
    let (gateway, gate, started) = held(&fixture);
    let connection = fixture.connection(gateway).start();
    let mut receipt = fixture.channel.push(Push::new("my.message", "{}"));
    while started.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
    let stopping = tokio::spawn(connection.stop());
    gate.add_permits(1);
    assert_eq!(receipt.next().await, Acknowledged::Success);
    stopping.await.unwrap();
    assert_eq!(fixture.channel.counts().closed, 1, "with code 1000");
    assert_eq!(fixture.handled(), 1);
}

#[tokio::test]
async fn stopping_ends_the_attempts_as_well() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection(fixture.gateway()).start();
    let mut watch = Box::pin(connection.until(|health| health.state == State::Stopped));
    assert!(futures_util::poll!(&mut watch).is_pending());
    drop(watch);
    connection.stop().await;
}
