//! The one pass over a JSON text, or over the parameters of a form, that enforces a specification.
//!
//! A [`Decoder`] is a pull parser that knows the rules. Generated code drives it to fill a struct;
//! [`Decoder::check_object`] drives it without one. Either way it is the decoder that finds
//! members, measures texts and counts groups, so both give the same verdict.

mod check;
mod cursor;
mod json_reader;
mod parameters;
mod reader;

use std::borrow::Cow;
use std::fmt;

use jiter::Peek;

use crate::json::{JsonType, Malformed, Syntax};
use crate::model::{FieldSchema, ObjectSchema, Presence};
use crate::rules::Integer;
use crate::violation::{Problem, Violations};
pub use cursor::Cursor;
use reader::{Reader, name_text};

/// Reads a JSON text once, against a specification, and collects every violation on the way. The
/// parameters of a form are read as the members of an object.
///
/// Methods that read a value return `Ok(None)` where the value is there but can't be represented: a
/// violation says why, the value is skipped, and reading goes on.
#[derive(Debug)]
pub struct Decoder<'j> {
    reader: Reader<'j>,
    violations: Violations,
    depth: usize,
}

impl<'j> Decoder<'j> {
    /// How deeply objects and arrays may be nested.
    pub const MAX_DEPTH: usize = 32;

    /// A decoder at the beginning of `text`.
    #[must_use]
    pub fn new(text: &'j str) -> Self {
        Self::of(Reader::of_json(text))
    }

    /// A decoder of the parameters of a form, given by names and texts: they are read as the
    /// members of an object.
    ///
    /// An integer, a number or a boolean is read from its text, as JSON writes it; a parameter is
    /// neither an array nor an object, but may be the text of one. One that is empty counts as
    /// absent, as null does in JSON. It is never [`Malformed`].
    #[must_use]
    pub fn of_parameters(parameters: &'j [(&'j str, &'j str)]) -> Self {
        Self::of(Reader::of_parameters(parameters))
    }

    fn of(reader: Reader<'j>) -> Self {
        Self { reader, violations: Violations::default(), depth: 0 }
    }

    /// Ends the reading: nothing but white space may follow.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where more follows.
    #[inline]
    pub fn finish(mut self) -> Result<Violations, Malformed> {
        self.reader.finish()?;
        Ok(self.violations)
    }

    /// Enters an object. `None`: what is there is no object, was skipped, and is now a violation.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    #[inline]
    pub fn enter(&mut self) -> Result<Option<Cursor>, Malformed> {
        Ok(self.deeper(Peek::Object, JsonType::Object)?.then(Cursor::default))
    }

    /// Moves to the next member that the specification knows and that is not null; the caller reads
    /// its value.
    ///
    /// Unknown members are passed over, null is taken as absent, and of a member that comes again
    /// only the first counts.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    #[inline]
    pub fn next_field(
        &mut self,
        schema: &ObjectSchema,
        cursor: &mut Cursor,
    ) -> Result<Option<usize>, Malformed> {
        let has_escapes = self.reader.has_escapes();
        loop {
            let Some(name) = self.reader.name(cursor.is_first())? else { return Ok(None) };
            match cursor.find(schema, name, has_escapes) {
                Some(index) if self.is_fresh(schema, cursor, index)? => return Ok(Some(index)),
                Some(_) => {}
                None => self.reader.skip()?,
            }
        }
    }

    /// As [`next_field`](Self::next_field), but hands unknown members to `keep`: their name, and
    /// their value as JSON. The parameters that every form has are none of them.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn next_field_keeping(
        &mut self,
        schema: &ObjectSchema,
        cursor: &mut Cursor,
        mut keep: impl FnMut(String, &str),
    ) -> Result<Option<usize>, Malformed> {
        let has_escapes = self.reader.has_escapes();
        loop {
            let Some(name) = self.reader.name(cursor.is_first())? else { return Ok(None) };
            let found = cursor.find(schema, name, has_escapes);
            match found.ok_or_else(|| name_text(name, has_escapes)) {
                Ok(index) if self.is_fresh(schema, cursor, index)? => return Ok(Some(index)),
                Ok(_) => {}
                Err(unknown) => {
                    let unknown = unknown?;
                    if let Some(json) = self.reader.value()? {
                        keep(unknown, &json);
                    }
                }
            }
        }
    }

    /// Whether a known member is there and has not been there before; passes over it otherwise.
    #[inline]
    fn is_fresh(
        &mut self,
        schema: &ObjectSchema,
        cursor: &mut Cursor,
        index: usize,
    ) -> Result<bool, Malformed> {
        if self.reader.peek()? == Peek::Null {
            return self.reader.skip().map(|()| false);
        }
        let fresh = cursor.insert(index);
        if !fresh {
            self.violations.push(schema.fields[index].name.clone(), Problem::Repeated);
            self.reader.skip()?;
        }
        Ok(fresh)
    }

    /// Leaves an object after its last member: reports required members that are missing, and
    /// broken groups.
    #[inline]
    pub fn leave(&mut self, schema: &ObjectSchema, cursor: &Cursor) {
        self.depth -= 1;
        for (index, field) in schema.fields.iter().enumerate() {
            if field.presence == Presence::Required && !cursor.has(index) {
                self.violations.push(field.name.clone(), Problem::Missing);
            }
        }
        schema.check_groups(|index| Some(cursor.has(index)), &mut self.violations);
    }

    /// Runs `read` for the value of a member or an element: its violations get `place` before their
    /// paths.
    ///
    /// # Errors
    ///
    /// Whatever `read` returns.
    #[inline]
    pub fn within<T>(
        &mut self,
        place: &dyn fmt::Display,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        let before = self.violations.len();
        let value = read(self)?;
        if self.violations.len() > before {
            self.violations.nest(before, place);
        }
        Ok(value)
    }

    /// Reads a text and holds it against the rules of `field`. Numbers and booleans are taken as
    /// their literal text.
    ///
    /// A text that breaks a rule is returned all the same: it can be represented, and the violation
    /// is noted.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    #[inline]
    pub fn text(&mut self, field: &FieldSchema) -> Result<Option<&str>, Malformed> {
        let Some(text) = literal_text(&mut self.reader, &mut self.violations)? else {
            return Ok(None);
        };
        field.check_text(text, &mut self.violations);
        Ok(Some(text))
    }

    /// Reads a text that is JSON itself: `read` is called with a decoder of what is in it. Where
    /// that is no JSON, a violation says so.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn json_text<T>(
        &mut self,
        field: &FieldSchema,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        let Some(text) = self.kept_text()? else { return Ok(None) };
        field.check_length(&text, &mut self.violations);
        // Counting depth again is no way around its limit: every level inside a text doubles the
        // escapes it needs.
        let mut inner = Decoder::new(&text);
        let value = read(&mut inner).and_then(|value| Ok((value, inner.finish()?)));
        let Ok((value, violations)) = value else {
            self.refuse(Problem::NotJson);
            return Ok(None);
        };
        self.violations.append(violations);
        Ok(Some(value))
    }

    /// Reads an integer, written as a number; its own type decides whether it can be held.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn integer(&mut self) -> Result<Option<Integer>, Malformed> {
        Ok(self.integer_and_literal()?.map(|(integer, _)| integer))
    }

    /// As [`integer`](Self::integer), with the literal.
    pub(crate) fn integer_and_literal(&mut self) -> Result<Option<(Integer, &'j str)>, Malformed> {
        let found = self.reader.peek_number()?;
        if !found.is_num() {
            return self.wrong_type(JsonType::Integer, found).map(|()| None);
        }
        let literal = self.reader.number(found)?;
        let integer = Integer::of(literal);
        if integer == Integer::Fraction {
            self.refuse(Problem::WrongType {
                expected: JsonType::Integer,
                found: JsonType::Fraction,
            });
            return Ok(None);
        }
        Ok(Some((integer, literal)))
    }

    /// Reads a number and returns its literal.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn number(&mut self) -> Result<Option<&str>, Malformed> {
        let found = self.reader.peek_number()?;
        if !found.is_num() {
            return self.wrong_type(JsonType::Number, found).map(|()| None);
        }
        self.reader.number(found).map(Some)
    }

    /// Reads a boolean.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn boolean(&mut self) -> Result<Option<bool>, Malformed> {
        let found = self.reader.peek_boolean()?;
        match found {
            Peek::True | Peek::False => self.reader.boolean(found).map(Some),
            _ => self.wrong_type(JsonType::Boolean, found).map(|()| None),
        }
    }

    /// Reads an array: `read` is called at each element. False: what is there is no array, was
    /// skipped, and is now a violation.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn array(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<(), Malformed>,
    ) -> Result<bool, Malformed> {
        if !self.deeper(Peek::Array, JsonType::Array)? {
            return Ok(false);
        }
        let mut more = self.reader.first_element()?;
        let mut index = 0;
        while more {
            self.within(&format_args!("[{index}]"), &mut read)?;
            index += 1;
            more = self.reader.next_element()?;
        }
        self.depth -= 1;
        Ok(true)
    }

    /// Passes over a null; whether there was one.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn null(&mut self) -> Result<bool, Malformed> {
        let is_null = self.reader.peek()? == Peek::Null;
        if is_null {
            self.reader.skip()?;
        }
        Ok(is_null)
    }

    /// Passes over a value, whatever it is.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn skip(&mut self) -> Result<(), Malformed> {
        self.reader.skip()
    }

    /// Notes what is wrong with the value just read, where that is more than the specification
    /// says.
    pub fn refuse(&mut self, problem: Problem) {
        self.violations.push("", problem);
    }

    /// Whether the wanted object or array comes next, at a depth that is permitted. It is skipped
    /// otherwise.
    #[inline]
    fn deeper(&mut self, wanted: Peek, expected: JsonType) -> Result<bool, Malformed> {
        let found = self.reader.peek()?;
        if found != wanted {
            return self.wrong_type(expected, found).map(|()| false);
        }
        if self.depth == Self::MAX_DEPTH {
            self.refuse(Problem::TooDeep { limit: Self::MAX_DEPTH });
            return self.skip().map(|()| false);
        }
        self.depth += 1;
        Ok(true)
    }

    /// As [`literal_text`], not to be lost with what is read next.
    fn kept_text(&mut self) -> Result<Option<Cow<'j, str>>, Malformed> {
        if self.reader.peek()? == Peek::String {
            return self.reader.kept_string().map(Some);
        }
        let text = literal_text(&mut self.reader, &mut self.violations)?;
        Ok(text.map(|literal| Cow::Owned(literal.to_owned())))
    }

    fn wrong_type(&mut self, expected: JsonType, found: Peek) -> Result<(), Malformed> {
        wrong_type(&mut self.reader, &mut self.violations, expected, found)
    }
}

/// A text, or the literal of a number or boolean in its place.
// Apart from the decoder, so that the text can be held against its rules while the reader still has
// it.
#[inline]
fn literal_text<'t>(
    reader: &'t mut Reader<'_>,
    violations: &mut Violations,
) -> Result<Option<&'t str>, Malformed> {
    let found = reader.peek()?;
    match found {
        Peek::String => reader.string().map(Some),
        Peek::True | Peek::False => Ok(Some(if reader.boolean(found)? { "true" } else { "false" })),
        _ if found.is_num() => reader.number(found).map(Some),
        _ => wrong_type(reader, violations, JsonType::String, found).map(|()| None),
    }
}

fn wrong_type(
    reader: &mut Reader<'_>,
    violations: &mut Violations,
    expected: JsonType,
    found: Peek,
) -> Result<(), Malformed> {
    reader.skip()?;
    violations.push("", Problem::WrongType { expected, found: json_type(found) });
    Ok(())
}

/// Why a text is not one whole JSON object that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectError {
    /// It is no JSON, another type of value, or more follows.
    NotAnObject,
    /// It is one, but a string holds escapes that stand for no character, such as half a surrogate
    /// pair.
    NotUnicode,
    /// It is nested more deeply, or holds longer numbers, than any message needs.
    Excessive,
}

/// Makes sure that a text is one whole JSON object, whatever its members.
///
/// # Errors
///
/// [`ObjectError`] says why it is not.
pub fn check_is_object(text: &str) -> Result<(), ObjectError> {
    let mut reader = Reader::of_json(text);
    if !reader.peek().is_ok_and(|found| found == Peek::Object) {
        return Err(ObjectError::NotAnObject);
    }
    let whole = reader.skip().and_then(|()| reader.finish());
    whole.map_err(|malformed| match malformed.syntax() {
        Syntax::NotUnicode => ObjectError::NotUnicode,
        Syntax::TooDeep { .. } | Syntax::NumberTooLong => ObjectError::Excessive,
        _ => ObjectError::NotAnObject,
    })
}

fn json_type(found: Peek) -> JsonType {
    match found {
        Peek::Null => JsonType::Null,
        Peek::True | Peek::False => JsonType::Boolean,
        Peek::String => JsonType::String,
        Peek::Array => JsonType::Array,
        Peek::Object => JsonType::Object,
        _ => JsonType::Number,
    }
}
