//! What stands around the names of one delivery, and what is left: its values.

use super::super::found::{Found, Pairs, Reading};
use super::super::layout::{Common, balanced};
use super::super::{CaptureKind, Carrier, without_line_break};
use super::reading::{Closing, Lines};
use super::value::{Value, sized};
use super::{ENOUGH, Name, distinct, words};
use crate::parameters::is_of_name;
use crate::trial::LONGEST;

/// The parameters of one delivery, and what stands between them.
pub(super) struct Listing<'t> {
    text: &'t [u8],
    known: &'t [Name],
    /// What stands between a name and its value.
    between: Common,
    /// What stands before a name: in its line, if each has its own.
    before: Common,
    /// What stands behind a value, at the end of its line.
    behind: Common,
    is_lines: bool,
    /// Whether all values are in quotes.
    is_quoted: bool,
}

impl<'t> Listing<'t> {
    pub(super) fn of(text: &'t [u8], known: &'t [Name]) -> Option<Self> {
        if distinct(known).len() < ENOUGH {
            return None;
        }
        let ends = known.iter().skip(1).map(|name| name.start).chain([text.len()]);
        let slices: Vec<&[u8]> =
            known.iter().zip(ends).filter_map(|(name, end)| text.get(name.end..end)).collect();
        let between = Common::before_values(&slices);
        let between = between.without_quote();
        let is_quote = |slice: &&[u8]| {
            let value = between.at_beginning(slice).and_then(|length| slice.get(length));
            value.is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`'))
        };
        let is_quoted = slices.iter().all(is_quote);
        let (_, but_last) = slices.split_last()?;

        let lines: Option<Vec<(&[u8], &[u8])>> = but_last
            .iter()
            .map(|slice| {
                let at = slice.iter().rposition(|byte| *byte == b'\n')?;
                Some((slice.get(..at)?, slice.get(at + 1..)?))
            })
            .collect();
        let is_lines = lines.is_some();
        let (before, behind) = match lines {
            Some(lines) => {
                let (values, fronts): (Vec<&[u8]>, Vec<&[u8]>) = lines.into_iter().unzip();
                let values: Vec<&[u8]> =
                    values.iter().map(|value| value.strip_suffix(b"\r").unwrap_or(value)).collect();
                (Common::end(&fronts), Common::end(&values))
            }
            None => (Common::end(but_last), Common::default()),
        };
        (!between.is_empty()).then_some(Self {
            text,
            known,
            between,
            before,
            behind,
            is_lines,
            is_quoted,
        })
    }

    pub(super) fn delivery(&self) -> Found {
        let all = self.with_unknown();
        let (pairs, end, is_open) = self.pairs(&all, false);
        let mut readings = vec![Reading::Pairs(pairs)];
        let start = self.known.first().map_or(0, |name| name.start);
        let last = self.known.last().map_or(0, |name| name.start);
        // Words within values may stand like names.
        let is_outside = |name: &&Name| name.known.is_some() || name.start > last;
        let known: Vec<Name> = all.iter().filter(is_outside).copied().collect();
        if all.len() > known.len() {
            readings.push(Reading::Pairs(self.pairs(&known, false).0));
        }
        // Whether a backslash is an escape is for those to say who printed it.
        if self.text.contains(&b'\\') && self.text.len() <= LONGEST {
            readings.push(Reading::Pairs(self.pairs(&all, true).0));
        }
        Found {
            kind: CaptureKind::Printed,
            carrier: Carrier::Form,
            readings,
            place: start..end.max(start),
            is_open,
        }
    }

    /// The names, and whatever else stands as they do and not within a value.
    fn with_unknown(&self) -> Vec<Name> {
        let (Some(first), Some(last)) = (self.known.first(), self.known.last()) else {
            return Vec::new();
        };
        let mut names: Vec<Name> = Vec::new();
        let mut known = self.known.iter().peekable();
        let mut closing = Closing::of(self.text);
        let mut lines = Lines::of(self.text);
        let first_line = lines.up_to(first.start).count;
        let mut lines = Lines::of(self.text);
        // Where the value ends that is in quotes or brackets.
        let mut closed = 0;
        let from = self.first_start(first);
        for (start, end) in words(self.text).skip_while(|(start, _)| *start < from) {
            let name = match known.next_if(|name| name.start == start) {
                Some(name) => *name,
                None if start < closed => continue,
                None => {
                    let line = lines.up_to(start);
                    // Where names and values have a line each in turn.
                    let is_at_turn = self.between.last() != Some(b'\n')
                        || line.count.abs_diff(first_line).is_multiple_of(2);
                    if !is_at_turn || !self.is_name(start, end, line.start, first) {
                        continue;
                    }
                    Name { start, end, known: None, line_start: line.start }
                }
            };
            let value = self.value(end).unwrap_or_default();
            let length = sized(value).map(|sized| sized.end).or_else(|| closing.length(value));
            closed = match length {
                Some(length) => self.text.len() - value.len() + length,
                None if start < last.start => known.peek().map_or(0, |next| next.start),
                None => 0,
            };
            names.push(name);
        }
        names
    }

    /// What follows the name that ends here, from its value on.
    fn value(&self, end: usize) -> Option<&'t [u8]> {
        let after = self.text.get(end..)?;
        after.get(self.between.at_beginning(after)?..)
    }

    /// Where names may begin: in front of the first of Alipay's there may be others, but not in
    /// another line of a log.
    fn first_start(&self, first: &Name) -> usize {
        if self.is_lines { 0 } else { first.line_start }
    }

    /// Whether a word stands as names do.
    fn is_name(&self, start: usize, end: usize, line_start: usize, first: &Name) -> bool {
        let (front, after) =
            (self.text.get(..start).unwrap_or_default(), self.text.get(end..).unwrap_or_default());
        let is_word = self.text.get(start).is_some_and(u8::is_ascii_alphabetic);
        let Some(length) = self.between.at_beginning(after).filter(|length| *length > 0) else {
            return false;
        };
        if !is_word {
            return false;
        }
        let value = after.get(length..).unwrap_or_default();
        // What stands between is not the beginning of another mark, such as the `=` of `==`.
        let is_apart = !value.starts_with(b"=")
            && (!self.is_quoted || matches!(value, [b'"' | b'\'' | b'`', ..]));
        if start < first.start && !self.is_in_front(start, value, first) {
            return false;
        }
        let line = front.get(line_start..).unwrap_or_default();
        let is_before = if self.is_lines {
            let own = self.before.at_end(line);
            own.is_some_and(|length| length > 0 || line.trim_ascii().is_empty())
        } else {
            !self.before.is_empty() && self.before.at_end(front).is_some()
        };
        // The first one may stand after a bracket.
        let is_first =
            start < first.start && front.last().is_none_or(|byte| b"{([ \"'\n".contains(byte));
        is_apart && (is_before || is_first)
    }

    /// Whether a value in front of the first name of Alipay's is one: it is not what all names are
    /// in, nor the heading of a column.
    fn is_in_front(&self, start: usize, value: &[u8], first: &Name) -> bool {
        let is_bracket = matches!(value, [b'{' | b'[' | b'(', ..]);
        let up_to_first = self.text.get(..first.start).unwrap_or_default();
        let value_start = self.text.len() - value.len();
        let inside = up_to_first.get(value_start..).unwrap_or_default();
        if first.start - start > NEAR {
            return false;
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let rest = rest.get(..NEAR).unwrap_or(rest);
        let next_line = rest.split(|byte| *byte == b'\n').nth(1).unwrap_or_default().trim_ascii();
        let is_rule =
            !next_line.is_empty() && next_line.iter().all(|byte| b"-+|=: ".contains(byte));
        (!is_bracket || balanced(inside).is_some()) && !(self.is_lines && is_rule)
    }

    /// Names and values, where the last one ends, and whether it is open there. `is_literal`: no
    /// backslash is an escape.
    fn pairs(&self, names: &[Name], is_literal: bool) -> (Pairs, usize, bool) {
        let mut pairs = Pairs::new();
        let (mut end, mut is_open) = (0, false);
        let nexts = names.iter().skip(1).map(Some).chain([None]);
        for (name, next) in names.iter().zip(nexts) {
            let after = self.text.get(name.end..).unwrap_or_default();
            let skipped = self.between.at_beginning(after).unwrap_or_default();
            let start = name.end + skipped;
            let value = match next {
                Some(next) => self.within(start, next.start),
                None => self.last(start),
            };
            (end, is_open) = (value.end, value.is_open);
            let written = self.text.get(name.start..name.end).unwrap_or_default();
            if !value.is_nothing() {
                let literal = value.literal.filter(|_| is_literal);
                pairs.push((written.to_vec(), literal.unwrap_or(value.text)));
            }
        }
        (pairs, end, is_open)
    }

    /// The value that begins here, before another name.
    fn within(&self, start: usize, next: usize) -> Value {
        let region = self.text.get(start..next).unwrap_or_default();
        let region = if self.is_lines {
            let line = region.iter().rposition(|byte| *byte == b'\n').unwrap_or(region.len());
            let value = region.get(..line).unwrap_or_default();
            let value = value.strip_suffix(b"\r").unwrap_or(value);
            let behind = self.behind.at_end(value).unwrap_or_default();
            value.get(..value.len() - behind.min(value.len())).unwrap_or_default()
        } else {
            let before = self.before.at_end(region).unwrap_or_default();
            region.get(..region.len() - before.min(region.len())).unwrap_or_default()
        };
        let whole = self.text.get(start..next).unwrap_or_default();
        Value::quoted(whole, false).unwrap_or_else(|| Value::bare(region, start, false))
    }

    /// The value that begins here and is the last one.
    fn last(&self, start: usize) -> Value {
        let rest = self.text.get(start..).unwrap_or_default();
        if let Some(value) = Value::quoted(rest, true) {
            return Value { end: start + value.end, ..value };
        }
        let is_bracketed = rest.starts_with(b"{") || rest.starts_with(b"[");
        let (length, is_open) = match balanced(rest).filter(|_| is_bracketed) {
            Some(length) => (length, false),
            None if is_bracketed => (without_line_break(rest).len(), true),
            None => {
                let length = self.bare_length(rest);
                let after = rest.get(length..).unwrap_or_default().trim_ascii();
                (length, after.is_empty() && self.is_in_bracket())
            }
        };
        Value::bare(rest.get(..length).unwrap_or_default(), start, is_open)
    }

    /// Whether all names are in a bracket, which is to be closed.
    fn is_in_bracket(&self) -> bool {
        let first = self.known.first().map_or(0, |name| name.line_start);
        let front = self.text.get(first..).unwrap_or_default();
        let front = front.split(|byte| *byte == b'=').next().unwrap_or_default();
        !self.is_lines && front.iter().any(|byte| b"{(".contains(byte)) && balanced(front).is_none()
    }

    /// How long the last value is without quotes or brackets: up to what ends the others, or a
    /// bracket around all of them.
    fn bare_length(&self, rest: &[u8]) -> usize {
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.is_lines {
            let behind = self.behind.at_end(line).unwrap_or_default();
            return line.len() - behind.min(line.len());
        }
        let mark = self.before.last_mark().filter(|mark| !is_of_name(*mark) && *mark != b'\\');
        let by_space = mark.is_none_or(|mark| mark == b'[');
        let is_end = |byte: &u8| {
            Some(*byte) == mark && *byte != b'['
                || by_space && byte.is_ascii_whitespace()
                || b")}]".contains(byte)
        };
        line.iter().position(is_end).unwrap_or(line.len())
    }
}

/// How far in front of the first name of Alipay's others may be.
const NEAR: usize = 16 * 1024;
