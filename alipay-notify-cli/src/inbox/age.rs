//! How long ago something was: `90d`, `12h`.

use std::time::Duration;

use crate::lang::say;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Reads a number with a unit.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let read = || {
        let unit = text.chars().next_back()?;
        let number = text.strip_suffix(unit)?;
        let seconds = match unit {
            's' => 1,
            'm' => MINUTE,
            'h' => HOUR,
            'd' => DAY,
            _ => return None,
        };
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = is_number.then(|| number.parse().ok())??;
        Some(Duration::from_secs(number.checked_mul(seconds)?))
    };
    read().ok_or_else(|| {
        say!(
            "a whole number and its unit are expected: 90d, 12h, 30m or 10s",
            "应为整数加单位：90d、12h、30m 或 10s"
        )
    })
}

/// A duration in its largest unit, in four columns for a lifetime of any inbox.
pub(super) fn short(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..MINUTE => format!("{seconds}s"),
        MINUTE..HOUR => format!("{}m", seconds / MINUTE),
        HOUR..DAY => format!("{}h", seconds / HOUR),
        _ => format!("{}d", seconds / DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_and_written() {
        for (text, seconds) in [("0s", 0), ("59s", 59), ("30m", 1800), ("23h", 82_800)] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)));
            assert_eq!(short(Duration::from_secs(seconds)), text);
        }
        assert_eq!(short(Duration::from_secs(90 * DAY + HOUR)), "90d");
        let expected = "a whole number and its unit are expected: 90d, 12h, 30m or 10s".to_owned();
        for text in ["", "d", "90", "1.5d", "-1d", "+1d", "9 d", "1天", "99999999999999999d"] {
            assert_eq!(parse(text), Err(expected.clone()), "{text}");
        }
    }
}
