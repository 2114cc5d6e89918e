//! Reads the pages on which Alipay documents its messages.

mod warning;
mod wording;

use crate::{MessageSchema, ObjectSchema};
pub use warning::{Doubt, Warning};

/// What was read from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What the page specifies. Its `msg_method` is empty where the page does not tell it.
    pub schema: MessageSchema,
    /// Whatever was not read with certainty, or not at all, in the order of the page.
    pub warnings: Vec<Warning>,
    /// Whether the page has all its parts: the name of the message, at least one field, and a whole sample.
    pub is_complete: bool,
}

/// Reads the text of a document page.
///
/// This never fails: what could not be read is told by [`warnings`](Import::warnings).
#[must_use]
pub fn import(text: &str) -> Import {
    let line = text.lines().count().max(1);
    let schema = MessageSchema {
        msg_method: "".into(),
        title: "".into(),
        description: "".into(),
        content: ObjectSchema::default(),
        idempotency_key: None,
        examples: Vec::new().into(),
    };
    let doubts = [Doubt::MsgMethodMissing, Doubt::TitleMissing, Doubt::FieldsMissing, Doubt::SampleMissing];
    let warnings = doubts.map(|doubt| Warning { line, doubt }).to_vec();
    Import { schema, warnings, is_complete: false }
}
