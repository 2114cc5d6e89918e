//! What is new in a specification, and what that means to the code that uses the message.
//!
//! ```
//! # use alipay_notify_schema::{MessageSchema, changes::changes};
//! # let schema = |max_length: usize| MessageSchema::parse(&format!(r#"{{
//! #   "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:alipay:message:my.company.order.paid",
//! #   "type": "object", "properties": {{ "order_no": {{ "type": "string", "maxLength": {max_length} }} }}
//! # }}"#));
//! # let (old, new) = (schema(64)?, schema(32)?);
//! let found: Vec<_> = changes(&old, &new).iter().map(ToString::to_string).collect();
//! assert_eq!(found, ["`order_no`: shorter: at most 32 characters, where 64 were permitted"]);
//! # Ok::<(), alipay_notify_schema::SchemaErrors>(())
//! ```

mod compare;
mod shape;
mod wording;

use alipay_notify_schema::{GroupRule, MessageSchema, Presence};
use compare::Comparison;
pub use shape::{Held, Shape};

/// One difference between two specifications of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where: the names of the members that lead there, joined by `.`; empty for the content
    /// itself and for the message.
    pub path: String,
    /// What is different there.
    pub difference: Difference,
}

/// What is different.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A member that was not there.
    Added {
        /// Whether it must be there.
        presence: Presence,
    },
    /// A member that is no longer there.
    Removed,
    /// Longer texts are permitted.
    Longer {
        /// The limit in characters.
        from: usize,
        /// The limit now; `None` where there is none any more.
        to: Option<usize>,
    },
    /// Only shorter texts are permitted.
    Shorter {
        /// The limit in characters; `None` where there was none.
        from: Option<usize>,
        /// The limit now.
        to: usize,
    },
    /// Whether the member must be there.
    Presence {
        /// As it was.
        from: Presence,
        /// As it is.
        to: Presence,
    },
    /// A value of another type.
    Type {
        /// As it was.
        from: Shape,
        /// As it is.
        to: Shape,
    },
    /// One more value is permitted.
    ValueAdded {
        /// The value.
        value: String,
    },
    /// One value is no longer permitted.
    ValueRemoved {
        /// The value.
        value: String,
    },
    /// A value has another label.
    ValueRelabelled {
        /// The value.
        value: String,
        /// As it was; empty where it had none.
        from: String,
        /// As it is; empty where it has none.
        to: String,
    },
    /// The values are listed in another order.
    ValuesReordered,
    /// A group that was not there, at the object whose members they are.
    GroupAdded {
        /// The group.
        group: Members,
    },
    /// A group that is no longer there.
    GroupRemoved {
        /// The group.
        group: Members,
    },
    /// A group with another rule or other members.
    Group {
        /// As it was.
        from: Members,
        /// As it is.
        to: Members,
    },
    /// The groups are listed in another order.
    GroupsReordered,
    /// The members of an object are listed in another order.
    Reordered,
    /// Another member tells messages apart; `None` stands for the `notify_id`.
    IdempotencyKey {
        /// As it was.
        from: Option<String>,
        /// As it is.
        to: Option<String>,
    },
    /// The Rust type written for a member has another name; empty where that follows from the
    /// member's own.
    TypeName {
        /// As it was.
        from: String,
        /// As it is.
        to: String,
    },
    /// Another label.
    Label {
        /// As it was; empty where there was none.
        from: String,
        /// As it is; empty where there is none.
        to: String,
    },
    /// Another description.
    Description,
    /// Other examples.
    Examples,
}

/// A group by the names of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// How many must be present.
    pub rule: GroupRule,
    /// The names of the members.
    pub names: Vec<String>,
    /// Whether all of them are plain texts, so that the derive writes a method that returns the
    /// one.
    pub are_texts: bool,
}

/// What a change means to a program that uses the message, once it is compiled again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The program compiles as before and takes every message that it took.
    Compatible,
    /// The program compiles as before, and refuses messages that it took.
    Stricter,
    /// The program may no longer compile.
    Breaking,
}

/// Every difference between two specifications, in the order of the newer one; none where they say
/// the same.
#[must_use]
pub fn changes(old: &MessageSchema, new: &MessageSchema) -> Vec<Change> {
    let mut comparison = Comparison::default();
    comparison.message(old, new);
    comparison.into_changes()
}

impl Change {
    /// What this means to a program.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.difference.effect()
    }
}

impl Difference {
    fn effect(&self) -> Effect {
        match self {
            // Unless it is exactly one of texts, nothing in Rust is named after a group.
            Self::GroupRemoved { group: from } | Self::Group { from, .. } if from.has_method() => {
                Effect::Breaking
            }
            Self::Presence { from, to }
                if (*from == Presence::Required) != (*to == Presence::Required) =>
            {
                Effect::Breaking
            }
            Self::Removed
            | Self::Type { .. }
            | Self::TypeName { .. }
            | Self::ValueRemoved { .. } => Effect::Breaking,
            Self::Added { presence: Presence::Required }
            | Self::Shorter { .. }
            | Self::GroupAdded { .. }
            | Self::Group { .. } => Effect::Stricter,
            Self::Added { .. }
            | Self::Longer { .. }
            | Self::Presence { .. }
            | Self::ValueAdded { .. }
            | Self::ValueRelabelled { .. }
            | Self::ValuesReordered
            | Self::GroupRemoved { .. }
            | Self::GroupsReordered
            | Self::Reordered
            | Self::IdempotencyKey { .. }
            | Self::Label { .. }
            | Self::Description
            | Self::Examples => Effect::Compatible,
        }
    }
}

impl Members {
    fn has_method(&self) -> bool {
        self.rule == GroupRule::ExactlyOne && self.are_texts
    }
}
