//! A schema file as a tree whose every node knows where it stands.

pub use crate::example::quoted;
use jiter::{Jiter, JiterError, Peek};

/// A JSON value and where it stands, in bytes from the beginning of the file.
#[derive(Debug)]
pub struct Node {
    pub at: usize,
    pub end: usize,
    pub value: Value,
}

#[derive(Debug)]
pub enum Value {
    Null,
    Boolean,
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    pub name: String,
    pub node: Node,
}

/// How deeply a schema file may be nested.
const MAX_DEPTH: usize = 64;

#[derive(Debug)]
/// A text that is not JSON: where, and what the parser expected there.
pub struct Syntax {
    pub at: usize,
    pub reason: String,
}

impl From<JiterError> for Syntax {
    fn from(error: JiterError) -> Self {
        Self { at: error.index, reason: error.error_type.to_string() }
    }
}

/// Reads a whole file.
pub fn read(text: &str) -> Result<Node, Syntax> {
    let mut json = Jiter::new(text.as_bytes());
    let root = node(&mut json, 0)?;
    json.finish()?;
    Ok(root)
}

/// The line and the column of a value in a JSON text, both from 1, columns in characters. `pointer`
/// is a JSON pointer (RFC 6901), the one of the whole text being empty.
///
/// `None` where the text is no JSON, or has no such value.
///
/// ```
/// # use alipay_notify_schema::locate;
/// assert_eq!(locate("{\n  \"required\": [\"a\", \"b\"]\n}", "/required/1"), Some((2, 21)));
/// ```
#[must_use]
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let root = read(text).ok()?;
    let tokens = match pointer.strip_prefix('/') {
        Some(tokens) => tokens.split('/').collect(),
        None if pointer.is_empty() => Vec::new(),
        None => return None,
    };
    let node = tokens.into_iter().try_fold(&root, |node, token| node.child(token))?;
    Some(place(text, node.at))
}

/// The line and the column of a byte, both from 1.
pub fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

impl Node {
    /// The member or the element that a reference token of a JSON pointer names.
    pub fn child(&self, token: &str) -> Option<&Self> {
        match &self.value {
            Value::Object(members) => {
                let name = token.replace("~1", "/").replace("~0", "~");
                members.iter().find(|member| member.name == name).map(|member| &member.node)
            }
            Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }
}

impl Value {
    /// The name of this value's type with its article, for messages.
    pub fn described(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

fn node(json: &mut Jiter<'_>, depth: usize) -> Result<Node, Syntax> {
    let found = json.peek()?;
    let at = json.current_index();
    if depth == MAX_DEPTH {
        return Err(Syntax { at, reason: format!("nested more than {MAX_DEPTH} levels deep") });
    }
    let value = match found {
        Peek::Null => json.known_null().map(|()| Value::Null)?,
        Peek::True | Peek::False => json.known_bool(found).map(|_| Value::Boolean)?,
        Peek::String => Value::String(json.known_str()?.to_owned()),
        Peek::Array => Value::Array(elements(json, depth)?),
        Peek::Object => Value::Object(members(json, depth)?),
        _ => Value::Number(String::from_utf8_lossy(json.known_number_bytes(found)?).into_owned()),
    };
    Ok(Node { at, end: json.current_index(), value })
}

fn elements(json: &mut Jiter<'_>, depth: usize) -> Result<Vec<Node>, Syntax> {
    let mut elements = Vec::new();
    let mut more = json.known_array()?;
    while more.is_some() {
        elements.push(node(json, depth + 1)?);
        more = json.array_step()?;
    }
    Ok(elements)
}

fn members(json: &mut Jiter<'_>, depth: usize) -> Result<Vec<Member>, Syntax> {
    let mut members: Vec<Member> = Vec::new();
    let mut name = json.known_object()?.map(str::to_owned);
    while let Some(current) = name {
        let node = node(json, depth + 1)?;
        if members.iter().any(|member| member.name == current) {
            return Err(Syntax {
                at: node.at,
                reason: format!("`{current}` is given more than once"),
            });
        }
        members.push(Member { name: current, node });
        name = json.next_key()?.map(str::to_owned);
    }
    Ok(members)
}
