//! The types of the standard library as types of fields.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use alipay_notify_schema::{
    Decoder, FieldSchema, Integer, Kind, Malformed, ObjectSchema, Presence, Problem, Violations,
};

use super::AlipayValue;

impl<T: AlipayValue> AlipayValue for Option<T> {
    const KIND: Kind = T::KIND;
    const PRESENCE: Presence = Presence::Optional;
    const REPEATED: bool = T::REPEATED;
    const OBJECT: Option<&'static ObjectSchema> = T::OBJECT;

    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        T::decode(decoder, field).map(|value| value.map(Some))
    }

    fn check(&self, field: &FieldSchema, violations: &mut Violations) {
        if let Some(value) = self {
            value.check(field, violations);
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_present(&self) -> bool {
        self.is_some()
    }
}

impl<T: AlipayValue> AlipayValue for Vec<T> {
    const KIND: Kind = T::KIND;
    const REPEATED: bool = true;
    const OBJECT: Option<&'static ObjectSchema> = T::OBJECT;

    /// An array with an element that can't be represented is not represented at all: nothing is
    /// dropped in silence.
    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        let (mut elements, mut whole) = (Self::new(), true);
        let is_array = decoder.array(|decoder| {
            match T::decode(decoder, field)? {
                Some(element) => elements.push(element),
                None => whole = false,
            }
            Ok(())
        })?;
        Ok((is_array && whole).then_some(elements))
    }

    fn check(&self, field: &FieldSchema, violations: &mut Violations) {
        for (index, element) in self.iter().enumerate() {
            violations
                .within(&format_args!("[{index}]"), |violations| element.check(field, violations));
        }
    }
}

impl<T: AlipayValue> AlipayValue for Box<T> {
    const KIND: Kind = T::KIND;
    const PRESENCE: Presence = T::PRESENCE;
    const REPEATED: bool = T::REPEATED;
    const OBJECT: Option<&'static ObjectSchema> = T::OBJECT;

    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        T::decode(decoder, field).map(|value| value.map(Self::new))
    }

    fn check(&self, field: &FieldSchema, violations: &mut Violations) {
        (**self).check(field, violations);
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }

    fn is_present(&self) -> bool {
        (**self).is_present()
    }
}

macro_rules! texts {
    ($($text:ty),+) => {$(
        impl AlipayValue for $text {
            const KIND: Kind = Kind::String;

            fn decode(
                decoder: &mut Decoder<'_>,
                field: &FieldSchema,
            ) -> Result<Option<Self>, Malformed> {
                Ok(decoder.text(field)?.map(|text| Self::from(text.to_owned())))
            }

            fn check(&self, field: &FieldSchema, violations: &mut Violations) {
                field.check_text(self, violations);
            }
        }
    )+};
}

texts!(String, Box<str>, Arc<str>, Rc<str>, Cow<'static, str>);

macro_rules! integers {
    ($($integer:ty),+) => {$(
        /// An integer beyond what the type holds is a violation.
        impl AlipayValue for $integer {
            const KIND: Kind = Kind::Integer;

            fn decode(
                decoder: &mut Decoder<'_>,
                _: &FieldSchema,
            ) -> Result<Option<Self>, Malformed> {
                let value = match decoder.integer()? {
                    None | Some(Integer::Fraction) => return Ok(None),
                    Some(Integer::Whole(value)) => Self::try_from(value).ok(),
                    Some(Integer::TooLarge) => None,
                };
                if value.is_none() {
                    decoder.refuse(Problem::OutOfRange);
                }
                Ok(value)
            }

            fn check(&self, _: &FieldSchema, _: &mut Violations) {}
        }
    )+};
}

integers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

/// The nearest number that the type has; [`Number`](super::Number) keeps every digit.
impl AlipayValue for f64 {
    const KIND: Kind = Kind::Number;

    fn decode(decoder: &mut Decoder<'_>, _: &FieldSchema) -> Result<Option<Self>, Malformed> {
        let value = decoder.number()?.map(str::parse::<Self>);
        match value {
            Some(Ok(value)) if value.is_finite() => Ok(Some(value)),
            Some(_) => {
                decoder.refuse(Problem::OutOfRange);
                Ok(None)
            }
            None => Ok(None),
        }
    }

    fn check(&self, _: &FieldSchema, violations: &mut Violations) {
        if !self.is_finite() {
            violations.push("", Problem::OutOfRange);
        }
    }
}

impl AlipayValue for bool {
    const KIND: Kind = Kind::Boolean;

    fn decode(decoder: &mut Decoder<'_>, _: &FieldSchema) -> Result<Option<Self>, Malformed> {
        decoder.boolean()
    }

    fn check(&self, _: &FieldSchema, _: &mut Violations) {}
}
