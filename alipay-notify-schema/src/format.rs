//! The formats of texts: amounts and points in time.

use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

use crate::violation::Problem;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An amount in yuan (元), as [`fen`] reads it.
    Yuan,
    /// A point in time as a clock in Beijing shows it, as [`beijing_time`] reads it.
    BeijingTime,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Yuan, Self::BeijingTime];

    /// What the keyword `x-alipay-format` takes.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Yuan => "yuan",
            Self::BeijingTime => "beijing-time",
        }
    }

    /// Whether a text is written so.
    #[must_use]
    pub fn permits(self, text: &str) -> bool {
        match self {
            Self::Yuan => fen(text).is_some(),
            Self::BeijingTime => beijing_time(text).is_some(),
        }
    }

    /// What is wrong with a text that is not.
    #[must_use]
    pub const fn problem(self) -> Problem {
        match self {
            Self::Yuan => Problem::NotYuan,
            Self::BeijingTime => Problem::NotBeijingTime,
        }
    }

    /// A text that is written so.
    pub(crate) const fn example(self) -> &'static str {
        match self {
            Self::Yuan => "1.00",
            Self::BeijingTime => "2026-01-01 08:00:00",
        }
    }
}

/// The fen (分) of an amount in yuan: digits, and perhaps a point and one or two more. There is no
/// sign, no exponent, no space, and nothing is rounded.
///
/// ```
/// # use alipay_notify_schema::format::fen;
/// assert_eq!([fen("88.8"), fen("0.01"), fen("100")], [Some(8880), Some(1), Some(10_000)]);
/// assert_eq!([fen("1e3"), fen("-1.00"), fen("1.000"), fen("")], [None; 4]);
/// ```
#[must_use]
pub fn fen(text: &str) -> Option<u64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, digits(fraction)?),
        None => (text, 0),
    };
    let fraction = match text.len() - whole.len() {
        0 | 3 => fraction,
        2 => fraction * 10,
        _ => return None,
    };
    digits(whole)?.checked_mul(100)?.checked_add(fraction)
}

/// How far the clocks of Beijing are ahead of UTC, all the year.
const BEIJING: UtcOffset = match UtcOffset::from_hms(8, 0, 0) {
    Ok(offset) => offset,
    Err(_) => panic!("an offset of eight hours exists"),
};

/// The point in time that a clock in Beijing (+08:00) shows as `yyyy-MM-dd HH:mm:ss`, perhaps with
/// a point and one to three digits of a second. The date is one of the calendar.
///
/// ```
/// # use alipay_notify_schema::format::beijing_time;
/// let time = beijing_time("2023-12-21 16:26:45.32").expect("this is a time");
/// assert_eq!(time.unix_timestamp_nanos() / 1_000_000, 1_703_147_205_320);
/// assert_eq!(beijing_time("2023-02-29 16:26:45"), None);
/// ```
#[must_use]
pub fn beijing_time(text: &str) -> Option<OffsetDateTime> {
    const PATTERN: &[u8] = b"0000-00-00 00:00:00";

    let fits = |(byte, wanted): (&u8, &u8)| match wanted {
        b'0' => byte.is_ascii_digit(),
        _ => byte == wanted,
    };
    let (seconds, fraction) = text.as_bytes().split_at_checked(PATTERN.len())?;
    if !seconds.iter().zip(PATTERN).all(fits) {
        return None;
    }
    let millisecond = match fraction {
        [] => 0,
        [b'.', fraction @ ..] if (1..=3).contains(&fraction.len()) => {
            let missing = u32::try_from(3 - fraction.len()).ok()?;
            small(fraction)? * 10_u16.pow(missing)
        }
        _ => return None,
    };
    let [year, month, day, hour, minute, second] =
        [0..4, 5..7, 8..10, 11..13, 14..16, 17..19].map(|range| seconds.get(range).and_then(small));
    let small = |part: Option<u16>| u8::try_from(part?).ok();
    let month = Month::try_from(small(month)?).ok()?;
    let date = Date::from_calendar_date(year?.into(), month, small(day)?).ok()?;
    let (hour, minute, second) = (small(hour)?, small(minute)?, small(second)?);
    let time = Time::from_hms_milli(hour, minute, second, millisecond).ok()?;
    Some(date.with_time(time).assume_offset(BEIJING))
}

/// The number that some digits are, at least one and no more than can be held.
fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// The number that one to four digits are.
fn small(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |number: u16, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (text, expected) in [
            ("0", 0),
            ("0.00", 0),
            ("0.1", 10),
            ("0.01", 1),
            ("00.10", 10),
            ("88.88", 8888),
            ("100000000", 10_000_000_000),
            ("184467440737095516.15", u64::MAX),
        ] {
            assert_eq!(fen(text), Some(expected), "{text}");
        }
        for text in [
            "",
            ".",
            ".5",
            "5.",
            "0.001",
            "1.000",
            "1e3",
            "1E3",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1,00",
            "1.+5",
            "1.0e",
            "0x1",
            "１",
            "1.0.0",
            "NaN",
            "184467440737095516.16",
            "99999999999999999999",
            "999999999999999999999999",
        ] {
            assert_eq!(fen(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_those_of_a_clock_in_beijing() {
        for (text, milliseconds) in [
            ("1970-01-01 08:00:00", 0),
            ("2015-04-28 15:45:57.320", 1_430_207_157_320),
            ("2015-04-28 15:45:57.3", 1_430_207_157_300),
            ("2015-04-28 15:45:57.03", 1_430_207_157_030),
            ("2024-02-29 23:59:59", 1_709_222_399_000),
            ("2115-02-01 00:00:00", 4_578_393_600_000),
            ("0001-01-01 00:00:00", -62_135_625_600_000),
            ("9999-12-31 23:59:59.999", 253_402_271_999_999),
        ] {
            let found = beijing_time(text).map(|time| time.unix_timestamp_nanos() / 1_000_000);
            assert_eq!(found, Some(milliseconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "2015-04-28",
            "2015-04-28T15:45:57",
            "2015-04-28 15:45",
            "2015-04-28 15:45:57.",
            "2015-04-28 15:45:57.3200",
            "2015-04-28 15:45:57,320",
            "2015-04-28 15:45:57 ",
            "2015-04-28 15:45:57Z",
            "2015-04-28 15:45:57.+1",
            " 015-04-28 15:45:57",
            "2015-4-28 15:45:57",
            "2015-04-28 24:00:00",
            "2015-04-28 15:60:00",
            "2015-04-28 15:45:60",
            "2015-00-28 15:45:57",
            "2015-13-28 15:45:57",
            "2015-04-31 15:45:57",
            "2015-04-00 15:45:57",
            "2023-02-29 15:45:57",
            "1900-02-29 15:45:57",
            "２015-04-28 15:45",
            "2015-04-28 15:45:5元",
        ] {
            assert_eq!(beijing_time(text), None, "{text}");
        }
    }
}
