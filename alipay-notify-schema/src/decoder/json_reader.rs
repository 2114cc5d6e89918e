//! JSON, piece by piece.

use std::borrow::Cow;

use jiter::{Jiter, Peek};

use crate::json::Malformed;

/// Reads a JSON text piece by piece. What is read is borrowed from the text wherever it has no
/// escapes.
pub(super) struct JsonReader<'j> {
    json: Jiter<'j>,
    text: &'j str,
    /// Whether there is an escape anywhere. Mostly there is none, and then no string need be
    /// searched for one.
    has_escapes: bool,
    /// The last string that had escapes.
    unescaped: String,
}

impl<'j> JsonReader<'j> {
    pub(super) fn new(text: &'j str) -> Self {
        let has_escapes = memchr::memchr(b'\\', text.as_bytes()).is_some();
        Self { json: Jiter::new(text.as_bytes()), text, has_escapes, unescaped: String::new() }
    }

    /// Whether names and strings may be written with escapes.
    #[inline]
    pub(super) fn has_escapes(&self) -> bool {
        self.has_escapes
    }

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

    pub(super) fn skip(&mut self) -> Result<(), Malformed> {
        Ok(self.json.next_skip()?)
    }

    pub(super) fn finish(&mut self) -> Result<(), Malformed> {
        Ok(self.json.finish()?)
    }

    #[inline]
    pub(super) fn name(&mut self, first: bool) -> Result<Option<&[u8]>, Malformed> {
        Ok(if first { self.json.next_object_bytes()? } else { self.json.next_key_bytes()? })
    }

    /// The next value, which was peeked at and is a string, as it is written.
    #[inline]
    fn raw_string(&mut self) -> Result<&'j str, Malformed> {
        let start = self.json.current_index() + 1;
        let length = self.json.known_bytes()?.len();
        Ok(self.text.get(start..start + length).unwrap_or_default())
    }

    #[inline]
    pub(super) fn string(&mut self) -> Result<&str, Malformed> {
        let raw = self.raw_string()?;
        if self.has_escapes && raw.contains('\\') {
            self.unescaped = unescape(raw)?;
            return Ok(&self.unescaped);
        }
        Ok(raw)
    }

    /// As [`string`](Self::string), not to be lost with what is read next.
    pub(super) fn kept_string(&mut self) -> Result<Cow<'j, str>, Malformed> {
        let raw = self.raw_string()?;
        Ok(if raw.contains('\\') { Cow::Owned(unescape(raw)?) } else { Cow::Borrowed(raw) })
    }

    pub(super) fn number(&mut self, found: Peek) -> Result<&'j str, Malformed> {
        let start = self.json.current_index();
        self.json.known_number_bytes(found)?;
        Ok(self.text_from(start))
    }

    pub(super) fn boolean(&mut self, found: Peek) -> Result<bool, Malformed> {
        Ok(self.json.known_bool(found)?)
    }

    pub(super) fn first_element(&mut self) -> Result<bool, Malformed> {
        Ok(self.json.known_array()?.is_some())
    }

    pub(super) fn next_element(&mut self) -> Result<bool, Malformed> {
        Ok(self.json.array_step()?.is_some())
    }
}

/// Resolves the escapes of a string without its quotes.
#[cold]
pub(super) fn unescape(raw: &str) -> Result<String, Malformed> {
    let quoted = format!("\"{raw}\"");
    Ok(Jiter::new(quoted.as_bytes()).next_str()?.to_owned())
}
