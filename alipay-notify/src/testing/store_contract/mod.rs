//! What every [`Store`] promises, as a test.

mod leases;
mod model;
mod race;
mod steps;

use std::error::Error as _;
use std::time::Duration;

use crate::store::{Claim, MessageKey, Store, StoreError, Token};

/// Holds a store to the contract of [`Store`], and panics with the promise that it breaks.
///
/// Messages are new ones in each run, so a store on a server may be shared and need not be empty.
/// `sleep` lets time pass for the store: a store that tells the time by a server's clock wants the
/// `sleep` of its runtime, one with a [`Clock`](crate::store::Clock) may have that put forward.
/// Leases that are waited for are 200 milliseconds; no promise depends on how fast the machine is.
///
/// Two things are left to the store: whether a claim whose lease has ended can still be completed
/// where nobody else has claimed the message, and whether [`abandon`](Store::abandon) does
/// anything.
///
/// ```
/// use std::future::ready;
/// use std::sync::{Arc, Mutex};
/// use std::time::SystemTime;
///
/// use alipay_notify::MemoryStore;
/// use alipay_notify::testing::store_contract;
///
/// let now = Arc::new(Mutex::new(SystemTime::now()));
/// let clock = Arc::clone(&now);
/// let store = MemoryStore::default().clock(move || *clock.lock().unwrap());
///
/// # futures_executor::block_on(async {
/// store_contract(&store, |duration| {
///     *now.lock().unwrap() += duration;
///     ready(())
/// })
/// .await;
/// # });
/// ```
///
/// A store on a server, with tokio: `store_contract(&store, tokio::time::sleep).await`.
///
/// # Panics
///
/// Where the store breaks a promise, or fails.
pub async fn store_contract<S: Store>(store: &S, sleep: impl AsyncFn(Duration)) {
    let contract = Contract { store, sleep, run: token().to_string() };
    contract.steps().await;
    contract.leases().await;
    contract.races().await;
    contract.model().await;
}

/// A lease that is waited for.
const SHORT: Duration = Duration::from_millis(200);

/// A lease that does not end during the test.
const LONG: Duration = Duration::from_secs(60 * 60);

/// How many times [`SHORT`] to wait for what has to happen at last.
const PATIENCE: u32 = 50;

const APP: &str = "2014060600164699";

struct Contract<'a, S, F> {
    store: &'a S,
    sleep: F,
    /// What makes the messages of this run new ones.
    run: String,
}

impl<S: Store, F: AsyncFn(Duration)> Contract<'_, S, F> {
    /// A message that no other check and no other run has.
    fn message(&self, name: &str) -> MessageKey {
        MessageKey::of_notify_id(APP, &format!("{name}-{}", self.run))
    }

    /// Claims with a token of its own, which is to be answered thus.
    async fn claims(
        &self,
        message: &MessageKey,
        lease: Duration,
        answer: Claim,
        promise: &str,
    ) -> Token {
        let token = token();
        let claim = works("claim", self.store.claim(message, token, lease).await);
        assert!(claim == answer, "{promise}: {answer:?} was promised, the store says {claim:?}");
        token
    }

    /// Completes, which is to be answered thus.
    async fn completes(&self, message: &MessageKey, token: Token, answer: bool, promise: &str) {
        let completed = works("complete", self.store.complete(message, token, LONG).await);
        assert!(
            completed == answer,
            "{promise}: `{answer}` was promised, the store says `{completed}`"
        );
    }

    async fn release(&self, message: &MessageKey, token: Token) {
        works("release", self.store.release(message, token).await);
    }

    /// Claims as soon as whatever is in the way has ended.
    async fn claims_at_last(&self, message: &MessageKey, promise: &str) -> Token {
        for _ in 0..PATIENCE {
            let token = token();
            if works("claim", self.store.claim(message, token, LONG).await) == Claim::Granted {
                return token;
            }
            (self.sleep)(SHORT).await;
        }
        panic!("{promise}: not within {:?}", SHORT * PATIENCE);
    }

    /// More than a lease or a retention of [`SHORT`].
    async fn wait(&self) {
        (self.sleep)(SHORT * 2).await;
    }
}

fn token() -> Token {
    Token::random().expect("the machine has a source of randomness")
}

fn works<T>(step: &str, result: Result<T, StoreError>) -> T {
    result.unwrap_or_else(|error| {
        let source = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        panic!("`{step}` failed: {source}")
    })
}
