//! When Alipay delivers a message again: eight deliveries in about 25 hours.

use std::io::{Write, stderr};
use std::thread;
use std::time::Duration;

use crate::lang::say;

/// How long Alipay waits before the second delivery, the third …
const WAITS: [Duration; 7] = [
    Duration::from_secs(2 * 60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(2 * 60 * 60),
    Duration::from_secs(6 * 60 * 60),
    Duration::from_secs(15 * 60 * 60),
];

/// How often Alipay delivers a message at the most.
pub(super) const DELIVERIES: usize = WAITS.len() + 1;

/// How long Alipay waits after a delivery, counted from 1, that was not answered `success`; `None`
/// after the last.
pub(super) fn wait_after(delivery: usize) -> Option<Duration> {
    delivery.checked_sub(1).and_then(|index| WAITS.get(index)).copied()
}

/// `2m`, `6h`.
pub(super) fn shown(wait: Duration) -> String {
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
    fn eight_deliveries_take_about_25_hours() {
        let waits: Vec<String> =
            (0..=9).map(|delivery| wait_after(delivery).map_or_else(String::new, shown)).collect();
        assert_eq!(waits, ["", "2m", "10m", "10m", "1h", "2h", "6h", "15h", "", ""]);
        assert_eq!(WAITS.iter().sum::<Duration>(), Duration::from_secs((24 * 60 + 22) * 60));
    }

    #[test]
    fn waiting_is_shown_in_real_time() {
        let (minutes, seconds) = (Duration::from_secs(10 * 60), Duration::from_secs(1));
        assert_eq!(announcement(minutes, minutes, 3), "waiting 10m for delivery 3 of 8");
        assert_eq!(announcement(minutes, seconds, 3), "waiting 10m (1s) for delivery 3 of 8");
    }
}
