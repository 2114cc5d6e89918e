//! Reading against a specification without keeping anything.

use super::Decoder;
use crate::json::Malformed;
use crate::model::{FieldSchema, JsonText, Kind, MessageSchema, ObjectSchema};
use crate::violation::{Problem, Violations};

impl MessageSchema {
    /// Checks the text of a `biz_content` against this specification, without building a value from
    /// it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where `text` is not one whole JSON value.
    pub fn check(&self, text: &str) -> Result<Violations, Malformed> {
        self.read(Decoder::new(text))
    }

    /// Checks the parameters of a form, names and texts, against this specification. Those that it
    /// does not have are passed over.
    #[must_use]
    pub fn check_parameters(&self, parameters: &[(&str, &str)]) -> Violations {
        // Parameters are never malformed.
        self.read(Decoder::of_parameters(parameters)).unwrap_or_default()
    }

    fn read(&self, mut decoder: Decoder<'_>) -> Result<Violations, Malformed> {
        decoder.check_object(&self.content)?;
        decoder.finish()
    }
}

impl FieldSchema {
    /// Checks the text of a JSON value against this member's specification.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where `text` is not one whole JSON value.
    pub fn check(&self, text: &str) -> Result<Violations, Malformed> {
        let mut decoder = Decoder::new(text);
        decoder.check_field(self)?;
        decoder.finish()
    }

    /// Holds a text against this member's length, its enum, its format, and the specification of
    /// the JSON in it.
    #[inline]
    pub fn check_text(&self, text: &str, violations: &mut Violations) {
        self.check_length(text, violations);
        match &self.kind {
            Kind::Enum(values) if !self.permits(text) => {
                let permitted = values.iter().map(|permitted| permitted.value.clone()).collect();
                violations.push("", Problem::NotPermitted { permitted });
            }
            Kind::Format(format) if !format.permits(text) => {
                violations.push("", format.problem());
            }
            Kind::Json(json) => match json.check(text) {
                Ok(found) => violations.append(found),
                Err(Malformed { .. }) => violations.push("", Problem::NotJson),
            },
            _ => {}
        }
    }
}

impl JsonText {
    fn check(&self, text: &str) -> Result<Violations, Malformed> {
        let mut decoder = Decoder::new(text);
        match (&self.content, self.repeated) {
            (None, false) => decoder.skip()?,
            (None, true) => drop(decoder.array(Decoder::skip)?),
            (Some(schema), false) => decoder.check_object(schema)?,
            (Some(schema), true) => drop(decoder.array(|decoder| decoder.check_object(schema))?),
        }
        decoder.finish()
    }
}

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
            Kind::String | Kind::Enum(_) | Kind::Format(_) | Kind::Json(_) => {
                self.text(field).map(|_| ())
            }
            Kind::Integer => self.integer().map(|_| ()),
            Kind::Number => self.number().map(|_| ()),
            Kind::Boolean => self.boolean().map(|_| ()),
            Kind::Object(schema) => self.check_object(schema),
        }
    }
}
