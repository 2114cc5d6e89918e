//! When Alipay delivers again what was not answered `success`.

use std::time::Duration;

use alipay_notify_schema::Family;

/// How long Alipay waits before the second delivery, the third and so on: eight deliveries in about
/// 25 hours, all with the same `notify_id`.
#[must_use]
pub const fn redelivery(family: Family) -> [Duration; 7] {
    let first = match family {
        Family::Notify => 4,
        Family::Message | Family::Service => 2,
    };
    [
        minutes(first),
        minutes(10),
        minutes(10),
        minutes(60),
        minutes(2 * 60),
        minutes(6 * 60),
        minutes(15 * 60),
    ]
}

/// The time between the first delivery and the last, of the longest schedule, rounded up to hours.
pub(super) const SCHEDULE: Duration = {
    let (mut longest, mut family) = (0, 0);
    while family < Family::ALL.len() {
        let (waits, mut minutes, mut wait) = (redelivery(Family::ALL[family]), 0, 0);
        while wait < waits.len() {
            minutes += waits[wait].as_secs() / 60;
            wait += 1;
        }
        longest = if minutes > longest { minutes } else { longest };
        family += 1;
    }
    minutes(longest.div_ceil(60) * 60)
};

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_is_within_25_hours() {
        let whole = |family| redelivery(family).iter().sum::<Duration>();
        assert_eq!(whole(Family::Message), minutes(24 * 60 + 22));
        assert_eq!(whole(Family::Notify), minutes(24 * 60 + 24));
        assert_eq!(SCHEDULE, minutes(25 * 60));
    }
}
