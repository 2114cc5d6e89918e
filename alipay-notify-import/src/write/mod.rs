//! From a [`MessageSchema`] to a schema file: keywords in one order, in one layout.

mod keywords;
mod layout;
mod tree;

use alipay_notify_schema::MessageSchema;

pub(crate) use keywords::GROUPS;
pub(crate) use tree::{Member, Tree};

/// The text of a schema file of the dialect that `schemas/README.md` describes, laid out as the
/// files there are.
///
/// [`MessageSchema::parse`] makes the same specification of it, where this one keeps the dialect.
/// An example that is not JSON is left out.
#[must_use]
pub fn to_json(schema: &MessageSchema) -> String {
    to_tree(schema).laid_out()
}

pub(crate) fn to_tree(schema: &MessageSchema) -> Tree {
    keywords::message(schema)
}
