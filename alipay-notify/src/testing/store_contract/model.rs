//! Steps in any order, next to a model of what they should do.

use std::time::Duration;

use super::{Contract, LONG, token, works};
use crate::store::{Claim, MessageKey, Store, Token};

const SEEDS: u64 = 4;
const STEPS: usize = 100;

/// What becomes of one message.
struct Message {
    key: MessageKey,
    state: State,
    /// Every token that ever claimed it, or tried to.
    tokens: Vec<Token>,
}

#[derive(Clone, Copy)]
enum State {
    Free,
    Claimed(Token),
    Done,
}

impl<S: Store, F: AsyncFn(Duration)> Contract<'_, S, F> {
    pub(super) async fn model(&self) {
        for seed in 1..=SEEDS {
            let mut random = Random(seed);
            let mut messages: Vec<_> = (0..4)
                .map(|index| Message {
                    key: self.message(&format!("model{seed}-{index}")),
                    state: State::Free,
                    tokens: vec![token()],
                })
                .collect();
            for step in 1..=STEPS {
                let index = random.below(messages.len());
                let place = format!("step {step} of seed {seed}");
                self.step(&mut messages[index], &mut random, &place).await;
            }
        }
    }

    async fn step(&self, message: &mut Message, random: &mut Random, place: &str) {
        // A message that is done stays so: let most steps be before that.
        match random.below(20) {
            0..=9 => {
                let answer = match message.state {
                    State::Free => Claim::Granted,
                    State::Claimed(_) => Claim::InFlight,
                    State::Done => Claim::Done,
                };
                let promise = format!("a claim is answered by what came before it ({place})");
                let token = self.claims(&message.key, LONG, answer, &promise).await;
                message.tokens.push(token);
                if answer == Claim::Granted {
                    message.state = State::Claimed(token);
                }
            }
            10..=15 => {
                let token = message.any_token(random);
                works("release", self.store.release(&message.key, token).await);
                if message.is_claimed_by(token) {
                    message.state = State::Free;
                }
            }
            16..=17 => {
                let token = message.any_token(random);
                let answer = message.is_claimed_by(token);
                let promise = format!("a completion is answered by what came before it ({place})");
                self.completes(&message.key, token, answer, &promise).await;
                if answer {
                    message.state = State::Done;
                }
            }
            _ => {
                // When an abandoned claim ends is the store's own affair, but one that has ended
                // changes nothing more.
                let token = message.any_token(random);
                if !message.is_claimed_by(token) {
                    self.store.abandon(&message.key, token);
                }
            }
        }
    }
}

impl Message {
    fn any_token(&self, random: &mut Random) -> Token {
        match self.state {
            State::Claimed(token) if random.below(2) == 0 => token,
            _ => self.tokens[random.below(self.tokens.len())],
        }
    }

    fn is_claimed_by(&self, token: Token) -> bool {
        matches!(self.state, State::Claimed(holder) if holder == token)
    }
}

/// `SplitMix64`: the same steps in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // At most `end - 1`, which is a `usize`.
        usize::try_from(mixed % end as u64).unwrap_or_default()
    }
}
