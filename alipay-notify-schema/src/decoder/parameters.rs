//! The parameters of a form, one by one.

use std::borrow::Cow;
use std::slice;

use jiter::{Jiter, Peek};

use crate::json::quoted;
use crate::model::{FieldSchema, Kind, MessageSchema};
use crate::names::ENVELOPE_PARAMETERS;

const TRUE: &str = "true";
const FALSE: &str = "false";

impl MessageSchema {
    /// The parameters of a form as the JSON object that this specification describes: numbers and
    /// booleans as such, everything else as texts, and nothing for an empty one, which is absent.
    /// What it does not have stays as it is; the parameters that every form has are left out.
    #[must_use]
    pub fn json_of_parameters(&self, parameters: &[(&str, &str)]) -> String {
        let own = parameters.iter().filter(|(name, _)| !ENVELOPE_PARAMETERS.contains(name));
        let members = own.filter_map(|(name, text)| {
            let value = match self.content.field(name) {
                Some(_) if text.is_empty() => return None,
                Some((_, field)) => field.json_of_parameter(text),
                None => quoted(text),
            };
            Some(format!("{}:{value}", quoted(name)))
        });
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

impl FieldSchema {
    /// What is not of its kind stays a text.
    fn json_of_parameter(&self, text: &str) -> String {
        let is_literal = match self.kind {
            Kind::Integer | Kind::Number => is_number(text),
            Kind::Boolean => [TRUE, FALSE].contains(&text),
            _ => false,
        };
        if is_literal { text.to_owned() } else { quoted(text) }
    }
}

/// Whether a text is a number, as JSON writes them.
fn is_number(text: &str) -> bool {
    let mut json = Jiter::new(text.as_bytes());
    // White space before it would be passed over.
    let literal = json.peek().and_then(|found| json.known_number_bytes(found));
    literal.is_ok_and(|literal| literal.len() == text.len())
}

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
        match self.text().bytes().next() {
            Some(first) if is_number(self.text()) => Peek::new(first),
            _ => self.peek(),
        }
    }

    /// As [`peek`](Self::peek), where a boolean is wanted.
    pub(super) fn peek_boolean(&self) -> Peek {
        match self.text() {
            TRUE => Peek::True,
            FALSE => Peek::False,
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
