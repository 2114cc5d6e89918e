//! What else may be known.

use std::collections::BTreeMap;

use alipay_notify::Verified;
use alipay_notify::schema::{Family, MessageSchema, Problem, Violations};

use crate::reply::Reply;

/// What may be known in addition to a capture and the keys: specifications of messages, and what
/// the server replied.
#[derive(Debug, Default)]
pub struct Options<'a> {
    schemas: BTreeMap<(Family, &'a str), &'a MessageSchema>,
    pub(crate) reply: Option<Reply>,
}

impl<'a> Options<'a> {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The specifications of these messages, to check genuine ones against.
    #[must_use]
    pub fn schemas(mut self, schemas: impl IntoIterator<Item = &'a MessageSchema>) -> Self {
        let named = |schema: &'a MessageSchema| ((schema.family, &*schema.name), schema);
        self.schemas.extend(schemas.into_iter().map(named));
        self
    }

    /// What the server replied, to find out whether Alipay delivers the message again.
    #[must_use]
    pub fn reply(mut self, reply: Reply) -> Self {
        self.reply = Some(reply);
        self
    }

    pub(crate) fn schema(&self, family: Family, name: &str) -> Option<&'a MessageSchema> {
        self.schemas.get(&(family, name)).copied()
    }

    /// The specification of what is authentic, where it is known.
    pub(crate) fn schema_of(&self, verified: &Verified) -> Option<&'a MessageSchema> {
        let envelope = verified.envelope();
        self.schema(envelope.family()?, envelope.name()?)
    }
}

/// What is wrong with a genuine message, as far as that is specified.
#[must_use]
pub fn violations(verified: &Verified, schema: Option<&MessageSchema>) -> Violations {
    let mut violations = verified.envelope().violations();
    let check = |schema: &MessageSchema| {
        if schema.family.is_flat() {
            Ok(schema.check_parameters(&verified.parameters()))
        } else {
            schema.check(&verified.content())
        }
    };
    match schema.map(check) {
        Some(Ok(found)) => violations.append(found),
        // Opening has made sure that the content can be read; what can't be checked is never
        // accepted in silence.
        Some(Err(_)) => violations.push("biz_content", Problem::NotJson),
        None => {}
    }
    violations
}
