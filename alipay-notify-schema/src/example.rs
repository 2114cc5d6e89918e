//! Contents that keep their specification, made from its examples.

use crate::json::quoted;
use crate::model::{FieldSchema, GroupRule, JsonText, Kind, MessageSchema, ObjectSchema};

impl MessageSchema {
    /// A content that keeps this specification: its first example, or one put together from the
    /// examples of its fields.
    #[must_use]
    pub fn example(&self) -> String {
        match self.examples.first() {
            Some(example) => example.clone().into_owned(),
            None => self.content.example(),
        }
    }
}

impl ObjectSchema {
    /// The text of an object that keeps this specification: every member, but of an exactly-one
    /// group only the first.
    #[must_use]
    pub fn example(&self) -> String {
        let members: Vec<String> = (0..)
            .zip(&*self.fields)
            .filter(|(index, _)| !self.is_alternative(*index))
            .map(|(_, field)| format!("{}:{}", quoted(&field.name), field.example()))
            .collect();
        format!("{{{}}}", members.join(","))
    }

    /// Whether a member must be left out, because another one of its group is there.
    fn is_alternative(&self, index: usize) -> bool {
        let mut exactly_one =
            self.groups.iter().filter(|group| group.rule == GroupRule::ExactlyOne);
        exactly_one.any(|group| group.members.iter().skip(1).any(|member| *member == index))
    }
}

impl FieldSchema {
    /// The JSON of a value that keeps this specification: its first example, or the simplest one.
    #[must_use]
    pub fn example(&self) -> String {
        match (self.examples.first(), &self.kind) {
            (Some(literal), _) if self.repeated => literal.clone().into_owned(),
            (Some(text), kind) if kind.is_text() => quoted(text),
            (Some(literal), _) => literal.clone().into_owned(),
            (None, kind) if self.repeated => format!("[{}]", kind.example()),
            (None, kind) => kind.example(),
        }
    }
}

impl Kind {
    fn example(&self) -> String {
        match self {
            Self::String => quoted(""),
            Self::Enum(values) => quoted(values.first().map_or("", |listed| &listed.value)),
            Self::Format(format) => quoted(format.example()),
            Self::Json(json) => quoted(&json.example()),
            Self::Integer | Self::Number => "1".to_owned(),
            Self::Boolean => "true".to_owned(),
            Self::Object(schema) => schema.example(),
        }
    }
}

impl JsonText {
    fn example(&self) -> String {
        match &self.content {
            None => "{}".to_owned(),
            Some(schema) if self.repeated => format!("[{}]", schema.example()),
            Some(schema) => schema.example(),
        }
    }
}
