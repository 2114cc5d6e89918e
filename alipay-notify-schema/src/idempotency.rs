//! The member by which deliveries are recognised as the same message.

use crate::decoder::Decoder;
use crate::json::Malformed;
use crate::model::{FieldSchema, Kind, MessageSchema, ObjectSchema, Presence};
use crate::rules::Integer;

/// Why a member can't be the idempotency key of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It is not one string or integer, or it is a string that holds JSON: the same in other words
    /// would be another key.
    Kind,
    /// It may be absent, and a message without it would have no key.
    MayBeAbsent,
}

impl FieldSchema {
    /// Why this member can't be the idempotency key of its message, if it can't.
    #[must_use]
    pub const fn key_fault(&self) -> Option<KeyFault> {
        if self.repeated || !matches!(self.kind, Kind::String | Kind::Enum(_) | Kind::Integer) {
            return Some(KeyFault::Kind);
        }
        match self.presence {
            Presence::Required => None,
            Presence::Optional | Presence::Conditional => Some(KeyFault::MayBeAbsent),
        }
    }
}

impl MessageSchema {
    /// The member that identifies a message, where one is marked for that: otherwise the
    /// `notify_id` does.
    #[must_use]
    pub fn idempotency_field(&self) -> Option<&FieldSchema> {
        self.content.fields.get(self.idempotency_key?)
    }

    /// The value by which a `biz_content` is recognised when it is delivered again, where this
    /// specification marks a member for that.
    ///
    /// It is what decoding makes of that member: the text of a string; of an enum the value as it
    /// is listed, whatever its letter case in the message; an integer in plain digits. The
    /// length of the text and the rules of other members do not count.
    ///
    /// `None`: no member is marked, or what is there is absent, null, empty or of another type, or
    /// `content` is no JSON object. Then the message has no more than its `notify_id`.
    #[must_use]
    pub fn idempotency_key(&self, content: &str) -> Option<String> {
        self.read_key(Decoder::new(content))
    }

    /// As [`idempotency_key`](Self::idempotency_key), of the parameters of a form.
    #[must_use]
    pub fn idempotency_key_of(&self, parameters: &[(&str, &str)]) -> Option<String> {
        self.read_key(Decoder::of_parameters(parameters))
    }

    fn read_key(&self, mut decoder: Decoder<'_>) -> Option<String> {
        let index = self.idempotency_key?;
        let key = decoder.key(&self.content, index).ok()?;
        decoder.finish().ok()?;
        key.filter(|key| !key.is_empty())
    }
}

impl Decoder<'_> {
    /// Reads an object to its end, for the value of one member.
    fn key(&mut self, schema: &ObjectSchema, wanted: usize) -> Result<Option<String>, Malformed> {
        let mut key = None;
        let Some(mut cursor) = self.enter()? else { return Ok(None) };
        while let Some(index) = self.next_field(schema, &mut cursor)? {
            if index == wanted {
                key = self.key_value(&schema.fields[index])?;
            } else {
                self.skip()?;
            }
        }
        Ok(key)
    }

    fn key_value(&mut self, field: &FieldSchema) -> Result<Option<String>, Malformed> {
        if field.repeated {
            return self.skip().map(|()| None);
        }
        match &field.kind {
            Kind::String => Ok(self.text(field)?.map(str::to_owned)),
            Kind::Enum(_) => {
                Ok(self.text(field)?.map(|text| field.listed(text).unwrap_or(text).to_owned()))
            }
            Kind::Integer => self.key_integer(),
            _ => self.skip().map(|()| None),
        }
    }

    /// `1`, `1.0` and `1e0` are the same integer, and so the same key.
    fn key_integer(&mut self) -> Result<Option<String>, Malformed> {
        let Some((integer, literal)) = self.integer_and_literal()? else { return Ok(None) };
        Ok(Some(match integer {
            Integer::Whole(value) => value.to_string(),
            _ => literal.to_owned(),
        }))
    }
}
