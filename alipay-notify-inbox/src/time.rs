//! Points in time as tables keep them: milliseconds since 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Two centuries: added to the time of day, it overflows nowhere.
const LONGEST: Duration = Duration::from_hours(200 * 365 * 24);

/// A point in time; 1970 where it is earlier.
pub(crate) fn millis_of(time: SystemTime) -> i64 {
    millis(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

/// A duration, of two centuries at the most.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.min(LONGEST).as_millis()).unwrap_or(i64::MAX)
}

/// The point in time that was kept.
pub(crate) fn time_of(millis: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(millis.max(0).unsigned_abs()).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_kept_and_none_overflows() {
        let time = UNIX_EPOCH + Duration::from_millis(1_800_000_000_123);
        assert_eq!(millis_of(time), 1_800_000_000_123);
        assert_eq!(time_of(1_800_000_000_123), time);
        assert_eq!(millis_of(UNIX_EPOCH - Duration::from_secs(1)), 0);
        assert_eq!(time_of(-1), UNIX_EPOCH);
        assert_eq!(millis(Duration::MAX), 200 * 365 * 24 * 3_600_000);
        assert_eq!(time_of(i64::MAX), UNIX_EPOCH + LONGEST);
    }
}
