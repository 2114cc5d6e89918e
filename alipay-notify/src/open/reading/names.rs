//! What is known of the names of parameters.

use std::borrow::Cow;

use alipay_notify_schema::{FieldSchema, Kind, MessageSchema};

use crate::form::Name;

/// What a value may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Anything.
    Text,
    /// JSON or XML, if it begins so.
    Structure,
    /// Neither a name that is known nor one that could begin a parameter there.
    Word,
    /// No `&` with a `=` after it.
    Plain,
}

/// What is known of names in a form that is no message.
pub(super) struct Names<'s> {
    /// What is built in for such a form, or for payments.
    pub(super) specified: &'static MessageSchema,
    /// What its handler's type says.
    pub(super) own: Option<&'s MessageSchema>,
}

impl Names<'_> {
    /// What the parameter with a name may hold.
    pub(super) fn holds(&self, name: &str) -> Holds {
        match (of_envelope(name), self.field(name).map(|field| &field.kind)) {
            (Some(Name::BizContent), _) => Holds::Structure,
            (Some(_), _) => Holds::Plain,
            _ if is_text(name) => Holds::Text,
            (None, Some(Kind::Json(_))) => Holds::Structure,
            (None, Some(Kind::String) | None) => Holds::Word,
            (None, Some(_)) => Holds::Plain,
        }
    }

    /// Whether a name is that of a parameter of Alipay's.
    pub(super) fn are_known(&self, name: &str) -> bool {
        of_envelope(name).is_some() || self.field(name).is_some()
    }

    /// A name that an error may hold.
    pub(super) fn nameable(&self, name: &str) -> Option<&'static str> {
        let specified = || self.specified.content.field(name).map(|(_, field)| &field.name);
        match of_envelope(name) {
            Some(name) => Some(name.as_str()),
            None => specified().and_then(|name| match name {
                Cow::Borrowed(name) => Some(*name),
                Cow::Owned(_) => None,
            }),
        }
    }

    fn field(&self, name: &str) -> Option<&FieldSchema> {
        let specifications = [Some(self.specified), self.own];
        let mut found =
            specifications.into_iter().flatten().filter_map(|spec| spec.content.field(name));
        found.next().map(|(_, field)| field)
    }
}

/// The parameter that says what a form is, in what is no message: for those, there are other rules.
fn of_envelope(name: &str) -> Option<Name> {
    use Name::{MsgAppId, MsgMethod, MsgType, MsgUid, UtcTimestamp};
    Name::of(name.as_bytes())
        .filter(|name| !matches!(name, MsgAppId | MsgMethod | MsgType | MsgUid | UtcTimestamp))
}

/// Whether the value of a parameter is a text that others write.
pub(super) fn is_text(name: &str) -> bool {
    matches!(
        name,
        "body"
            | "complainText"
            | "isv_ticket"
            | "passback_params"
            | "refund_reason"
            | "riskDesc"
            | "specifications"
            | "subject"
            | "title"
    )
}
