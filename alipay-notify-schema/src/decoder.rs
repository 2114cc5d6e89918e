//! The one pass over a JSON text that enforces a specification.
//!
//! A [`Decoder`] is a pull parser that knows the rules. Generated code drives it to fill a struct;
//! [`Decoder::check_object`] drives it without one. Either way it is the decoder that finds members, measures texts
//! and counts groups, so both give the same verdict.

use std::fmt;
use std::str;

use jiter::{Jiter, Peek};

use crate::{FieldSchema, Kind, ObjectSchema, Presence, Problem, Violations};

/// A text that is not one whole JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    at: usize,
    reason: String,
}

impl Malformed {
    /// Where the text stops being JSON, in bytes from its beginning.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no JSON at byte {}: {}", self.at, self.reason)
    }
}

impl std::error::Error for Malformed {}

impl From<jiter::JiterError> for Malformed {
    fn from(error: jiter::JiterError) -> Self {
        // The parser's messages name what it expected; none of them repeats the text.
        Self { at: error.index, reason: error.error_type.to_string() }
    }
}

/// Reads a JSON text once, against a specification, and collects every violation on the way.
///
/// Methods that read a value return `Ok(None)` where the value is there but can't be represented: a violation says
/// why, the value is skipped, and reading goes on.
#[derive(Debug)]
pub struct Decoder<'j> {
    json: Jiter<'j>,
    violations: Violations,
    depth: usize,
}

/// How far the decoder is within one object.
#[derive(Clone, Debug, Default)]
pub struct Cursor {
    entered: bool,
    expected: usize,
    present: [u64; ObjectSchema::MAX_FIELDS / 64],
}

impl Cursor {
    fn is_present(&self, index: usize) -> bool {
        self.present[index / 64] & (1 << (index % 64)) != 0
    }

    /// Notes that a member is there; false where it was there before.
    fn insert(&mut self, index: usize) -> bool {
        let fresh = !self.is_present(index);
        self.present[index / 64] |= 1 << (index % 64);
        fresh
    }

    /// The index of a member. Members mostly come in the documented order, so the search begins behind the last.
    fn find(&self, schema: &ObjectSchema, key: &str) -> Option<usize> {
        let fields: &[FieldSchema] = &schema.fields;
        let (before, after) = fields.split_at(self.expected.min(fields.len()));
        let here = after.iter().position(|field| field.name == key).map(|index| index + before.len());
        here.or_else(|| before.iter().position(|field| field.name == key))
    }
}

impl<'j> Decoder<'j> {
    /// How deeply objects and arrays may be nested.
    pub const MAX_DEPTH: usize = 32;

    /// A decoder at the beginning of `text`.
    #[must_use]
    pub fn new(text: &'j str) -> Self {
        Self { json: Jiter::new(text.as_bytes()), violations: Violations::default(), depth: 0 }
    }

    /// Ends the reading: nothing but white space may follow.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where more follows.
    pub fn finish(mut self) -> Result<Violations, Malformed> {
        self.json.finish()?;
        Ok(self.violations)
    }

    /// Enters an object. `None`: what is there is no object, was skipped, and is now a violation.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn enter(&mut self) -> Result<Option<Cursor>, Malformed> {
        let found = self.json.peek()?;
        if found != Peek::Object {
            return self.wrong_type("an object", found).map(|()| None);
        }
        if self.depth == Self::MAX_DEPTH {
            return self.too_deep(found).map(|()| None);
        }
        self.depth += 1;
        Ok(Some(Cursor::default()))
    }

    /// Moves to the next member that the specification knows and that is not null; the caller reads its value.
    ///
    /// Unknown members are passed over, null is taken as absent, and of a member that comes again only the first
    /// counts.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn next_field(
        &mut self,
        schema: &ObjectSchema,
        cursor: &mut Cursor,
    ) -> Result<Option<usize>, Malformed> {
        loop {
            let key = if cursor.entered { self.json.next_key()? } else { self.json.known_object()? };
            cursor.entered = true;
            let Some(key) = key else { return Ok(None) };
            let index = cursor.find(schema, key);
            let value = self.json.peek()?;
            match index {
                Some(index) if value != Peek::Null => {
                    if cursor.insert(index) {
                        cursor.expected = index + 1;
                        return Ok(Some(index));
                    }
                    self.violations.push(schema.fields[index].name.clone(), Problem::Repeated);
                    self.json.known_skip(value)?;
                }
                _ => self.json.known_skip(value)?,
            }
        }
    }

    /// Leaves an object after its last member: reports required members that are missing, and broken groups.
    pub fn leave(&mut self, schema: &ObjectSchema, cursor: &Cursor) {
        self.depth -= 1;
        for (index, field) in schema.fields.iter().enumerate() {
            if field.presence == Presence::Required && !cursor.is_present(index) {
                self.violations.push(field.name.clone(), Problem::Missing);
            }
        }
        schema.check_groups(|index| cursor.is_present(index), &mut self.violations);
    }

    /// Runs `read` for the value of a member or an element: its violations get `place` before their paths.
    ///
    /// # Errors
    ///
    /// Whatever `read` returns.
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

    /// Reads a text and holds it against the rules of `field`. Numbers and booleans are taken as their literal text.
    ///
    /// A text that breaks a rule is returned all the same: it can be represented, and the violation is noted.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn text(&mut self, field: &FieldSchema) -> Result<Option<&str>, Malformed> {
        let found = self.json.peek()?;
        let text = match found {
            Peek::String => self.json.known_str()?,
            Peek::True | Peek::False => boolean_literal(self.json.known_bool(found)?),
            _ if found.is_num() => str::from_utf8(self.json.known_number_bytes(found)?).unwrap_or_default(),
            _ => return self.wrong_type("a string", found).map(|()| None),
        };
        field.check_text(text, &mut self.violations);
        Ok(Some(text))
    }

    /// Notes what is wrong with the value just read, where that is more than the specification says.
    pub fn refuse(&mut self, problem: Problem) {
        self.violations.push("", problem);
    }

    /// Reads the value of a member as the specification wants it, keeping nothing.
    ///
    /// # Errors
    ///
    /// [`Malformed`], as every method that reads.
    pub fn check_field(&mut self, field: &FieldSchema) -> Result<(), Malformed> {
        self.within(&field.name, |decoder| {
            if field.repeated { decoder.check_array(field) } else { decoder.check_item(field) }
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

    fn check_array(&mut self, field: &FieldSchema) -> Result<(), Malformed> {
        let found = self.json.peek()?;
        if found != Peek::Array {
            return self.wrong_type("an array", found);
        }
        if self.depth == Self::MAX_DEPTH {
            return self.too_deep(found);
        }
        self.depth += 1;
        let mut element = self.json.known_array()?;
        let mut index = 0;
        while element.is_some() {
            self.within(&format_args!("[{index}]"), |decoder| decoder.check_item(field))?;
            index += 1;
            element = self.json.array_step()?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn check_item(&mut self, field: &FieldSchema) -> Result<(), Malformed> {
        let found = self.json.peek()?;
        match &field.kind {
            Kind::String | Kind::Enum(_) => self.text(field).map(|_| ()),
            Kind::Object(schema) => self.check_object(schema),
            Kind::Boolean if matches!(found, Peek::True | Peek::False) => Ok(self.json.known_skip(found)?),
            Kind::Number if found.is_num() => Ok(self.json.known_skip(found)?),
            Kind::Integer if found.is_num() => {
                let literal = self.json.known_number_bytes(found)?;
                if literal.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
                    let problem = Problem::WrongType { expected: "an integer", found: "a fraction" };
                    self.violations.push("", problem);
                }
                Ok(())
            }
            other => self.wrong_type(other.described(), found),
        }
    }

    fn wrong_type(&mut self, expected: &'static str, found: Peek) -> Result<(), Malformed> {
        self.json.known_skip(found)?;
        self.violations.push("", Problem::WrongType { expected, found: described(found) });
        Ok(())
    }

    fn too_deep(&mut self, found: Peek) -> Result<(), Malformed> {
        self.json.known_skip(found)?;
        self.violations.push("", Problem::TooDeep { limit: Self::MAX_DEPTH });
        Ok(())
    }
}

impl FieldSchema {
    /// Whether a text is among the values that this member lists, if it lists any.
    #[must_use]
    pub fn permits(&self, text: &str) -> bool {
        match &self.kind {
            Kind::Enum(values) => values.iter().any(|listed| listed.value.eq_ignore_ascii_case(text)),
            _ => true,
        }
    }

    /// Holds a text against this member's length and enum.
    pub fn check_text(&self, text: &str, violations: &mut Violations) {
        if let Some(limit) = self.max_len
            && text.len() > limit
        {
            let actual = text.chars().count();
            if actual > limit {
                violations.push("", Problem::TooLong { actual, limit });
            }
        }
        if let Kind::Enum(values) = &self.kind
            && !self.permits(text)
        {
            let permitted = values.iter().map(|permitted| permitted.value.clone()).collect();
            violations.push("", Problem::NotPermitted { permitted });
        }
    }
}

impl ObjectSchema {
    /// Counts the members of each group that are present.
    pub fn check_groups(&self, is_present: impl Fn(usize) -> bool, violations: &mut Violations) {
        for group in &*self.groups {
            let present = group.members.iter().filter(|index| is_present(**index)).count();
            if !group.rule.permits(present) {
                let members = self.members(group).cloned().collect();
                violations.push("", Problem::Group { rule: group.rule, members, present });
            }
        }
    }
}

/// Whether a text is one whole JSON object, whatever its members.
#[must_use]
pub fn is_object(text: &str) -> bool {
    let mut json = Jiter::new(text.as_bytes());
    let whole = json.peek().and_then(|found| {
        json.known_skip(found)?;
        json.finish().map(|()| found == Peek::Object)
    });
    whole.unwrap_or(false)
}

fn boolean_literal(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn described(found: Peek) -> &'static str {
    match found {
        Peek::Null => "null",
        Peek::True | Peek::False => "a boolean",
        Peek::String => "a string",
        Peek::Array => "an array",
        Peek::Object => "an object",
        _ => "a number",
    }
}
