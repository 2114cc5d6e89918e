//! Examples of specifications, signed by a key in Alipay's place.

use std::path::Path;

use alipay_notify_schema::MessageSchema;

use super::message::Message;
use super::recipe::{APP_ID, Recipe, Stamps, private_key};
use crate::failure::Failure;

/// Signs examples.
#[derive(Debug)]
pub(crate) struct Examples(Recipe);

impl Examples {
    /// Signs them by the key in a file, for an app.
    pub(crate) fn new(key_file: &Path, app_id: Option<&String>) -> Result<Self, Failure> {
        let app_id = app_id.map_or_else(|| APP_ID.to_owned(), Clone::clone);
        Ok(Self(Recipe::plain(private_key(key_file)?, app_id)))
    }

    /// How the body of an example is declared.
    pub(crate) fn content_type(&self) -> String {
        self.0.content_type()
    }

    /// The body that delivers the example of a specification.
    pub(crate) fn body(&self, schema: &MessageSchema) -> Result<Vec<u8>, Failure> {
        let Self(recipe) = self;
        let message = Message::example(schema);
        let signed = recipe.sign(&message, &recipe.notify_id()?, Stamps::default().next())?;
        Ok(signed.body())
    }
}
