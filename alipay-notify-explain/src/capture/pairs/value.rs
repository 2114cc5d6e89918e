//! A value as programs print it: in quotes, after its length, or bare.

use super::super::layout::balanced;
use super::super::shell;
use crate::parameters::is_of_name;

/// A value, as it was before it was printed.
pub(super) struct Value {
    pub(super) text: Vec<u8>,
    /// The same where backslashes are no escapes, if there are any.
    pub(super) literal: Option<Vec<u8>>,
    pub(super) end: usize,
    pub(super) is_open: bool,
    pub(super) is_quoted: bool,
}

impl Value {
    pub(super) fn bare(region: &[u8], start: usize, is_open: bool) -> Self {
        let (text, end) = (region.to_vec(), start + region.len());
        Self { text, literal: None, end, is_open, is_quoted: false }
    }

    /// The value in quotes that a text begins with. `is_last`: what follows it is not known to be
    /// another name.
    pub(super) fn quoted(text: &[u8], is_last: bool) -> Option<Self> {
        let of_length = sized(text);
        if of_length.is_some() {
            return of_length;
        }
        // A letter before a quote says which kind of string it is.
        let kind = matches!(text, [b'u' | b'b' | b'r' | b'@', b'\'' | b'"', ..]);
        let quoted = text.get(usize::from(kind)..)?;
        let (quote, inner) = quoted.split_first()?;
        if !matches!(quote, b'"' | b'\'' | b'`') {
            return None;
        }
        let value = |text, end| Self { text, literal: None, end, is_open: false, is_quoted: true };
        if let Some((undoubled, length)) = doubled(inner, *quote) {
            let is_end = inner.get(length).is_none_or(|byte| b",;\t\r\n".contains(byte));
            if undoubled.len() + 1 < length && is_end {
                return Some(value(undoubled, text.len() - inner.len() + length));
            }
        }
        let closed = shell::unescaped(inner, *quote);
        let Some((mut unescaped, mut after)) = closed else {
            let text = shell::broken_off(inner, *quote);
            return is_last.then(|| Self { is_open: true, ..value(text, quoted.len()) });
        };
        let written = inner.get(..inner.len() - after.len() - 1).unwrap_or_default();
        let literal = written.contains(&b'\\').then(|| written.to_vec());
        // A long text in several lines.
        while let Some(next) = continued(after, *quote)
            && let Some((more, rest)) = shell::unescaped(next, *quote)
        {
            unescaped.extend(more);
            after = rest;
        }
        let is_end = if is_last {
            after.first().is_none_or(|byte| !is_of_name(*byte))
        } else {
            !after.iter().any(|byte| is_of_name(*byte)) || is_end_of_value(after)
        };
        if is_end {
            return Some(Self { literal, ..value(unescaped, text.len() - after.len()) });
        }
        // Quotes within JSON were not escaped.
        let json = inner.starts_with(b"{") || inner.starts_with(b"[");
        if let Some(length) = balanced(inner).filter(|_| json)
            && inner.get(length) == Some(quote)
        {
            let json = inner.get(..length)?.to_vec();
            return Some(value(json, text.len() - inner.len() + length + 1));
        }
        // Quotes within it were not escaped.
        let end = inner.iter().rposition(|byte| byte == quote)?;
        let region = inner.get(..end)?.to_vec();
        Some(value(region, text.len() - inner.len() + end + 1))
    }

    /// Whether it is what programs print where there is no value.
    pub(super) fn is_nothing(&self) -> bool {
        const NOTHING: [&[u8]; 6] = [b"null", b"None", b"nil", b"undefined", b"<nil>", b"<null>"];
        !self.is_quoted && NOTHING.contains(&self.text.as_slice())
    }
}

/// Whether what follows a closing quote ends the value: the words after it are those of a line of
/// a log.
fn is_end_of_value(after: &[u8]) -> bool {
    let mark = after.trim_ascii_start().first();
    mark.is_none_or(|mark| b",;)]}|".contains(mark))
        || after.starts_with(b"\n")
        || after.starts_with(b"\r\n")
}

/// What follows where a text in quotes goes on: after a line break, perhaps with a mark that joins.
fn continued(after: &[u8], quote: u8) -> Option<&[u8]> {
    let next = after.trim_ascii_start();
    let next = next.strip_prefix(b"+").unwrap_or(next).trim_ascii_start();
    let between = after.get(..after.len() - next.len())?;
    next.strip_prefix(&[quote]).filter(|_| between.contains(&b'\n'))
}

/// `string(5) "value"`, as PHP's `var_dump` writes it, or `5:"value"`, as its `serialize` does.
pub(super) fn sized(text: &[u8]) -> Option<Value> {
    let dumped = text.strip_prefix(b"string(").or_else(|| text.strip_prefix(b"(string) "));
    let rest = dumped.unwrap_or(text);
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (length, rest) = rest.split_at(digits);
    let length: usize = std::str::from_utf8(length).ok()?.parse().ok()?;
    let opening: &[u8] = if dumped.is_some() { b") \"" } else { b":\"" };
    let rest = rest.strip_prefix(opening)?;
    let (value, after) = rest.split_at_checked(length)?;
    let after = after.strip_prefix(b"\"")?;
    let end = text.len() - after.len();
    let text = value.to_vec();
    Some(Value { text, literal: None, end, is_open: false, is_quoted: true })
}

/// A text up to its closing quote, in which a quote that is doubled stands for one, and how long
/// it is with the closing quote.
pub(in crate::capture) fn doubled(text: &[u8], quote: u8) -> Option<(Vec<u8>, usize)> {
    let mut value = Vec::new();
    let mut at = 0;
    loop {
        let byte = *text.get(at)?;
        match (byte == quote, text.get(at + 1) == Some(&quote)) {
            (true, true) => at += 2,
            (true, false) => return Some((value, at + 1)),
            (false, _) => at += 1,
        }
        value.push(byte);
    }
}
