//! From a [`MessageSchema`] to a schema file: keywords in one order, in one layout.

mod keywords;
mod layout;
mod tree;

use crate::MessageSchema;

pub(crate) use keywords::GROUPS;
pub(crate) use tree::{Member, Tree};

impl MessageSchema {
    /// The text of a schema file of the dialect that `schemas/README.md` describes, laid out as the
    /// files there are.
    ///
    /// [`parse`](Self::parse) makes the same specification of it, where this one keeps the dialect.
    /// An example that is no JSON is left out.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.to_tree().laid_out()
    }

    pub(crate) fn to_tree(&self) -> Tree {
        keywords::message(self)
    }
}
