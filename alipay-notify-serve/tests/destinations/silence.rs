//! Servers that take connections and say nothing.

use std::time::Duration;

use alipay_notify_serve::{DeliveryError, Destination, Http, Nats, RabbitMq, Redis};
use tokio::io;
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
async fn hung_up(listener: &TcpListener) {
    let (mut stream, _) = listener.accept().await.expect("it listens");
    // However it does.
    let _ = io::copy(&mut stream, &mut io::sink()).await;
}

/// Each attempt times out, and nothing is left of it.
async fn times_out(destination: impl Destination, listener: TcpListener) {
    let event = sample::event("n1").await;
    for _ in 0..3 {
        assert_eq!(destination.deliver(&event).await, Err(DeliveryError::TimedOut(LIMIT)));
        hung_up(&listener).await;
    }
    assert_eq!(destination.reach().await, Err(DeliveryError::TimedOut(LIMIT)));
}

#[tokio::test]
async fn of_nats() {
    for scheme in ["nats", "tls"] {
        let (listener, address) = listen().await;
        let nats = Nats::new(&format!("{scheme}://{address}"), "{type}").expect("good");
        times_out(nats.time_limit(LIMIT), listener).await;
    }
}

#[tokio::test]
async fn of_redis() {
    for scheme in ["redis", "rediss"] {
        let (listener, address) = listen().await;
        let redis = Redis::new(&format!("{scheme}://{address}"), "events").expect("good");
        times_out(redis.time_limit(LIMIT), listener).await;
    }
}

#[tokio::test]
async fn of_http() {
    for scheme in ["http", "https"] {
        let (listener, address) = listen().await;
        let http = Http::new(&format!("{scheme}://{address}")).expect("good");
        times_out(http.time_limit(LIMIT), listener).await;
    }
}

/// Here the client does not hang up: so no more than one connection is waited for.
#[tokio::test]
async fn of_rabbitmq() {
    for scheme in ["amqp", "amqps"] {
        let (listener, address) = listen().await;
        let rabbitmq = RabbitMq::new(&format!("{scheme}://{address}"), "events").expect("good");
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
}
