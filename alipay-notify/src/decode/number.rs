//! A number with every digit it came with.

use std::fmt;
use std::str::FromStr;

use alipay_notify_schema::{Decoder, FieldSchema, Kind, Malformed, Violations};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::AlipayValue;

/// A JSON number, kept as its literal so that no digit is lost. `Debug` does not show it.
///
/// Two numbers are equal where their literals are: `1.0` is not `1`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

/// A text that is no JSON number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number as JSON writes them")]
pub struct NotANumber;

impl Number {
    /// The literal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The literal as another type, such as a decimal of your own choice.
    ///
    /// # Errors
    ///
    /// Those of the other type.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.0.parse()
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let mut decoder = Decoder::new(text);
        // The decoder passes over white space, which is no part of a literal.
        let is_number = matches!(decoder.number(), Ok(Some(literal)) if literal == text);
        is_number.then(|| Self(text.into())).ok_or(NotANumber)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number(…)")
    }
}

impl AlipayValue for Number {
    const KIND: Kind = Kind::Number;

    fn decode(decoder: &mut Decoder<'_>, _: &FieldSchema) -> Result<Option<Self>, Malformed> {
        Ok(decoder.number()?.map(|literal| Self(literal.into())))
    }

    fn check(&self, _: &FieldSchema, _: &mut Violations) {}
}

/// As the number it is: every digit with `serde_json`, which is what it is for.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer)?.get().parse().map_err(D::Error::custom)
    }
}
