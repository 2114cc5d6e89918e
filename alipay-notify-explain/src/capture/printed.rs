//! Parameters as programs print them: maps of Python, PHP, Node.js, Ruby, Java and Go, and lines of
//! names and values.

use super::{Capture, CaptureKind, body, built, shell};
use crate::parameters::{are_of_a_message, is_known, is_of_name};

/// A name and a value, decoded.
type Pair = (Vec<u8>, Vec<u8>);

/// Reads the parameters, if there are enough of Alipay's that this is what the text must be.
pub(super) fn parse(text: &[u8]) -> Option<Capture> {
    if body::is_form(text) {
        return None;
    }
    let layouts = LAYOUTS.iter().map(|layout| layout.pairs(text));
    let of_messages = layouts
        .chain([quoted(text)])
        .filter(|pairs| are_of_a_message(pairs.iter().map(|(name, _)| name.as_slice())));
    // What fits finds the most; of several, the last.
    let pairs =
        of_messages.max_by_key(|pairs| pairs.iter().filter(|(name, _)| is_known(name)).count())?;
    let is_encoded = pairs.iter().any(|(name, value)| name == b"sign" && value.contains(&b'%'));
    let body = if is_encoded {
        pairs
            .iter()
            .map(|(name, value)| [name, b"=".as_slice(), value].concat())
            .collect::<Vec<_>>()
            .join(&b'&')
    } else {
        built(pairs.iter().map(|(name, value)| (name.as_slice(), value.as_slice())))
    };
    Some(Capture { is_built: !is_encoded, ..Capture::new(CaptureKind::Printed, body) })
}

/// Names and values in quotes: `'name': 'value'`, `"name"=>"value"`, `('name', 'value')`, `name:
/// 'value'`, `["name"]=> string(5) "value"`.
fn quoted(text: &[u8]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut rest = text;
    let mut is_start = true;
    while let Some((byte, after)) = rest.split_first() {
        let pair = if is_start { pair(rest) } else { None };
        // A letter before a quote says which kind of string it is.
        let is_kind =
            is_start && matches!(byte, b'u' | b'b') && matches!(after, [b'\'' | b'"', ..]);
        is_start = is_kind || !is_of_name(*byte);
        rest = after;
        if let Some((name, value, after)) = pair {
            pairs.push((name, value));
            rest = after;
        }
    }
    pairs
}

/// The pair that a text begins with, and what follows it.
fn pair(text: &[u8]) -> Option<(Vec<u8>, Vec<u8>, &[u8])> {
    let (quote, text) = match text.split_first()? {
        (quote @ (b'\'' | b'"' | b'`'), after) => (Some(*quote), after),
        _ => (None, text),
    };
    let (name, rest) = text.split_at(text.iter().take_while(|byte| is_of_name(**byte)).count());
    let rest = match quote {
        Some(quote) => rest.strip_prefix(&[quote])?,
        None => rest,
    };
    let rest = rest.strip_prefix(b"]").unwrap_or(rest).trim_ascii_start();
    let separators: &[&[u8]] = if quote.is_some() { &[b"=>", b":", b","] } else { &[b":"] };
    let rest =
        separators.iter().find_map(|separator| rest.strip_prefix(*separator))?.trim_ascii_start();
    let rest = rest.strip_prefix(b"[").unwrap_or(rest).trim_ascii_start();
    let (value, rest) = value(rest, is_known(name))?;
    (!name.is_empty()).then(|| (name.to_vec(), value, rest))
}

/// The value that a text begins with, and what follows it: in quotes, or after its length; of a
/// parameter of Alipay's also a number, or a map as it is written.
fn value(text: &[u8], is_known: bool) -> Option<(Vec<u8>, &[u8])> {
    if let Some(after) = text.strip_prefix(b"string(") {
        let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (length, after) = after.split_at(digits);
        let length = std::str::from_utf8(length).ok()?.parse().ok()?;
        let (value, after) = after.strip_prefix(b") \"")?.split_at_checked(length)?;
        return Some((value.to_vec(), after.strip_prefix(b"\"")?));
    }
    let text = text.strip_prefix(b"u").or_else(|| text.strip_prefix(b"b")).unwrap_or(text);
    match text.split_first()? {
        (quote @ (b'\'' | b'"' | b'`'), after) => Some(string(after, *quote)),
        (b'{', _) if is_known => Some(map(text)),
        _ if is_known => {
            let is_of_number = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
            let (number, after) = text.split_at(text.iter().take_while(is_of_number).count());
            (!number.is_empty()).then(|| (number.to_vec(), after))
        }
        _ => None,
    }
}

/// The string that ends with this quote, and what follows it. One that breaks off takes all the
/// rest, so that no text is read again and again.
fn string(text: &[u8], quote: u8) -> (Vec<u8>, &[u8]) {
    shell::unescaped(text, quote).unwrap_or_else(|| (text.to_vec(), &[]))
}

/// The map that a text begins with, up to its closing brace, and what follows it.
fn map(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut depth = 0usize;
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'\'' | b'"' | b'`' => string(after, *byte).1,
            _ => after,
        };
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    let (map, rest) = text.split_at(text.len() - rest.len());
    (map.to_vec(), rest)
}

/// How names and values follow one another without quotes.
struct Layout {
    /// What stands before a name, and so ends the value before it.
    before: &'static [&'static str],
    /// What stands between a name and its value.
    between: &'static str,
    /// What ends the last value, if something does.
    end: &'static str,
}

const LAYOUTS: [Layout; 7] = [
    // PHP's print_r
    Layout { before: &["\n    ["], between: "] => ", end: "\n)" },
    // Java's Map.toString
    Layout { before: &["{", ", "], between: "=", end: "}" },
    // Go's url.Values
    Layout { before: &["map[", "] "], between: ":[", end: "]]" },
    // Lines
    Layout { before: &["\n"], between: "=", end: "" },
    Layout { before: &["\n"], between: "\t", end: "" },
    Layout { before: &["\n"], between: ":", end: "" },
    Layout { before: &["\n"], between: ": ", end: "" },
];

impl Layout {
    fn pairs(&self, text: &[u8]) -> Vec<Pair> {
        // Lines begin where the text does.
        let text = [b"\n", text].concat();
        let mut names = Vec::new();
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            match self.name(rest) {
                Some((name, length)) => {
                    names.push((at, name, at + length));
                    // A value begins with no name.
                    at += length;
                }
                None => at += 1,
            }
        }
        let ends = names.iter().skip(1).map(|(at, ..)| *at).chain([self.end_of(&text)]);
        let value = |(name, start, end): (&[u8], usize, usize)| {
            let value = text.get(start..end.max(start)).unwrap_or_default();
            (name.to_vec(), value.strip_suffix(b"\r").unwrap_or(value).to_vec())
        };
        names.iter().zip(ends).map(|((_, name, start), end)| value((name, *start, end))).collect()
    }

    /// The name that stands here, and how long it is with what is around it.
    fn name<'t>(&self, text: &'t [u8]) -> Option<(&'t [u8], usize)> {
        let before = self.before.iter().find(|before| text.starts_with(before.as_bytes()))?;
        let rest = text.get(before.len()..)?;
        let length = rest.iter().take_while(|byte| is_of_name(**byte)).count();
        let (name, after) = rest.split_at(length);
        let is_name = length > 0 && after.starts_with(self.between.as_bytes());
        is_name.then(|| (name, before.len() + length + self.between.len()))
    }

    /// Where the last value ends.
    fn end_of(&self, text: &[u8]) -> usize {
        let end = self.end.as_bytes();
        let found = text.windows(end.len().max(1)).rposition(|part| part == end);
        found.unwrap_or_else(|| text.strip_suffix(b"\n").unwrap_or(text).len())
    }
}
