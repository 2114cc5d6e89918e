//! What is particular to each family of what Alipay sends. A new one is a file here.

mod message;
mod notify;
mod service;

use std::borrow::Cow;
use std::time::SystemTime;

use alipay_notify_schema::{Family, FieldSchema, Kind, Presence, Problem};

pub(super) use message::NINE;
pub(crate) use service::{CHECK, EVENT};

use super::Envelope;
use crate::form::Name;

/// What is particular to a family: how a form of it is recognised, what its envelope says, and what
/// makes two deliveries the same. Where its members are is for [`Family::is_flat`] to say.
pub(crate) struct Rules {
    /// The parameter that names what a form of the family is: one that has it, and none that an
    /// earlier family is recognised by, is of this one.
    pub(crate) named_by: Name,
    /// The parameters of its envelope, with their documented lengths.
    pub(crate) envelope: &'static [FieldSchema],
    /// When a delivery was sent, if the family says so.
    pub(crate) sent_at: Option<SentAt>,
    /// Whether each has a `notify_id`, the same over its redeliveries.
    pub(crate) has_id: bool,
}

/// Where a family says when a delivery was sent, and how to read it.
pub(crate) struct SentAt {
    pub(crate) parameter: Name,
    pub(crate) read: fn(&str) -> Option<SystemTime>,
    /// What is wrong where it can't be read.
    pub(crate) problem: Problem,
}

/// The rules of a family.
pub(crate) fn rules(family: Family) -> &'static Rules {
    match family {
        Family::Message => &message::RULES,
        Family::Notify => &notify::RULES,
        Family::Service => &service::RULES,
    }
}

impl Envelope {
    /// The family and the name of what this is.
    pub(crate) fn kind(&self) -> Option<(Family, &str)> {
        let named = |family: Family| Some((family, self.stated(rules(family).named_by)?));
        Family::ALL.into_iter().find_map(named)
    }
}

/// A parameter of an envelope.
const fn parameter(
    name: Name,
    presence: Presence,
    title: &'static str,
    description: &'static str,
    max_len: Option<usize>,
) -> FieldSchema {
    FieldSchema::new(Cow::Borrowed(name.as_str()), presence, Kind::String)
        .with_words(Cow::Borrowed(title), Cow::Borrowed(description))
        .with_max_len(max_len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_is_recognised_by_the_parameter_that_schemas_name() {
        for family in Family::ALL {
            assert_eq!(rules(family).named_by.as_str(), family.parameter());
        }
    }
}
