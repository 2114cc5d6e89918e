//! Changes in English.

use std::fmt;

use super::{Change, Difference, Effect};
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
            Self::Presence { from, to } => {
                write!(f, "{}, previously {}", word(*to), word(*from))
            }
            Self::Type => f.write_str("another type"),
            Self::Length { from, to } => {
                match to {
                    Some(to) => write!(f, "at most {to} characters, previously ")?,
                    None => f.write_str("any length, previously at most ")?,
                }
                match from {
                    Some(from) => write!(f, "{from}"),
                    None => f.write_str("any length"),
                }
            }
            Self::ValueAdded { value } => write!(f, "the value `{value}` was added"),
            Self::ValueRemoved { value } => write!(f, "the value `{value}` was removed"),
            Self::GroupAdded { rule, members } => {
                write!(f, "a group was added: {}", group(*rule, members))
            }
            Self::GroupRemoved { rule, members } => {
                write!(f, "a group was removed: {}", group(*rule, members))
            }
            Self::IdempotencyKey { from, to } => write!(
                f,
                "the idempotency key is `{}`, previously `{}`: messages received before count as \
                 new",
                key(to.as_ref()),
                key(from.as_ref())
            ),
            Self::TypeName => f.write_str("another name of its Rust type"),
            Self::Label => f.write_str("another label"),
            Self::Description => f.write_str("another description"),
            Self::Examples => f.write_str("other examples"),
            Self::Order => f.write_str("another order"),
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

fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Conditional => "conditional",
    }
}

fn group(rule: GroupRule, members: &[String]) -> String {
    let rule = match rule {
        GroupRule::ExactlyOne => "exactly one",
        GroupRule::AtLeastOne => "at least one",
    };
    format!("{rule} of `{}`", members.join("`, `"))
}

fn key(name: Option<&String>) -> &str {
    name.map_or("notify_id", String::as_str)
}
