//! Making the model, in constants as well as while a program runs.
//!
//! The methods `with_…` are for what was just made. What is there already is changed by its fields:
//! in a constant nothing can be dropped, so these methods drop nothing.

use std::borrow::Cow;
use std::mem;

use super::{
    EnumValue, FieldSchema, Group, GroupRule, JsonText, Kind, MessageSchema, ObjectSchema, Presence,
};
use crate::family::Family;

/// A text that is part of a specification.
type Text = Cow<'static, str>;

const NO_TEXT: Text = Cow::Borrowed("");

impl MessageSchema {
    /// The specification of a message, or of another family, with this name and content.
    #[must_use]
    pub const fn new(family: Family, name: Text, content: ObjectSchema) -> Self {
        Self {
            family,
            name,
            title: NO_TEXT,
            description: NO_TEXT,
            content,
            idempotency_key: None,
            examples: Cow::Borrowed(&[]),
        }
    }

    /// With the document's own label, and what the message tells.
    #[must_use]
    pub const fn with_words(mut self, title: Text, description: Text) -> Self {
        set(&mut self.title, title);
        set(&mut self.description, description);
        self
    }

    /// With a member as the idempotency key, by its index.
    #[must_use]
    pub const fn with_key(mut self, index: usize) -> Self {
        self.idempotency_key = Some(index);
        self
    }

    /// With sample contents.
    #[must_use]
    pub const fn with_examples(mut self, examples: Cow<'static, [Text]>) -> Self {
        set(&mut self.examples, examples);
        self
    }
}

impl ObjectSchema {
    /// The members of an object, and their groups.
    #[must_use]
    pub const fn new(fields: Cow<'static, [FieldSchema]>, groups: Cow<'static, [Group]>) -> Self {
        Self { fields, groups }
    }
}

impl FieldSchema {
    /// A member of this name and kind, without limits.
    #[must_use]
    pub const fn new(name: Text, presence: Presence, kind: Kind) -> Self {
        Self {
            name,
            title: NO_TEXT,
            description: NO_TEXT,
            presence,
            repeated: false,
            kind,
            max_len: None,
            examples: Cow::Borrowed(&[]),
            type_name: NO_TEXT,
        }
    }

    /// With the document's own label, and what the value means.
    #[must_use]
    pub const fn with_words(mut self, title: Text, description: Text) -> Self {
        set(&mut self.title, title);
        set(&mut self.description, description);
        self
    }

    /// As an array of its kind, or not.
    #[must_use]
    pub const fn with_repeated(mut self, repeated: bool) -> Self {
        self.repeated = repeated;
        self
    }

    /// With a limit of its length.
    #[must_use]
    pub const fn with_max_len(mut self, max_len: Option<usize>) -> Self {
        self.max_len = max_len;
        self
    }

    /// With sample values.
    #[must_use]
    pub const fn with_examples(mut self, examples: Cow<'static, [Text]>) -> Self {
        set(&mut self.examples, examples);
        self
    }

    /// With a name for the Rust type that the derive writes.
    #[must_use]
    pub const fn with_type_name(mut self, type_name: Text) -> Self {
        set(&mut self.type_name, type_name);
        self
    }
}

impl JsonText {
    /// A text that is any JSON.
    pub const ANY: Self = Self::new(false, None);

    /// A text that is the JSON of an object, or of an array of such where it is `repeated`.
    #[must_use]
    pub const fn new(repeated: bool, content: Option<Cow<'static, ObjectSchema>>) -> Self {
        Self { repeated, content }
    }
}

impl EnumValue {
    /// A value, with the document's own label.
    #[must_use]
    pub const fn new(value: Text, title: Text) -> Self {
        Self { value, title }
    }
}

impl Group {
    /// A group of these members, by their indices.
    #[must_use]
    pub const fn new(rule: GroupRule, members: Cow<'static, [usize]>) -> Self {
        Self { rule, members }
    }
}

/// Sets a part that is nothing yet. What was there is not dropped, since constants can't do that.
const fn set<T>(part: &mut T, value: T) {
    mem::forget(mem::replace(part, value));
}
