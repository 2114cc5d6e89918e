//! A newer import of a page over the schema file that an earlier one left, and that was worked on
//! since.

mod annotations;
mod keep;
mod loss;

pub use loss::{Loss, Reason};

use crate::changes::{Change, changes};
use crate::write::{Tree, to_tree};
use alipay_notify_schema::{MessageSchema, SchemaErrors};

/// A schema file that is there already.
#[derive(Clone, Debug)]
pub struct Existing {
    text: String,
    schema: MessageSchema,
}

/// Whose descriptions a file has once it is updated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Descriptions {
    /// The newer ones; the existing ones where there are none.
    #[default]
    Newer,
    /// The existing ones; the newer ones where there are none.
    Existing,
}

/// What becomes of a schema file.
#[derive(Clone, Debug)]
pub struct Update {
    /// The new text; the existing one, to the byte, where nothing is new.
    pub text: String,
    /// What it specifies.
    pub schema: MessageSchema,
    /// What is new, in the order of the page.
    pub changes: Vec<Change>,
    /// What was made by hand and could not be kept.
    pub losses: Vec<Loss>,
}

impl Existing {
    /// Reads the text of a schema file.
    ///
    /// # Errors
    ///
    /// [`SchemaErrors`], as [`MessageSchema::parse`]: a file that is not a schema is not to be
    /// overwritten.
    pub fn parse(text: &str) -> Result<Self, SchemaErrors> {
        Ok(Self { text: text.to_owned(), schema: MessageSchema::parse(text)? })
    }

    /// What the file specifies.
    #[must_use]
    pub fn schema(&self) -> &MessageSchema {
        &self.schema
    }

    /// The file with what `newer` says, and with what pages do not say but people do:
    ///
    /// - annotations, `x-…`, wherever they stand, as long as what they stand at is there,
    /// - `x-alipay-type`, as long as a type is written for the member,
    /// - `x-alipay-idempotency-key`, as long as the member can be the key,
    /// - `contentMediaType` and `contentSchema`, as long as the member is a plain string,
    /// - labels and descriptions where the page has none, and descriptions where `descriptions`
    ///   says so.
    ///
    /// Members are recognised by their names and those of the objects they are in, values of enums
    /// by their `const`, groups by their members. An example on the page that breaks what was
    /// kept is left out.
    #[must_use]
    pub fn update(&self, newer: &MessageSchema, descriptions: Descriptions) -> Update {
        let (schema, mut losses) = keep::keep(&self.schema, newer, descriptions);
        let changes = changes(&self.schema, &schema);
        if changes.is_empty() {
            return Update { text: self.text.clone(), schema, changes, losses: Vec::new() };
        }
        let mut tree = to_tree(&schema);
        if let Some(existing) = Tree::read(&self.text) {
            annotations::keep(&existing, &mut tree, &mut losses);
        }
        Update { text: tree.laid_out(), schema, changes, losses }
    }
}
