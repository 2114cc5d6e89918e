//! When Alipay delivers a message again: eight deliveries in about 25 hours.

use std::io::{IsTerminal, Write, stderr};
use std::thread;
use std::time::{Duration, Instant};

use crate::lang::say;

/// How long Alipay waits before the second delivery, the third …
const WAITS: [Duration; 7] = [
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(10),
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(6),
    Duration::from_hours(15),
];

/// How often Alipay delivers a message at the most.
pub(super) const DELIVERIES: usize = WAITS.len() + 1;

/// How long Alipay waits after a delivery, counted from 1, that was not answered `success`; `None` after the last.
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

/// Waits, that many times faster than Alipay does, and says so: by one line that changes where that is a terminal.
pub(super) fn wait(wait: Duration, speed: u32, next: usize) {
    let real = wait / speed;
    let (shown, sped_up) = (shown(wait), if speed > 1 { format!(" ({real:?})") } else { String::new() });
    let mut err = stderr();
    if !err.is_terminal() {
        let line = say!(
            "waiting {shown}{sped_up} for delivery {next} of {DELIVERIES}",
            "等待 {shown}{sped_up} 后进行第 {next}/{DELIVERIES} 次投递"
        );
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(err, "{line}");
        return thread::sleep(real);
    }
    let until = Instant::now() + real;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let seconds = left.as_secs_f32().ceil();
        let line = say!(
            "delivery {next} of {DELIVERIES} in {seconds} s",
            "{seconds} 秒后进行第 {next}/{DELIVERIES} 次投递"
        );
        let _ = write!(err, "\r{line}\u{1b}[K").and_then(|()| err.flush());
        thread::sleep(left.min(Duration::from_secs(1)));
    }
    let _ = write!(err, "\r\u{1b}[K");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_deliveries_take_about_25_hours() {
        let waits: Vec<String> =
            (0..=9).map(|delivery| wait_after(delivery).map_or_else(String::new, shown)).collect();
        assert_eq!(waits, ["", "2m", "10m", "10m", "1h", "2h", "6h", "15h", "", ""]);
        assert_eq!(WAITS.iter().sum::<Duration>(), Duration::from_mins(24 * 60 + 22));
    }
}
