//! The contract and races between processes' connections, on servers and files. See [`service`] for
//! which servers.

#![cfg(any(feature = "redis", feature = "sqlite", feature = "postgres"))]

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redis")]
mod redis;
mod replay;
#[cfg(any(feature = "redis", feature = "postgres"))]
mod service;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::time::Duration;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use alipay_notify::store::StoreError;
use alipay_notify::store::{Claim, MessageKey, Store, Token};
use tokio::time::{sleep, timeout};

const LONG: Duration = Duration::from_hours(1);

fn token() -> Token {
    Token::random().expect("the machine has a source of randomness")
}

/// A message that no other test has.
fn message() -> MessageKey {
    MessageKey::of_notify_id("2014060600164699", &token().to_string())
}

/// Stores with connections of their own claim the same messages from many tasks: each message has
/// one winner.
async fn one_winner_per_message<S: Store + Clone>(stores: [S; 2]) {
    const MESSAGES: usize = 20;
    const TASKS: usize = 16;
    let messages: Vec<_> = (0..MESSAGES).map(|_| message()).collect();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (store, messages) = (stores[task % 2].clone(), messages.clone());
            tokio::spawn(async move {
                let mut won = Vec::new();
                for message in messages {
                    let token = token();
                    if store.claim(&message, token, LONG).await.expect("the store works")
                        == Claim::Granted
                    {
                        won.push((message, token));
                    }
                }
                won
            })
        })
        .collect();
    let mut won = Vec::new();
    for task in tasks {
        won.extend(task.await.expect("the task does not panic"));
    }
    assert_eq!(won.len(), MESSAGES, "each message has one winner");
    for message in &messages {
        assert_eq!(won.iter().filter(|win| win.0 == *message).count(), 1, "{message}");
    }
    for (message, token) in won {
        assert!(
            stores[0].complete(&message, token, LONG).await.expect("the store works"),
            "{message}"
        );
        assert_eq!(
            stores[1].claim(&message, self::token(), LONG).await.expect("the store works"),
            Claim::Done
        );
    }
}

/// An abandoned claim ends long before its lease.
async fn abandons<S: Store>(store: &S) {
    let (message, holder) = (message(), token());
    assert_eq!(store.claim(&message, holder, LONG).await.expect("the store works"), Claim::Granted);
    store.abandon(&message, holder);
    is_at_last(store, &message, Claim::Granted).await;
}

/// A delivery may be dropped at any moment of its claim, which ends long before its lease.
async fn abandons_amid_a_claim<S: Store>(store: &S) {
    for tenth in 0..60 {
        let (message, holder) = (message(), token());
        let claim = store.claim(&message, holder, LONG);
        let _ = timeout(Duration::from_micros(100 * tenth), claim).await;
        store.abandon(&message, holder);
        is_at_last(store, &message, Claim::Granted).await;
    }
}

/// A claim that is settled is done soon.
async fn settles<S: Store>(store: &S) {
    let (message, holder) = (message(), token());
    assert_eq!(store.claim(&message, holder, LONG).await.expect("the store works"), Claim::Granted);
    store.settle(&message, holder, LONG);
    is_at_last(store, &message, Claim::Done).await;
}

/// Waits until a claim is answered thus.
async fn is_at_last<S: Store>(store: &S, message: &MessageKey, answer: Claim) {
    let mut claim = None;
    for _ in 0..200 {
        claim = Some(store.claim(message, token(), LONG).await.expect("the store works"));
        if claim == Some(answer) {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(claim, Some(answer), "not within 10 seconds");
}

/// Without a runtime nobody can release, and nothing panics.
fn abandons_without_a_runtime<S: Store>(store: S) {
    std::thread::spawn(move || store.abandon(&message(), token()))
        .join()
        .expect("it does not panic");
}

/// No duration overflows.
async fn takes_any_duration<S: Store>(store: &S) {
    let (message, holder) = (message(), token());
    assert_eq!(
        store.claim(&message, holder, Duration::MAX).await.expect("the store works"),
        Claim::Granted
    );
    assert!(store.complete(&message, holder, Duration::MAX).await.expect("the store works"));
    assert_eq!(
        store.claim(&message, token(), Duration::MAX).await.expect("the store works"),
        Claim::Done
    );
}

/// Claims that have expired are removed, as many as are asked for, and others are not.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
async fn purges<S: Store, P: Future<Output = Result<u64, StoreError>>>(
    store: &S,
    purge: impl Fn(u32) -> P,
) {
    let kept = message();
    assert_eq!(store.claim(&kept, token(), LONG).await.expect("the store works"), Claim::Granted);
    let mut purged = [0; 3];
    // The first claim has a task purge, too, which may come in between: once.
    for _ in 0..2 {
        for _ in 0..5 {
            let brief = Duration::from_millis(1);
            assert_eq!(
                store.claim(&message(), token(), brief).await.expect("the store works"),
                Claim::Granted
            );
        }
        sleep(Duration::from_millis(500)).await;
        for count in &mut purged {
            *count = purge(3).await.expect("the store works");
        }
        if purged == [3, 2, 0] {
            break;
        }
    }
    assert_eq!(purged, [3, 2, 0]);
    assert_eq!(store.claim(&kept, token(), LONG).await.expect("the store works"), Claim::InFlight);
}
