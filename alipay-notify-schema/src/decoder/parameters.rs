//! The parameters of a form, one by one.

use std::borrow::Cow;
use std::slice;

use jiter::{Jiter, Peek};

use crate::json::quoted;
use crate::names::ENVELOPE_PARAMETERS;

/// Reads parameters as the members of an object, each of which is a text.
pub(super) struct Parameters<'j> {
    rest: slice::Iter<'j, (&'j str, &'j str)>,
    /// The parameter that is read; before the first and after the last there is none.
    current: Option<(&'j str, &'j str)>,
}

impl<'j> Parameters<'j> {
    pub(super) fn new(list: &'j [(&'j str, &'j str)]) -> Self {
        Self { rest: list.iter(), current: None }
    }

    /// The name of the next parameter.
    #[inline]
    pub(super) fn name(&mut self) -> Option<&'j [u8]> {
        self.current = self.rest.next().copied();
        self.current.map(|(name, _)| name.as_bytes())
    }

    /// What is there: an object of all parameters, a text, or nothing.
    #[inline]
    pub(super) fn peek(&self) -> Peek {
        match self.current {
            None => Peek::Object,
            Some((_, "")) => Peek::Null,
            Some(_) => Peek::String,
        }
    }

    /// As [`peek`](Self::peek), where a number is wanted.
    pub(super) fn peek_number(&self) -> Peek {
        let is_number = |text: &&str| {
            let mut json = Jiter::new(text.as_bytes());
            // White space before it would be passed over.
            let literal = json.peek().and_then(|found| json.known_number_bytes(found));
            literal.is_ok_and(|literal| literal.len() == text.len())
        };
        match self.text().bytes().next() {
            Some(first) if is_number(&self.text()) => Peek::new(first),
            _ => self.peek(),
        }
    }

    /// As [`peek`](Self::peek), where a boolean is wanted.
    pub(super) fn peek_boolean(&self) -> Peek {
        match self.text() {
            "true" => Peek::True,
            "false" => Peek::False,
            _ => self.peek(),
        }
    }

    #[inline]
    pub(super) fn text(&self) -> &'j str {
        self.current.map_or("", |(_, text)| text)
    }

    /// The text as the JSON of a string.
    pub(super) fn quoted(&self) -> Cow<'j, str> {
        Cow::Owned(quoted(self.text()))
    }

    /// Whether the parameter is one of those that are the same for all that Alipay sends.
    pub(super) fn is_of_envelope(&self) -> bool {
        self.current.is_some_and(|(name, _)| ENVELOPE_PARAMETERS.contains(&name))
    }
}
