//! JSON as a tree that keeps what the texts of JSON keep: the literals of numbers and the order of
//! members.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::value::RawValue;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    /// Its literal.
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// How a tree is written. The value is the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Style {
    Compact,
    Indented,
    /// Every character of every text and name as `\uXXXX`.
    Escaped,
}

impl Json {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn number(literal: &str) -> Self {
        Self::Number(literal.to_owned())
    }

    /// The JSON in a text; the members of objects in the order of their names.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let raw: &RawValue = serde_json::from_str(text).ok()?;
        let text = raw.get();
        Some(match text.chars().next()? {
            'n' => Self::Null,
            't' | 'f' => Self::Boolean(text == "true"),
            '"' => Self::Text(serde_json::from_str(text).ok()?),
            '[' => {
                let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                Self::Array(
                    elements
                        .into_iter()
                        .map(|raw| Self::parse(raw.get()))
                        .collect::<Option<_>>()?,
                )
            }
            '{' => {
                let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
                let members =
                    members.into_iter().map(|(name, raw)| Some((name, Self::parse(raw.get())?)));
                Self::Object(members.collect::<Option<_>>()?)
            }
            _ => Self::number(text),
        })
    }

    pub(crate) fn write(&self, style: Style) -> String {
        let mut written = String::new();
        self.write_to(&mut written, style, 0);
        written
    }

    fn write_to(&self, out: &mut String, style: Style, depth: usize) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(literal) => out.push_str(literal),
            Self::Text(text) => quote(text, out, style),
            Self::Array(elements) => {
                list(out, style, depth, "[]", elements, |out, element| {
                    element.write_to(out, style, depth + 1);
                });
            }
            Self::Object(members) => {
                list(out, style, depth, "{}", members, |out, (name, value)| {
                    quote(name, out, style);
                    out.push_str(if style == Style::Indented { ": " } else { ":" });
                    value.write_to(out, style, depth + 1);
                });
            }
        }
    }
}

/// Writes `items` between brackets, a line each where indented.
fn list<T>(
    out: &mut String,
    style: Style,
    depth: usize,
    brackets: &str,
    items: &[T],
    mut write: impl FnMut(&mut String, &T),
) {
    let new_line = |out: &mut String, depth: usize| {
        if style == Style::Indented && !items.is_empty() {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
    };
    out.push_str(&brackets[..1]);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        new_line(out, depth + 1);
        write(out, item);
    }
    new_line(out, depth);
    out.push_str(&brackets[1..]);
}

fn quote(text: &str, out: &mut String, style: Style) {
    if style == Style::Escaped {
        let escaped = text.encode_utf16().fold(String::new(), |mut escaped, unit| {
            write!(escaped, "\\u{unit:04X}").expect("writing to a string can't fail");
            escaped
        });
        out.extend(["\"", &escaped, "\""]);
    } else {
        out.push_str(&serde_json::to_string(text).expect("a text is JSON"));
    }
}
