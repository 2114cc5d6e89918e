//! JSON as it is written: a tree whose nodes know where they stand, and the tokens of any text.
//!
//! [`read`] makes a tree of [`Node`]s. Each has its [span](Node::span), so that its exact text,
//! digits and escapes included, can be taken from the source, and a mistake can be given a
//! [line and a column](line_and_column). [`tokens`] takes any text apart, JSON or not: for what is
//! to be laid out again, and for what has to be repaired before it can be read.

mod flat;
mod json_type;
mod pointer;
mod quote;
mod syntax;
mod tokens;

use std::collections::HashSet;
use std::ops::Range;

use jiter::{Jiter, Peek};

pub use flat::flat;
pub use json_type::JsonType;
pub use pointer::{escape, join, line_and_column, locate, unescape};
pub use quote::quoted;
pub use syntax::{Malformed, Syntax};
pub use tokens::{Token, compact, tokens};

/// A JSON value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Node {
    /// Where it stands in the text that was read, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub value: Value,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as its literal.
    Number(String),
    /// A string, its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object. Names may come more than once, unless it was [read strictly](read_strict).
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// Where the name stands, quotes included.
    pub name_span: Range<usize>,
    /// The name, its escapes resolved.
    pub name: String,
    /// The value.
    pub node: Node,
}

/// How deeply a text may be nested: more than any message that can be decoded.
const MAX_DEPTH: usize = 256;

/// How deeply a schema file may be nested.
const MAX_DEPTH_STRICT: usize = 64;

/// Reads a JSON text.
///
/// Names that an object has more than once are all there.
///
/// # Errors
///
/// [`Malformed`] where `text` is not one whole JSON value, or is nested more than 256 levels deep.
///
/// ```
/// # use alipay_notify_schema::json::read;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = r#"{"price": 1.50}"#;
/// let price = read(text)?.at("/price").map(|price| price.text(text));
/// assert_eq!(price, Some("1.50"));
/// # Ok(())
/// # }
/// ```
pub fn read(text: &str) -> Result<Node, Malformed> {
    Reader { json: Jiter::new(text.as_bytes()), text, max_depth: MAX_DEPTH, is_strict: false }
        .read()
}

/// Reads a JSON text as schema files are read: no name comes twice in an object, and nothing is
/// nested more than 64 levels deep.
///
/// # Errors
///
/// [`Malformed`] where `text` is not one whole JSON value of that kind.
pub fn read_strict(text: &str) -> Result<Node, Malformed> {
    let json = Jiter::new(text.as_bytes());
    Reader { json, text, max_depth: MAX_DEPTH_STRICT, is_strict: true }.read()
}

impl Node {
    /// The text of this value, to the byte, in the text that it was read from.
    #[must_use]
    pub fn text<'t>(&self, source: &'t str) -> &'t str {
        source.get(self.span.clone()).unwrap_or_default()
    }

    /// The members, where this is an object.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements, where this is an array.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The first member of this name, where this is an object that has one.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.node)
    }
}

impl Value {
    /// The type of this value. Every number is a [`Number`](JsonType::Number).
    #[must_use]
    pub const fn json_type(&self) -> JsonType {
        match self {
            Self::Null => JsonType::Null,
            Self::Boolean(_) => JsonType::Boolean,
            Self::Number(_) => JsonType::Number,
            Self::String(_) => JsonType::String,
            Self::Array(_) => JsonType::Array,
            Self::Object(_) => JsonType::Object,
        }
    }
}

struct Reader<'t> {
    json: Jiter<'t>,
    text: &'t str,
    max_depth: usize,
    is_strict: bool,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Node, Malformed> {
        let root = self.node(0)?;
        self.json.finish()?;
        Ok(root)
    }

    fn node(&mut self, depth: usize) -> Result<Node, Malformed> {
        let found = self.json.peek()?;
        let start = self.json.current_index();
        if depth == self.max_depth {
            return Err(Malformed::new(start, Syntax::TooDeep { limit: self.max_depth }));
        }

        let value = match found {
            Peek::Null => self.json.known_null().map(|()| Value::Null)?,
            Peek::True | Peek::False => self.json.known_bool(found).map(Value::Boolean)?,
            Peek::String => Value::String(self.json.known_str()?.to_owned()),
            Peek::Array => Value::Array(self.elements(depth)?),
            Peek::Object => Value::Object(self.members(depth)?),
            _ => {
                let literal = self.json.known_number_bytes(found)?;
                Value::Number(String::from_utf8_lossy(literal).into_owned())
            }
        };
        Ok(Node { span: start..self.json.current_index(), value })
    }

    fn elements(&mut self, depth: usize) -> Result<Vec<Node>, Malformed> {
        let mut elements = Vec::new();
        let mut more = self.json.known_array()?;
        while more.is_some() {
            elements.push(self.node(depth + 1)?);
            more = self.json.array_step()?;
        }
        Ok(elements)
    }

    fn members(&mut self, depth: usize) -> Result<Vec<Member>, Malformed> {
        let mut members = Vec::new();
        let mut before = self.json.current_index();
        let mut name = self.json.known_object()?.map(str::to_owned);
        while let Some(current) = name {
            let name_span = self.name_span(before);
            let node = self.node(depth + 1)?;
            members.push(Member { name_span, name: current, node });

            before = self.json.current_index();
            name = self.json.next_key()?.map(str::to_owned);
        }
        if self.is_strict {
            refuse_twice(&members)?;
        }
        Ok(members)
    }

    /// Where the name stands that was just read, with the colon after it. Before it, from `before`
    /// on, there are only white space and a comma or a brace.
    fn name_span(&self, before: usize) -> Range<usize> {
        let read = self.text.get(before..self.json.current_index()).unwrap_or_default();
        let start = read.find('"').unwrap_or_default();
        let end = read.rfind('"').map_or(0, |quote| quote + 1);
        before + start..before + end
    }
}

fn refuse_twice(members: &[Member]) -> Result<(), Malformed> {
    let mut names = HashSet::with_capacity(members.len());
    match members.iter().find(|member| !names.insert(&member.name)) {
        None => Ok(()),
        Some(twice) => {
            let name = twice.name.clone();
            Err(Malformed::new(twice.node.span.start, Syntax::NameTwice { name }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{ \"a\\\"\" : [1.50, \"\\u5b9d\"],\n\"b\":{\"a\":null}, \"b\" : true }";

    #[test]
    fn every_node_knows_its_text() {
        let root = read(TEXT).expect("it is JSON");
        assert_eq!(root.text(TEXT), TEXT);
        let names: Vec<_> =
            root.members().iter().map(|member| &TEXT[member.name_span.clone()]).collect();
        assert_eq!(names, ["\"a\\\"\"", "\"b\"", "\"b\""]);
        let texts: Vec<_> = root.members().iter().map(|member| member.node.text(TEXT)).collect();
        assert_eq!(texts, ["[1.50, \"\\u5b9d\"]", "{\"a\":null}", "true"]);
    }

    #[test]
    fn escapes_are_resolved() {
        let root = read(TEXT).expect("it is JSON");
        let list = root.member("a\"").expect("the first member");
        assert_eq!(list.elements()[0].value, Value::Number("1.50".to_owned()));
        assert_eq!(list.elements()[1].value, Value::String("宝".to_owned()));
    }

    #[test]
    fn of_a_name_that_comes_twice_the_first_is_found() {
        let root = read(TEXT).expect("it is JSON");
        assert_eq!(root.member("b").map(|node| node.text(TEXT)), Some("{\"a\":null}"));
        let twice = Malformed::new(50, Syntax::NameTwice { name: "b".to_owned() });
        assert_eq!(read_strict(TEXT), Err(twice));
    }

    #[test]
    fn depth_has_limits() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for (read, limit) in [(read as fn(&str) -> Result<Node, Malformed>, 256), (read_strict, 64)]
        {
            assert!(read(&nested(limit)).is_ok());
            assert_eq!(
                read(&nested(limit + 1)),
                Err(Malformed::new(limit, Syntax::TooDeep { limit }))
            );
        }
    }
}
