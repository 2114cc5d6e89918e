//! What is new in a specification, and what that means to the code that uses the message.
//!
//! ```
//! # use alipay_notify_import::changes::changes;
//! # use alipay_notify_schema::MessageSchema;
//! # let schema = |max_length: usize| MessageSchema::parse(&format!(r#"{{
//! #   "$schema": "https://json-schema.org/draft/2020-12/schema",
//! #   "$id": "urn:alipay:message:my.company.order.paid", "type": "object",
//! #   "properties": {{ "order_no": {{ "type": "string", "maxLength": {max_length} }} }}
//! # }}"#));
//! # let (old, new) = (schema(64)?, schema(32)?);
//! let found: Vec<_> = changes(&old, &new).iter().map(ToString::to_string).collect();
//! assert_eq!(found, ["`order_no`: at most 32 characters, previously 64"]);
//! # Ok::<(), alipay_notify_schema::SchemaErrors>(())
//! ```

mod compare;
mod wording;

use alipay_notify_schema::{GroupRule, MessageSchema, Presence};
use compare::Comparison;

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
///
/// The list is meant to be matched exhaustively, by whoever words it in another language: a new
/// difference is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A member that was not there.
    Added {
        /// Whether it must be there.
        presence: Presence,
    },
    /// A member that is no longer there.
    Removed,
    /// Whether the member must be there.
    Presence {
        /// Before.
        from: Presence,
        /// Now.
        to: Presence,
    },
    /// Another type.
    Type,
    /// Another limit of a text's length, in characters; `None` where there is no limit.
    Length {
        /// Before.
        from: Option<usize>,
        /// Now.
        to: Option<usize>,
    },
    /// A value that was not permitted.
    ValueAdded {
        /// The value.
        value: String,
    },
    /// A value that is no longer permitted.
    ValueRemoved {
        /// The value.
        value: String,
    },
    /// A group that was not there, at the object whose members they are.
    GroupAdded {
        /// How many must be present.
        rule: GroupRule,
        /// The names of the members.
        members: Vec<String>,
    },
    /// A group that is no longer there.
    GroupRemoved {
        /// How many had to be present.
        rule: GroupRule,
        /// The names of the members.
        members: Vec<String>,
    },
    /// Another member by which deliveries are recognised as the same message; `None` stands for
    /// the `notify_id`.
    IdempotencyKey {
        /// Before.
        from: Option<String>,
        /// Now.
        to: Option<String>,
    },
    /// Another name of the Rust type that is written for the member.
    TypeName,
    /// Another label, of a member or of one of its values.
    Label,
    /// Another description.
    Description,
    /// Other examples.
    Examples,
    /// Another order of members, of values or of groups.
    Order,
}

/// What a change means to a program that uses the message, once it is compiled again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The program compiles as before and accepts every message that it accepted.
    Compatible,
    /// The program compiles as before, and rejects messages that it accepted.
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
            Self::Presence { from, to }
                if (*from == Presence::Required) != (*to == Presence::Required) =>
            {
                Effect::Breaking
            }
            // The derive writes a method for a group of which exactly one is present.
            Self::GroupRemoved { rule: GroupRule::ExactlyOne, .. }
            | Self::Removed
            | Self::Type
            | Self::TypeName
            | Self::ValueRemoved { .. } => Effect::Breaking,
            Self::Length { from, to: Some(to) } if from.is_none_or(|from| *to < from) => {
                Effect::Stricter
            }
            Self::Added { presence: Presence::Required } | Self::GroupAdded { .. } => {
                Effect::Stricter
            }
            Self::Added { .. }
            | Self::Presence { .. }
            | Self::Length { .. }
            | Self::ValueAdded { .. }
            | Self::GroupRemoved { .. }
            | Self::IdempotencyKey { .. }
            | Self::Label
            | Self::Description
            | Self::Examples
            | Self::Order => Effect::Compatible,
        }
    }
}
