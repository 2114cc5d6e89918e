//! How long to wait before the next attempt.

use std::time::Duration;

/// Waits that double from one failure to the next, each shortened by chance by up to a half, so
/// that many programs do not come back at the same moment.
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl Backoff {
    pub(crate) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, failures: 0 }
    }

    /// After a while of health, failures count from anew.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The wait after one more failure.
    pub(crate) fn next(&mut self) -> Duration {
        let mut random = [0; 4];
        // Without chance, the longest wait is the safe one.
        let chance = getrandom::fill(&mut random).map_or(u32::MAX, |()| u32::from_ne_bytes(random));
        self.next_by(chance)
    }

    fn next_by(&mut self, chance: u32) -> Duration {
        let doubled = self.first.saturating_mul(2u32.saturating_pow(self.failures));
        self.failures = self.failures.saturating_add(1);
        let half = doubled.min(self.longest) / 2;
        half + half.mul_f64(f64::from(chance) / f64::from(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_begin_anew_after_health() {
        let seconds = |backoff: &mut Backoff, chance| backoff.next_by(chance).as_secs_f64();
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));
        let waits: Vec<_> = (0..8).map(|_| seconds(&mut backoff, u32::MAX)).collect();
        assert_eq!(waits, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]);
        assert_eq!(seconds(&mut backoff, 0).to_bits(), 30f64.to_bits(), "by chance half of it");
        for _ in 0..100 {
            let _ = backoff.next();
        }
        backoff.reset();
        assert_eq!(seconds(&mut backoff, 0).to_bits(), 0.5f64.to_bits());
    }
}
