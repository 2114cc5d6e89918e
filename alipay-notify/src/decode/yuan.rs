//! Amounts of money.

use std::fmt;
use std::str::FromStr;

use alipay_notify_schema::format::fen;
use alipay_notify_schema::{Decoder, FieldSchema, Format, Kind, Malformed, Problem, Violations};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AlipayValue, private};

/// An amount in yuan (元), exact in fen (分), hundredths of a yuan.
///
/// It is read from a text of digits with at most two decimals, such as `88.8`. There is no sign and
/// no exponent, and nothing is rounded: everything else is a violation. It is written with two
/// decimals, `88.80`. `Debug` does not show it.
///
/// ```
/// use alipay_notify::Yuan;
///
/// let amount: Yuan = "88.8".parse()?;
/// assert_eq!(amount, Yuan::from_fen(8880));
/// assert_eq!((amount.fen(), amount.to_string()), (8880, "88.80".to_owned()));
/// assert!("88.888".parse::<Yuan>().is_err());
/// # Ok::<(), alipay_notify::decode::NotYuan>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yuan {
    fen: u64,
}

/// A value that is no amount in yuan with at most two decimals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount in yuan with at most two decimals")]
pub struct NotYuan;

impl Yuan {
    /// The amount of so many fen, hundredths of a yuan.
    #[must_use]
    pub const fn from_fen(fen: u64) -> Self {
        Self { fen }
    }

    /// How many fen this is, hundredths of a yuan.
    #[must_use]
    pub const fn fen(self) -> u64 {
        self.fen
    }
}

impl FromStr for Yuan {
    type Err = NotYuan;

    fn from_str(text: &str) -> Result<Self, NotYuan> {
        fen(text).map(Self::from_fen).ok_or(NotYuan)
    }
}

/// With two decimals.
impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.fen / 100, self.fen % 100)
    }
}

impl fmt::Debug for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Yuan(…)")
    }
}

impl AlipayValue for Yuan {
    const KIND: Kind = Kind::Format(Format::Yuan);

    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        private::parsed(decoder, field, Format::Yuan)
    }

    /// How long its text would be is not looked at.
    fn check(&self, _: &FieldSchema, _: &mut Violations) {}
}

/// As the text that it is on the wire, with two decimals.
impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        private::deserialize_text(deserializer, &Problem::NotYuan)
    }
}

#[cfg(feature = "rust_decimal")]
impl From<Yuan> for rust_decimal::Decimal {
    fn from(amount: Yuan) -> Self {
        Self::from_i128_with_scale(amount.fen.into(), 2)
    }
}

/// A decimal that is no whole number of fen is no amount: nothing is rounded.
#[cfg(feature = "rust_decimal")]
impl TryFrom<rust_decimal::Decimal> for Yuan {
    type Error = NotYuan;

    fn try_from(decimal: rust_decimal::Decimal) -> Result<Self, NotYuan> {
        decimal.normalize().to_string().parse()
    }
}
