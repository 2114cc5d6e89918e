//! What a keyword takes.

use std::fmt;

use crate::family::Family;
use crate::format::Format;
use crate::json::JsonType;
use crate::names::META_SCHEMA;

/// What a keyword takes. `Display` is the English for it, as it follows "this must be".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Any value of this type.
    Type(JsonType),
    /// This string.
    Text(&'static str),
    /// `$schema`: the URI of the one meta-schema.
    MetaSchema,
    /// `$id`: what those of a [`Family`] begin with, and the name.
    SchemaId,
    /// `type` of a property: the name of one that the dialect has.
    TypeName,
    /// `maxLength`: a whole number from 1.
    PositiveInteger,
    /// `const`: a string of at least one character.
    NonEmptyString,
    /// `contentSchema`: an object, or an array of objects.
    ObjectOrObjects,
    /// `x-alipay-format`: the keyword of one that there is.
    Format,
    /// `properties`: an object that has not too many members.
    Properties {
        /// How many it may have.
        limit: usize,
    },
    /// `oneOf` of a string: an array of at least one value.
    Values,
    /// `oneOf` or `anyOf` of an object: an array of at least two alternatives.
    Alternatives,
    /// `required` of an alternative: an array of one name.
    OneName,
    /// `x-alipay-idempotency-key`: `true`, or no such keyword.
    True,
}

impl Expected {
    /// The type of what the keyword takes, where another one is worth a word.
    pub(super) const fn json_type(self) -> Option<JsonType> {
        match self {
            Self::Type(expected) => Some(expected),
            Self::Text(_)
            | Self::MetaSchema
            | Self::SchemaId
            | Self::TypeName
            | Self::Format
            | Self::NonEmptyString => Some(JsonType::String),
            Self::PositiveInteger => Some(JsonType::Number),
            Self::Properties { .. } => Some(JsonType::Object),
            Self::Values | Self::Alternatives | Self::OneName => Some(JsonType::Array),
            Self::ObjectOrObjects | Self::True => None,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(expected) => expected.fmt(f),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::MetaSchema => write!(f, "the dialect's meta-schema, \"{META_SCHEMA}\""),
            Self::SchemaId => {
                let [message, notify, service] = Family::ALL.map(id);
                write!(f, "{message}, {notify} or {service}")
            }
            Self::TypeName => f.write_str(
                "string, integer, number, boolean, object or (for a property) array of these",
            ),
            Self::PositiveInteger => f.write_str("a whole number from 1"),
            Self::NonEmptyString => f.write_str("a string of at least one character"),
            Self::ObjectOrObjects => f.write_str("an object, or an array of objects"),
            Self::Format => {
                let [yuan, time] = Format::ALL.map(Format::keyword);
                write!(f, "\"{yuan}\" or \"{time}\"")
            }
            Self::Properties { limit } => write!(f, "an object of at most {limit} members"),
            Self::Values => f.write_str("an array of at least one value"),
            Self::Alternatives => f.write_str("an array of at least two alternatives"),
            Self::OneName => f.write_str("an array of one name"),
            Self::True => f.write_str("true: remove the keyword from a member that is not the key"),
        }
    }
}

/// `"urn:alipay:message:" followed by the msg_method`.
fn id(family: Family) -> String {
    format!("\"{}\" followed by the {family}", family.id_prefix())
}
