//! Durations as servers take them.

use std::time::Duration;

/// In milliseconds, rounded up: no server takes a lease of nothing. Two centuries at the most, so
/// that nothing which is added to the time of day overflows.
pub(crate) fn millis(duration: Duration) -> i64 {
    const LONGEST: Duration = Duration::from_hours(200 * 365 * 24);
    let millis = duration.min(LONGEST).as_nanos().div_ceil(1_000_000).max(1);
    i64::try_from(millis).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_duration_is_nothing_or_too_much() {
        assert_eq!(millis(Duration::ZERO), 1);
        assert_eq!(millis(Duration::from_nanos(1)), 1);
        assert_eq!(millis(Duration::from_millis(300)), 300);
        assert_eq!(millis(Duration::from_nanos(300_000_001)), 301);
        assert_eq!(millis(Duration::MAX), 200 * 365 * 24 * 3_600_000);
    }
}
