//! How often, and how soon, a failed message is tried again.

use std::num::NonZeroU32;
use std::time::Duration;

use alipay_notify::store::Token;

/// How often, and how soon, a message is tried again whose handler failed.
///
/// Waits double from one failure to the next, each shortened by chance by up to a half, so that
/// what failed together does not come back together. Unless set, the first is 10 seconds, the
/// longest an hour, and after 60 attempts, which take more than a day, a message is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retries {
    first: Duration,
    longest: Duration,
    attempts: NonZeroU32,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(10),
            longest: Duration::from_hours(1),
            attempts: const { NonZeroU32::new(60).unwrap() },
        }
    }
}

impl Retries {
    /// The wait after the first failure.
    pub fn first(mut self, wait: Duration) -> Self {
        self.first = wait;
        self
    }

    /// The longest wait.
    pub fn longest(mut self, wait: Duration) -> Self {
        self.longest = wait;
        self
    }

    /// How many attempts there are in all.
    pub fn attempts(mut self, attempts: NonZeroU32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The wait after so many attempts; none where there are no more.
    pub(crate) fn wait(&self, attempts: u32) -> Option<Duration> {
        // Without chance, the longest wait is the safe one.
        let chance = Token::random().map_or(u16::MAX, |token| {
            let [first, second, ..] = *token.as_bytes();
            u16::from_ne_bytes([first, second])
        });
        self.wait_by(attempts, chance)
    }

    fn wait_by(&self, attempts: u32, chance: u16) -> Option<Duration> {
        if attempts >= self.attempts.get() {
            return None;
        }
        let doublings = attempts.saturating_sub(1);
        let doubled = self.first.saturating_mul(2u32.saturating_pow(doublings));
        let half = doubled.min(self.longest) / 2;
        Some(half + half.mul_f64(f64::from(chance) / f64::from(u16::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_end() {
        let waits = |chance| {
            let wait = |attempts| Retries::default().wait_by(attempts, chance);
            (1..=60).map(wait).map(|wait| wait.map(|wait| wait.as_secs())).collect::<Vec<_>>()
        };
        let longest = waits(u16::MAX);
        assert_eq!(longest[..5], [10, 20, 40, 80, 160].map(Some));
        assert_eq!(longest[8..11], [2560, 3600, 3600].map(Some));
        assert_eq!(longest[58..], [Some(3600), None]);
        let shortest = waits(0);
        assert_eq!(shortest[..3], [5, 10, 20].map(Some));
        let whole: u64 = shortest.iter().flatten().sum();
        assert!(whole > 24 * 3600, "{whole} s are no day");
    }
}
