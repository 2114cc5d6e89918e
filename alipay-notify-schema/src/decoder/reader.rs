//! What the decoder reads from. It knows no rules.

use std::borrow::Cow;
use std::fmt;

use jiter::Peek;

use super::json_reader::{JsonReader, unescape};
use super::parameters::Parameters;
use crate::json::Malformed;

/// A source of values.
pub(super) enum Reader<'j> {
    Json(JsonReader<'j>),
    Parameters(Parameters<'j>),
}

impl<'j> Reader<'j> {
    pub(super) fn of_json(text: &'j str) -> Self {
        Self::Json(JsonReader::new(text))
    }

    pub(super) fn of_parameters(list: &'j [(&'j str, &'j str)]) -> Self {
        Self::Parameters(Parameters::new(list))
    }

    /// What kind of value comes next.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Peek, Malformed> {
        match self {
            Self::Json(json) => json.peek(),
            Self::Parameters(parameters) => Ok(parameters.peek()),
        }
    }

    /// As [`peek`](Self::peek), where a number is wanted: a parameter may be one.
    pub(super) fn peek_number(&mut self) -> Result<Peek, Malformed> {
        match self {
            Self::Json(json) => json.peek(),
            Self::Parameters(parameters) => Ok(parameters.peek_number()),
        }
    }

    /// As [`peek`](Self::peek), where a boolean is wanted: a parameter may be one.
    pub(super) fn peek_boolean(&mut self) -> Result<Peek, Malformed> {
        match self {
            Self::Json(json) => json.peek(),
            Self::Parameters(parameters) => Ok(parameters.peek_boolean()),
        }
    }

    /// Passes over the next value.
    pub(super) fn skip(&mut self) -> Result<(), Malformed> {
        match self {
            Self::Json(json) => json.skip(),
            Self::Parameters(_) => Ok(()),
        }
    }

    /// Passes over the next value and returns it as JSON; nothing for what is no value of the
    /// object, but of the form that it came in.
    pub(super) fn value(&mut self) -> Result<Option<Cow<'j, str>>, Malformed> {
        match self {
            Self::Json(json) => {
                json.peek()?;
                let start = json.position();
                json.skip()?;
                Ok(Some(Cow::Borrowed(json.text_from(start))))
            }
            Self::Parameters(parameters) if parameters.is_of_envelope() => Ok(None),
            Self::Parameters(parameters) => Ok(Some(parameters.quoted())),
        }
    }

    /// Passes over the rest, which must be white space.
    pub(super) fn finish(&mut self) -> Result<(), Malformed> {
        match self {
            Self::Json(json) => json.finish(),
            Self::Parameters(_) => Ok(()),
        }
    }

    /// Whether names may be written with escapes.
    #[inline]
    pub(super) fn has_escapes(&self) -> bool {
        match self {
            Self::Json(json) => json.has_escapes(),
            Self::Parameters(_) => false,
        }
    }

    /// The name of the next member as it is written, escapes and all; the first time, of the object
    /// that begins here.
    #[inline]
    pub(super) fn name(&mut self, first: bool) -> Result<Option<&[u8]>, Malformed> {
        match self {
            Self::Json(json) => json.name(first),
            Self::Parameters(parameters) => Ok(parameters.name()),
        }
    }

    /// The next value, which was peeked at and is a string.
    #[inline]
    pub(super) fn string(&mut self) -> Result<&str, Malformed> {
        match self {
            Self::Json(json) => json.string(),
            Self::Parameters(parameters) => Ok(parameters.text()),
        }
    }

    /// As [`string`](Self::string), not to be lost with what is read next.
    pub(super) fn kept_string(&mut self) -> Result<Cow<'j, str>, Malformed> {
        match self {
            Self::Json(json) => json.kept_string(),
            Self::Parameters(parameters) => Ok(Cow::Borrowed(parameters.text())),
        }
    }

    /// The next value, which was peeked at and is a number, as its literal.
    pub(super) fn number(&mut self, found: Peek) -> Result<&'j str, Malformed> {
        match self {
            Self::Json(json) => json.number(found),
            Self::Parameters(parameters) => Ok(parameters.text()),
        }
    }

    /// The next value, which was peeked at and is a boolean.
    pub(super) fn boolean(&mut self, found: Peek) -> Result<bool, Malformed> {
        match self {
            Self::Json(json) => json.boolean(found),
            Self::Parameters(_) => Ok(found == Peek::True),
        }
    }

    /// Enters the array that was peeked at; whether it has an element.
    pub(super) fn first_element(&mut self) -> Result<bool, Malformed> {
        match self {
            Self::Json(json) => json.first_element(),
            Self::Parameters(_) => Ok(false),
        }
    }

    /// Whether the array has another element.
    pub(super) fn next_element(&mut self) -> Result<bool, Malformed> {
        match self {
            Self::Json(json) => json.next_element(),
            Self::Parameters(_) => Ok(false),
        }
    }
}

/// Which source it is, and nothing that it holds.
impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json(_) => "Json(…)",
            Self::Parameters(_) => "Parameters(…)",
        })
    }
}

/// The text of a name as it is written. Names end at quotes, so this is a whole part of a UTF-8
/// text.
#[cold]
pub(super) fn name_text(raw: &[u8], has_escapes: bool) -> Result<String, Malformed> {
    let raw = str::from_utf8(raw).unwrap_or_default();
    if has_escapes { unescape(raw) } else { Ok(raw.to_owned()) }
}
