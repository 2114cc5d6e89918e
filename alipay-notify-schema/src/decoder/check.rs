//! Reading against a specification without keeping anything.

use super::Decoder;
use crate::json::Malformed;
use crate::model::{FieldSchema, Kind, ObjectSchema};

impl Decoder<'_> {
    /// Reads the value of a member as the specification wants it, keeping nothing.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn check_field(&mut self, field: &FieldSchema) -> Result<(), Malformed> {
        self.within(&field.name, |decoder| {
            if field.repeated {
                decoder.array(|decoder| decoder.check_item(field)).map(|_| ())
            } else {
                decoder.check_item(field)
            }
        })
    }

    /// Reads an object against its specification, keeping nothing.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn check_object(&mut self, schema: &ObjectSchema) -> Result<(), Malformed> {
        let Some(mut cursor) = self.enter()? else { return Ok(()) };
        while let Some(index) = self.next_field(schema, &mut cursor)? {
            self.check_field(&schema.fields[index])?;
        }
        self.leave(schema, &cursor);
        Ok(())
    }

    fn check_item(&mut self, field: &FieldSchema) -> Result<(), Malformed> {
        match &field.kind {
            Kind::String | Kind::Enum(_) | Kind::Json(_) => self.text(field).map(|_| ()),
            Kind::Integer => self.integer().map(|_| ()),
            Kind::Number => self.number().map(|_| ()),
            Kind::Boolean => self.boolean().map(|_| ()),
            Kind::Object(schema) => self.check_object(schema),
        }
    }
}
