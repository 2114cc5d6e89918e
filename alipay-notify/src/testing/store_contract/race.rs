//! Many deliveries of one message at once.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use super::{Contract, LONG, PATIENCE, SHORT, token, works};
use crate::store::{Claim, MessageKey, Store, Token};

const MANY: usize = 64;

impl<S: Store, F: AsyncFn(Duration)> Contract<'_, S, F> {
    pub(super) async fn races(&self) {
        for round in 0..4 {
            let message = self.message(&format!("race{round}"));
            let winner = self.one_wins(&message, "of many claims at once, one is granted").await;
            self.a_release_lets_one_in(&message, winner).await;
        }
        self.one_takes_over().await;
    }

    /// The token of the only claim of many that is [`Claim::Granted`].
    async fn one_wins(&self, message: &MessageKey, promise: &str) -> Token {
        let claims = self.claim_at_once(message).await;
        let winners = winners(&claims);
        assert!(winners.len() == 1, "{promise}: of {MANY}, {} are", winners.len());
        let done = claims.iter().filter(|(_, claim)| *claim == Claim::Done).count();
        assert!(
            done == 0,
            "a message that nobody completed is not done: {done} of {MANY} claims say so"
        );
        winners[0]
    }

    async fn one_takes_over(&self) {
        let message = self.message("takeover");
        self.claims(&message, SHORT, Claim::Granted, "a message that nobody had is claimed").await;
        for _ in 0..PATIENCE {
            self.wait().await;
            let winners = winners(&self.claim_at_once(&message).await);
            let count = winners.len();
            assert!(
                count <= 1,
                "of many claims after a lease at once, one is granted: of {MANY}, {count} are"
            );
            if let [winner] = winners[..] {
                return self.a_completion_lets_nobody_in(&message, winner).await;
            }
        }
        panic!("of many claims after a lease at once, one is granted: none ever is");
    }

    async fn a_release_lets_one_in(&self, message: &MessageKey, holder: Token) {
        let release = async {
            self.release(message, holder).await;
            None
        };
        let claims =
            with(release, (0..MANY).map(|_| async { Some(self.claim(message).await) })).await;
        let claims: Vec<_> = claims.into_iter().flatten().collect();
        let winners = winners(&claims);
        assert!(
            winners.len() <= 1,
            "of many claims during a release, one at the most is granted: of {MANY}, {} are",
            winners.len()
        );
        if let Some(winner) = winners.first() {
            self.completes(message, *winner, true, "a claim won during a release is one").await;
        }
    }

    async fn a_completion_lets_nobody_in(&self, message: &MessageKey, holder: Token) {
        let complete = async {
            self.completes(message, holder, true, "claims of others don't hinder a completion")
                .await;
            None
        };
        let claims =
            with(complete, (0..MANY).map(|_| async { Some(self.claim(message).await) })).await;
        let claims: Vec<_> = claims.into_iter().flatten().collect();
        let count = winners(&claims).len();
        assert!(count == 0, "no claim during a completion is granted: of {MANY}, {count} are");
        self.claims(message, LONG, Claim::Done, "a message that was completed is done").await;
    }

    async fn claim_at_once(&self, message: &MessageKey) -> Vec<(Token, Claim)> {
        join_all((0..MANY).map(|_| self.claim(message))).await
    }

    async fn claim(&self, message: &MessageKey) -> (Token, Claim) {
        let token = token();
        (token, works("claim", self.store.claim(message, token, LONG).await))
    }
}

fn winners(claims: &[(Token, Claim)]) -> Vec<Token> {
    let winners = claims.iter().filter(|(_, claim)| *claim == Claim::Granted);
    winners.map(|(token, _)| *token).collect()
}

/// One future amid many.
async fn with<T>(
    one: impl Future<Output = T>,
    many: impl ExactSizeIterator<Item = impl Future<Output = T>>,
) -> Vec<T> {
    let middle = many.len() / 2;
    let mut futures: Vec<Pin<Box<dyn Future<Output = T> + '_>>> = Vec::new();
    let mut one = Some(one);
    for (index, future) in many.enumerate() {
        if index == middle
            && let Some(one) = one.take()
        {
            futures.push(Box::pin(one));
        }
        futures.push(Box::pin(future));
    }
    join_all(futures).await
}

/// Runs futures at the same time, on whatever runtime this runs.
async fn join_all<T, F: Future<Output = T>>(futures: impl IntoIterator<Item = F>) -> Vec<T> {
    let mut running: Vec<_> = futures.into_iter().map(|future| Some(Box::pin(future))).collect();
    let mut outputs: Vec<Option<T>> = running.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (slot, output) in running.iter_mut().zip(&mut outputs) {
            if let Some(future) = slot
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *output = Some(value);
                *slot = None;
            }
        }
        if running.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
