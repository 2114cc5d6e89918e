//! JSON pointers (RFC 6901), and where what they point at stands.

use std::borrow::Cow;

use super::{Node, Value, read};

/// A name as a reference token of a JSON pointer: `~` and `/` are escaped.
#[must_use]
pub fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The name that a reference token of a JSON pointer stands for.
#[must_use]
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// The JSON pointer of a member: that of its object, and its name.
///
/// ```
/// # use alipay_notify_schema::json::join;
/// assert_eq!(join("/properties", "a/b"), "/properties/a~1b");
/// ```
#[must_use]
pub fn join(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", escape(name))
}

impl Node {
    /// The value that a JSON pointer leads to from here; this one where `pointer` is empty.
    ///
    /// Of members that have the same name, it is the first.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        let tokens = match pointer.strip_prefix('/') {
            Some(tokens) => tokens,
            None if pointer.is_empty() => return Some(self),
            None => return None,
        };
        tokens.split('/').try_fold(self, |node, token| match &node.value {
            Value::Object(_) => node.member(&unescape(token)),
            Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

/// The line and the column of a value in a JSON text, as by [`line_and_column`].
///
/// `None` where `text` is not JSON, or has no such value.
///
/// ```
/// # use alipay_notify_schema::json::locate;
/// assert_eq!(locate("{\n  \"required\": [\"a\", \"b\"]\n}", "/required/1"), Some((2, 21)));
/// ```
#[must_use]
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let root = read(text).ok()?;
    Some(line_and_column(text, root.at(pointer)?.span.start))
}

/// The line and the column of a byte of a text, both from 1, columns in characters.
#[must_use]
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tokens() {
        for (name, token) in [("a", "a"), ("a/b", "a~1b"), ("~1", "~01"), ("", "")] {
            assert_eq!(escape(name), token);
            assert_eq!(unescape(token), name);
        }
    }

    #[test]
    fn pointers_lead_to_values() {
        let text = r#"{"a/b": [1, {"~": 2}], "": 3}"#;
        let root = read(text).expect("it is JSON");
        for (pointer, found) in [
            ("", Some(text)),
            ("/a~1b/0", Some("1")),
            ("/a~1b/1/~0", Some("2")),
            ("/", Some("3")),
            ("/a~1b/2", None),
            ("/a~1b/0/c", None),
            ("a~1b", None),
        ] {
            assert_eq!(root.at(pointer).map(|node| node.text(text)), found, "{pointer}");
        }
    }

    #[test]
    fn places_are_counted_from_one() {
        let text = "a\n宝b";
        for (at, place) in [(0, (1, 1)), (1, (1, 2)), (2, (2, 1)), (5, (2, 2)), (99, (2, 3))] {
            assert_eq!(line_and_column(text, at), place, "{at}");
        }
    }
}
