//! Servers that take connections and say nothing.

use std::io;
use std::time::Duration;

use alipay_notify_serve::{DeliveryError, Destination, Nats, RabbitMq, Redis};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::sample;

const LIMIT: Duration = Duration::from_millis(100);

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound").to_string();
    (listener, address)
}

/// Reads all that comes over the next connection, until the other side hangs up.
async fn hung_up(listener: &TcpListener) -> io::Result<u64> {
    let (mut stream, _) = listener.accept().await.expect("it listens");
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
}

/// Each attempt times out, and nothing is left of it.
async fn times_out(destination: impl Destination, listener: TcpListener) {
    let event = sample::event("n1").await;
    for _ in 0..3 {
        assert_eq!(destination.deliver(&event).await, Err(DeliveryError::TimedOut(LIMIT)));
        hung_up(&listener).await.expect("it hung up");
    }
    assert_eq!(destination.reach().await, Err(DeliveryError::TimedOut(LIMIT)));
}

#[tokio::test]
async fn of_nats() {
    let (listener, address) = listen().await;
    let nats = Nats::new(&format!("nats://{address}"), "{type}").expect("good");
    times_out(nats.time_limit(LIMIT), listener).await;
}

#[tokio::test]
async fn of_redis() {
    let (listener, address) = listen().await;
    let redis = Redis::new(&format!("redis://{address}"), "events").expect("good");
    times_out(redis.time_limit(LIMIT), listener).await;
}

/// Here the client does not hang up: so no more than one connection is waited for.
#[tokio::test]
async fn of_rabbitmq() {
    let (listener, address) = listen().await;
    let rabbitmq = RabbitMq::new(&format!("amqp://{address}"), "events").expect("good");
    let rabbitmq = rabbitmq.time_limit(LIMIT);
    let event = sample::event("n1").await;
    for _ in 0..3 {
        for _ in 0..3 {
            assert_eq!(rabbitmq.deliver(&event).await, Err(DeliveryError::TimedOut(LIMIT)));
        }
        let first = listener.accept().await.expect("it listens");
        if let Ok(second) = timeout(Duration::from_millis(50), listener.accept()).await {
            panic!("there is a second connection: {second:?}");
        }
        // The server hangs up, and the next connection may be made.
        drop(first);
    }
}
