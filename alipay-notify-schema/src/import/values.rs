//! The values of an enum: `认证成功: SUCCESS`.

use std::borrow::Cow;

use super::Warnings;
use super::page::{CLOSING, COLONS, COMMAS, OPENING, SEMICOLONS};
use super::warning::Doubt;
use crate::EnumValue;

/// Reads the lines of an enum. `evidence` are values that the page shows elsewhere.
pub(super) fn values(
    path: &str,
    lines: &[(usize, String)],
    evidence: &[(usize, String)],
    warnings: &mut Warnings,
) -> Vec<EnumValue> {
    let entries: Vec<(usize, Entry<'_>)> = lines
        .iter()
        .flat_map(|(line, text)| divide(text).into_iter().map(|text| (*line, Entry::of(text))))
        .collect();
    let side = usual_side(&entries);
    let mut values: Vec<EnumValue> = Vec::new();
    for (line, entry) in entries {
        let field = || path.to_owned();
        let (value, title, doubt) = match entry {
            Entry::Value(value) => (value, "", None),
            Entry::Line(text) => (text, "", Some(Doubt::EnumLine { field: field(), text: text.to_owned() })),
            Entry::Pair { left, right } => {
                let (side, is_certain) = value_side(left, right, evidence, side);
                let (value, title) = if side == Side::Left { (left, right) } else { (right, left) };
                let doubt =
                    Doubt::EnumSides { field: field(), value: value.to_owned(), title: title.to_owned() };
                (value, title, (!is_certain).then_some(doubt))
            }
        };
        if value.is_empty() {
            continue;
        }
        if let Some(doubt) = doubt {
            warnings.push(line, doubt);
        }
        if values.iter().any(|listed| listed.value.eq_ignore_ascii_case(value)) {
            warnings.push(line, Doubt::EnumRepeated { field: field(), value: value.to_owned() });
            continue;
        }
        values.push(EnumValue { value: Cow::Owned(value.to_owned()), title: Cow::Owned(title.to_owned()) });
    }
    values
}

enum Entry<'t> {
    Pair {
        left: &'t str,
        right: &'t str,
    },
    /// A value without a label.
    Value(&'t str),
    /// Something else.
    Line(&'t str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// The entries of a line: several where each of its parts is a pair.
fn divide(text: &str) -> Vec<&str> {
    for separators in [&SEMICOLONS[..], &COMMAS] {
        let parts: Vec<&str> =
            text.split(separators).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && parts.iter().all(|part| part.contains(COLONS)) {
            return parts;
        }
    }
    vec![text]
}

impl<'t> Entry<'t> {
    fn of(text: &'t str) -> Self {
        let text = text
            .trim()
            .trim_end_matches(|ch| ch == '。' || SEMICOLONS.contains(&ch) || COMMAS.contains(&ch))
            .trim_end();
        match pair(text) {
            Some((left, right)) if !left.is_empty() && !right.is_empty() => Self::Pair { left, right },
            Some((value, "") | ("", value)) if is_token(value) => Self::Value(value),
            None if is_token(text) => Self::Value(text),
            _ => Self::Line(text),
        }
    }
}

fn is_token(text: &str) -> bool {
    text.is_ascii() && !text.contains(char::is_whitespace)
}

/// The two sides of a colon; without one, an ASCII side and another one that something else divides.
fn pair(text: &str) -> Option<(&str, &str)> {
    if let Some((left, right)) = text.split_once(COLONS) {
        // `a:b: 标签`
        let last = text.rsplit_once(COLONS).filter(|(left, right)| left.is_ascii() && !right.is_ascii());
        let (left, right) = last.unwrap_or((left, right));
        return Some((left.trim(), right.trim()));
    }
    // `成功(SUCCESS)`
    if let Some((left, right)) = text.strip_suffix(CLOSING).and_then(|text| text.split_once(OPENING)) {
        return (left.is_ascii() != right.is_ascii()).then_some((left.trim(), right.trim()));
    }
    let divided = text
        .split_once('=')
        .or_else(|| text.split_once('-'))
        .or_else(|| text.split_once(char::is_whitespace));
    let (left, right) = divided?;
    let (left, right) = (left.trim(), right.trim());
    (left.is_ascii() != right.is_ascii()).then_some((left, right))
}

/// The side on which values are where only one of both sides is ASCII: for the pairs that don't tell themselves.
fn usual_side(entries: &[(usize, Entry<'_>)]) -> Side {
    let is_left = |entry: &Entry<'_>| match entry {
        Entry::Pair { left, right } if left.is_ascii() != right.is_ascii() => Some(left.is_ascii()),
        _ => None,
    };
    let sides: Vec<bool> = entries.iter().filter_map(|(_, entry)| is_left(entry)).collect();
    let left = sides.iter().filter(|is_left| **is_left).count();
    if left * 2 > sides.len() { Side::Left } else { Side::Right }
}

/// The side of a pair on which its value is, and whether that is certain.
fn value_side(left: &str, right: &str, evidence: &[(usize, String)], usual: Side) -> (Side, bool) {
    match (left.is_ascii(), right.is_ascii()) {
        (true, false) => (Side::Left, true),
        (false, true) => (Side::Right, true),
        _ => {
            let is_shown = |side: &str| evidence.iter().any(|(_, value)| value.eq_ignore_ascii_case(side));
            match (is_shown(left), is_shown(right)) {
                (true, false) => (Side::Left, false),
                (false, true) => (Side::Right, false),
                _ => (usual, false),
            }
        }
    }
}
