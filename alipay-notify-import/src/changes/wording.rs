//! Changes in English.

use std::fmt;

use super::{Change, Difference, Effect, Held, Members, Shape};
use alipay_notify_schema::{GroupRule, Presence};

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "{}", self.difference),
            path => write!(f, "`{path}`: {}", self.difference),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { presence } => write!(f, "added, {}", word(*presence)),
            Self::Removed => f.write_str("removed"),
            Self::Longer { from, to: Some(to) } => {
                write!(f, "longer: at most {to} characters, where {from} were permitted")
            }
            Self::Longer { from, to: None } => {
                write!(f, "longer: any length, where {from} characters were permitted")
            }
            Self::Shorter { from: Some(from), to } => {
                write!(f, "shorter: at most {to} characters, where {from} were permitted")
            }
            Self::Shorter { from: None, to } => {
                write!(f, "shorter: at most {to} characters, where any length was permitted")
            }
            Self::Presence { from, to } => write!(f, "{}, which was {}", word(*to), word(*from)),
            Self::Type { from, to } => write!(f, "{to}, which was {from}"),
            Self::ValueAdded { value } => write!(f, "the value `{value}` was added"),
            Self::ValueRemoved { value } => write!(f, "the value `{value}` was removed"),
            Self::ValueRelabelled { value, from, to } => {
                write!(
                    f,
                    "the value `{value}` is labelled {}, which was {}",
                    Label(to),
                    Label(from)
                )
            }
            Self::ValuesReordered => f.write_str("the values are listed in another order"),
            Self::GroupAdded { group } => write!(f, "a group was added: {group}"),
            Self::GroupRemoved { group } => write!(f, "a group was removed: {group}"),
            Self::Group { from, to } => write!(f, "a group is {to}, which was {from}"),
            Self::GroupsReordered => f.write_str("the groups are listed in another order"),
            Self::Reordered => f.write_str("the members are listed in another order"),
            Self::IdempotencyKey { from, to } => write!(
                f,
                "messages are told apart by {}, which was {}: what was received before counts as not received",
                Key(to.as_deref()),
                Key(from.as_deref())
            ),
            Self::TypeName { from, to } => {
                write!(f, "its type is named {}, which was {}", Name(to), Name(from))
            }
            Self::Label { from, to } => {
                write!(f, "labelled {}, which was {}", Label(to), Label(from))
            }
            Self::Description => f.write_str("another description"),
            Self::Examples => f.write_str("other examples"),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compatible => "compatible",
            Self::Stricter => "stricter",
            Self::Breaking => "breaking",
        })
    }
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let rule = match self.rule {
            GroupRule::ExactlyOne => "exactly one",
            GroupRule::AtLeastOne => "at least one",
        };
        write!(f, "{rule} of {}", names.join(", "))
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, list) = match self.held {
            Held::Text => ("a string", "a list of strings"),
            Held::Listed => ("one of a list of values", "a list of listed values"),
            Held::Json => ("a string that is JSON", "a list of strings that are JSON"),
            Held::JsonObject => {
                ("the JSON of an object", "a list of strings, each the JSON of an object")
            }
            Held::JsonList => ("the JSON of a list", "a list of strings, each the JSON of a list"),
            Held::Integer => ("an integer", "a list of integers"),
            Held::Number => ("a number", "a list of numbers"),
            Held::Boolean => ("a boolean", "a list of booleans"),
            Held::Object => ("an object", "a list of objects"),
        };
        f.write_str(if self.repeated { list } else { one })
    }
}

fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Conditional => "conditional",
    }
}

/// A label, which may be missing.
struct Label<'a>(&'a str);

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("not at all") } else { write!(f, "“{}”", self.0) }
    }
}

/// What tells messages apart.
struct Key<'a>(Option<&'a str>);

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.unwrap_or("notify_id"))
    }
}

/// The name of a type.
struct Name<'a>(&'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("after the member") } else { write!(f, "`{}`", self.0) }
    }
}
