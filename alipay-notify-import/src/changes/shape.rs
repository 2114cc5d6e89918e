//! The type of a value, without what is in it.

use alipay_notify_schema::{FieldSchema, JsonText, Kind};

/// The type of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Whether it is an array of what `held` says.
    pub repeated: bool,
    /// What a value, or each of its elements, is.
    pub held: Held,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Held {
    /// Any text.
    Text,
    /// One of a list of texts.
    Listed,
    /// A text that is JSON, whatever is in it.
    Json,
    /// A text that is the JSON of an object.
    JsonObject,
    /// A text that is the JSON of an array of objects.
    JsonList,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object.
    Object,
}

impl Shape {
    pub(super) fn of(field: &FieldSchema) -> Self {
        let held = match &field.kind {
            Kind::Enum(_) => Held::Listed,
            Kind::Json(JsonText { content: None, .. }) => Held::Json,
            Kind::Json(JsonText { repeated: false, .. }) => Held::JsonObject,
            Kind::Json(JsonText { repeated: true, .. }) => Held::JsonList,
            Kind::Integer => Held::Integer,
            Kind::Number => Held::Number,
            Kind::Boolean => Held::Boolean,
            Kind::Object(_) => Held::Object,
            _ => Held::Text,
        };
        Self { repeated: field.repeated, held }
    }

    /// Whether it is a plain text.
    pub(super) fn is_text(self) -> bool {
        self == Self { repeated: false, held: Held::Text }
    }
}
