//! When Alipay delivers again: eight deliveries in about 25 hours.

use std::io::{Write, stderr};
use std::thread;
use std::time::Duration;

use alipay_notify::gateway::redelivery;
use alipay_notify_schema::Family;

use crate::lang::say;

/// How often Alipay delivers at the most.
pub(crate) const DELIVERIES: usize = redelivery(Family::Message).len() + 1;

/// How long Alipay waits after a delivery, counted from 1, that was not answered `success`; `None`
/// after the last.
pub(crate) fn wait_after(family: Family, delivery: usize) -> Option<Duration> {
    delivery.checked_sub(1).and_then(|index| redelivery(family).get(index).copied())
}

/// `2m`, `6h`.
pub(crate) fn shown(wait: Duration) -> String {
    let minutes = wait.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => say!("{minutes}m", "{minutes} 分钟"),
        (hours, _) => say!("{hours}h", "{hours} 小时"),
    }
}

/// Waits, that many times faster than Alipay does, and says so.
pub(super) fn wait(wait: Duration, speed: u32, next: usize) {
    let real = wait / speed;
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(stderr(), "{}", announcement(wait, real, next));
    thread::sleep(real);
}

fn announcement(wait: Duration, real: Duration, next: usize) -> String {
    let sped_up = if real < wait { format!(" ({real:?})") } else { String::new() };
    let wait = shown(wait);
    say!(
        "waiting {wait}{sped_up} for delivery {next} of {DELIVERIES}",
        "等待 {wait}{sped_up} 后进行第 {next}/{DELIVERIES} 次投递"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eight_deliveries() {
        for (family, first) in [(Family::Message, "2m"), (Family::Notify, "4m")] {
            let wait = |delivery| wait_after(family, delivery).map_or_else(String::new, shown);
            let waits: Vec<String> = (0..=9).map(wait).collect();
            assert_eq!(waits, ["", first, "10m", "10m", "1h", "2h", "6h", "15h", "", ""]);
        }
    }

    #[test]
    fn waiting_is_shown_in_real_time() {
        let (minutes, seconds) = (Duration::from_secs(10 * 60), Duration::from_secs(1));
        assert_eq!(announcement(minutes, minutes, 3), "waiting 10m for delivery 3 of 8");
        assert_eq!(announcement(minutes, seconds, 3), "waiting 10m (1s) for delivery 3 of 8");
    }
}
