//! The pull parser below the decoder: JSON and nothing else.

use jiter::{Jiter, Peek};

use crate::json::Malformed;

/// Reads a JSON text piece by piece. What is read is borrowed from the text wherever it has no
/// escapes.
#[derive(Debug)]
pub(super) struct Reader<'j> {
    json: Jiter<'j>,
    text: &'j str,
    /// Whether there is an escape anywhere. Mostly there is none, and then no string need be
    /// searched for one.
    has_escapes: bool,
    /// The last string that had escapes.
    unescaped: String,
}

impl<'j> Reader<'j> {
    pub(super) fn new(text: &'j str) -> Self {
        let has_escapes = memchr::memchr(b'\\', text.as_bytes()).is_some();
        Self { json: Jiter::new(text.as_bytes()), text, has_escapes, unescaped: String::new() }
    }

    /// What kind of value comes next.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Peek, Malformed> {
        Ok(self.json.peek()?)
    }

    /// Where the next value begins, once it has been peeked at.
    pub(super) fn position(&self) -> usize {
        self.json.current_index()
    }

    /// The text from `start` to what was read last.
    pub(super) fn text_from(&self, start: usize) -> &'j str {
        self.text.get(start..self.json.current_index()).unwrap_or_default()
    }

    /// Passes over the next value.
    pub(super) fn skip(&mut self) -> Result<(), Malformed> {
        Ok(self.json.next_skip()?)
    }

    /// Passes over the rest, which must be white space.
    pub(super) fn finish(&mut self) -> Result<(), Malformed> {
        Ok(self.json.finish()?)
    }

    /// The name of the next member as it is written, escapes and all; the first time, of the object
    /// that begins here.
    #[inline]
    pub(super) fn name(&mut self, first: bool) -> Result<Option<&[u8]>, Malformed> {
        Ok(if first { self.json.next_object_bytes()? } else { self.json.next_key_bytes()? })
    }

    /// The next value, which was peeked at and is a string.
    #[inline]
    pub(super) fn string(&mut self) -> Result<&str, Malformed> {
        let start = self.json.current_index() + 1;
        let length = self.json.known_bytes()?.len();
        let raw = self.text.get(start..start + length).unwrap_or_default();
        if self.has_escapes && raw.contains('\\') {
            self.unescaped = unescape(raw)?;
            return Ok(&self.unescaped);
        }
        Ok(raw)
    }

    /// The next value, which was peeked at and is a number, as its literal.
    pub(super) fn number(&mut self, found: Peek) -> Result<&str, Malformed> {
        // A number is ASCII.
        Ok(str::from_utf8(self.json.known_number_bytes(found)?).unwrap_or_default())
    }

    /// The next value, which was peeked at and is a boolean.
    pub(super) fn boolean(&mut self, found: Peek) -> Result<bool, Malformed> {
        Ok(self.json.known_bool(found)?)
    }

    /// Enters the array that was peeked at; whether it has an element.
    pub(super) fn first_element(&mut self) -> Result<bool, Malformed> {
        Ok(self.json.known_array()?.is_some())
    }

    /// Whether the array has another element.
    pub(super) fn next_element(&mut self) -> Result<bool, Malformed> {
        Ok(self.json.array_step()?.is_some())
    }
}

/// The text of a name as it is written. Names end at quotes, so this is a whole part of a UTF-8
/// text.
#[cold]
pub(super) fn name_text(raw: &[u8]) -> Result<String, Malformed> {
    unescape(str::from_utf8(raw).unwrap_or_default())
}

/// Resolves the escapes of a string without its quotes.
#[cold]
fn unescape(raw: &str) -> Result<String, Malformed> {
    let quoted = format!("\"{raw}\"");
    Ok(Jiter::new(quoted.as_bytes()).next_str()?.to_owned())
}
