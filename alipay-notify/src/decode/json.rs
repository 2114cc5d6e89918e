//! JSON in a text.

use std::fmt;
use std::ops::{Deref, DerefMut};

use alipay_notify_schema::{Decoder, FieldSchema, Kind, Malformed, Presence, Violations};
use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{AlipayValue, private};

/// A value that travels as the text of its JSON, as Alipay nests some lists:
/// `"[{\"amount\":\"0.10\"}]"`.
///
/// `#[alipay(json)]` on a field reads any type this way without showing it in the field's type.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: AlipayValue> Json<T> {
    /// The specification of what is in the text.
    const INNER: FieldSchema = private::unnamed(T::REPEATED, T::KIND);
}

impl<T: AlipayValue> AlipayValue for Json<T> {
    const KIND: Kind = private::json_kind(T::REPEATED, T::OBJECT);
    const PRESENCE: Presence = T::PRESENCE;

    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        let value = private::json(decoder, field, |inner| match T::absent() {
            Some(absent) if inner.null()? => Ok(Some(absent)),
            _ => T::decode(inner, &Self::INNER),
        });
        Ok(value?.map(Self))
    }

    /// The rules of the value; how long its text would be is not looked at.
    fn check(&self, _: &FieldSchema, violations: &mut Violations) {
        self.0.check(&Self::INNER, violations);
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self)
    }

    fn is_present(&self) -> bool {
        self.0.is_present()
    }
}

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(&self.0).map_err(S::Error::custom)?)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The errors of `serde_json` repeat values, so only their places are passed on.
        let json = Box::<RawValue>::deserialize(deserializer)?;
        let text: String =
            serde_json::from_str(json.get()).map_err(|_| D::Error::custom("a text is required"))?;
        serde_json::from_str(&text).map(Self).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            D::Error::custom(format_args!(
                "the JSON in a text can't be read, at its line {line}, column {column}"
            ))
        })
    }
}
