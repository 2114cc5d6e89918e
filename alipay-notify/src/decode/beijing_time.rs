//! Points in time.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use alipay_notify_schema::format::beijing_time;
use alipay_notify_schema::{Decoder, FieldSchema, Format, Kind, Malformed, Problem, Violations};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{OffsetDateTime, UtcOffset};

use super::{AlipayValue, private};

/// A point in time as a clock in Beijing shows it, eight hours ahead of UTC all the year:
/// `2023-12-21 16:26:45`, perhaps with one to three digits of a second, `16:26:45.320`.
///
/// Other forms, and dates that the calendar does not have, are violations. Two are equal where they
/// are the same point in time. `Debug` does not show it.
///
/// It converts to [`SystemTime`], to milliseconds since the epoch, which every library of time
/// takes, and to the [`OffsetDateTime`] of the crate `time`, in whose terms it can be taken apart.
///
/// ```
/// use alipay_notify::BeijingTime;
///
/// let paid: BeijingTime = "2023-12-21 16:26:45".parse()?;
/// assert_eq!(paid.unix_milliseconds(), 1_703_147_205_000);
/// assert_eq!(paid.to_string(), "2023-12-21 16:26:45");
/// assert!("2023-02-29 16:26:45".parse::<BeijingTime>().is_err());
/// # Ok::<(), alipay_notify::decode::NotBeijingTime>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BeijingTime(OffsetDateTime);

/// A text that is no time of the form `yyyy-MM-dd HH:mm:ss`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time of the form yyyy-MM-dd HH:mm:ss")]
pub struct NotBeijingTime;

impl BeijingTime {
    /// The whole second that a point in time is in; `None` before 1970 and after the year 9999.
    #[must_use]
    pub fn of(time: SystemTime) -> Option<Self> {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let utc = OffsetDateTime::from_unix_timestamp(i64::try_from(since.as_secs()).ok()?).ok()?;
        utc.checked_to_offset(UtcOffset::from_hms(8, 0, 0).ok()?).map(Self)
    }

    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub fn unix_milliseconds(self) -> i64 {
        self.0.unix_timestamp() * 1000 + i64::from(self.0.millisecond())
    }

    /// The same point in time for the standard library; `None` where its clock begins later, as on
    /// Windows in 1601.
    #[must_use]
    pub fn system_time(self) -> Option<SystemTime> {
        let milliseconds = self.unix_milliseconds();
        let distance = Duration::from_millis(milliseconds.unsigned_abs());
        if milliseconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}

impl FromStr for BeijingTime {
    type Err = NotBeijingTime;

    fn from_str(text: &str) -> Result<Self, NotBeijingTime> {
        beijing_time(text).map(Self).ok_or(NotBeijingTime)
    }
}

/// In the time of Beijing.
impl From<BeijingTime> for OffsetDateTime {
    fn from(time: BeijingTime) -> Self {
        time.0
    }
}

/// As on the wire; with three digits of a second where it is not whole.
impl fmt::Display for BeijingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second, millisecond) = self.0.to_hms_milli();
        let month = u8::from(month);
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")?;
        match millisecond {
            0 => Ok(()),
            _ => write!(f, ".{millisecond:03}"),
        }
    }
}

impl fmt::Debug for BeijingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BeijingTime(…)")
    }
}

impl AlipayValue for BeijingTime {
    const KIND: Kind = Kind::Format(Format::BeijingTime);

    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        private::parsed(decoder, field, Format::BeijingTime)
    }

    /// How long its text would be is not looked at.
    fn check(&self, _: &FieldSchema, _: &mut Violations) {}
}

/// As the text that it is on the wire.
impl Serialize for BeijingTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BeijingTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        private::deserialize_text(deserializer, &Problem::NotBeijingTime)
    }
}
