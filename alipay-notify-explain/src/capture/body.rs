//! Bodies, and where they stand in a text that holds other things as well.

use std::collections::BTreeSet;

use super::found::{Deliveries, Found, Reading};
use super::{CaptureKind, Carrier};
use crate::parameters::{are_of_a_delivery, decoded, is_of_name, parts, recognized, split};

/// Whether a text as a whole is a form with parameters of Alipay's.
pub(super) fn is_form(text: &[u8]) -> bool {
    let is_name = |name: &&[u8]| name.iter().all(|byte| is_of_name(*byte));
    let first = text.split(|byte| *byte == b'&').next().map(|part| split(part).0);
    let names = text.split(|byte| *byte == b'&').filter_map(|part| {
        let (name, value) = split(part);
        value.map(|_| name)
    });
    first.as_ref().is_some_and(is_name) && are_of_a_delivery(names)
}

/// A body that was encoded as a whole, perhaps to be the value of a parameter.
pub(super) fn encoded_whole(text: &[u8]) -> Option<Vec<u8>> {
    const BETWEEN: &[u8] = b"%26";
    if is_form(text) || !text.windows(BETWEEN.len()).any(|bytes| bytes == BETWEEN) {
        return None;
    }
    let mut values = parts(text).map(|part| decoded(split(part).1.unwrap_or(part)));
    values.find(|inner| is_form(inner))
}

/// The bodies that stand in a text.
pub(super) fn deliveries(text: &[u8]) -> Deliveries {
    let chains = chains(text);
    let ends = chains.iter().skip(1).map(|next| line_start(text, next.start)).chain([text.len()]);
    let mut deliveries = Deliveries::default();
    for (chain, end) in chains.iter().zip(ends) {
        if deliveries.lacks(chain.names.contains("sign")) {
            (deliveries.first, deliveries.count) =
                (Some(body(text, chain, end, chains.len() == 1)), 1);
        }
    }
    deliveries
}

/// Names of Alipay's with a `=`, one after another, joined by `&`.
#[derive(Debug, Default)]
struct Chain {
    start: usize,
    names: BTreeSet<&'static str>,
    /// Whether another line has begun since its first name.
    is_over: bool,
}

impl Chain {
    fn new(start: usize, name: &'static str) -> Self {
        Self { start, names: BTreeSet::from([name]), is_over: false }
    }

    fn is_enough(&self) -> bool {
        are_of_a_delivery(self.names.iter().map(|name| name.as_bytes()))
    }
}

/// The chains that are deliveries.
fn chains(text: &[u8]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    let mut current = Chain::default();
    for (at, byte) in text.iter().enumerate() {
        current.is_over |= *byte == b'\n';
        let found = if *byte == b'=' { name_before(text, at) } else { None };
        let Some((start, name)) = found else { continue };
        let is_joined = is_joined(text.get(..start).unwrap_or_default());
        if is_joined && !current.names.is_empty() {
            current.names.insert(name);
        } else if !current.is_enough() {
            current = Chain::new(start, name);
        } else if current.is_over && current.names.contains(name) {
            // Names within values are not the beginning of another one.
            chains.push(std::mem::replace(&mut current, Chain::new(start, name)));
        }
    }
    chains.push(current);
    chains.retain(Chain::is_enough);
    chains
}

/// The name of Alipay's that ends here, and where it begins.
fn name_before(text: &[u8], end: usize) -> Option<(usize, &'static str)> {
    const LONGEST: usize = 24;
    let before = text.get(end.saturating_sub(LONGEST)..end)?;
    let length = before.iter().rev().take_while(|byte| is_of_name(**byte)).count();
    let name = recognized(before.get(before.len() - length..)?)?;
    let start = end - length;
    // A part of another name, or of an escape.
    let neighbour = start.checked_sub(1).and_then(|at| text.get(at));
    let is_apart = !neighbour.is_some_and(|byte| b"%+-.[]".contains(byte));
    is_apart.then_some((start, name))
}

/// Whether a text ends with an `&`, as it is or escaped for HTML, perhaps at the end of a line.
fn is_joined(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    before.ends_with(b"&") || before.ends_with(b"&amp;")
}

fn line_start(text: &[u8], at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

/// The body that a chain is the beginning of. A text that is nothing but a body stays as it is.
fn body(text: &[u8], chain: &Chain, end: usize, is_alone: bool) -> Found {
    let start = beginning(text, chain.start);
    let before = text.get(..start).unwrap_or_default();
    let whole = super::without_line_break(text);
    let is_whole = is_alone && before.is_empty();
    let region = text.get(start..end).unwrap_or_default();
    let length = if is_whole && !wraps(whole) { whole.len() } else { length(region, start, text) };
    let length = length.min(region.len());
    let place = start..start + length - closing(before, region, length);
    let written = text.get(place.clone()).unwrap_or_default();

    let asked = before.strip_suffix(b"?").map(|before| {
        let line = before.get(line_start(before, before.len())..).unwrap_or_default();
        line.windows(4).any(|word| word.eq_ignore_ascii_case(b"GET "))
    });
    Found {
        kind: CaptureKind::Raw,
        carrier: if asked == Some(true) { Carrier::Query } else { Carrier::Form },
        readings: vec![Reading::Body(joined_lines(written))],
        place,
        is_open: false,
    }
}

/// How many brackets at the end of a body close what was opened in front of it.
fn closing(before: &[u8], region: &[u8], length: usize) -> usize {
    let (body, after) = region.split_at_checked(length).unwrap_or((region, b""));
    let closes = match before.last() {
        Some(b'[') => body.ends_with(b"]"),
        Some(b'(') => body.ends_with(b")"),
        _ => false,
    };
    // `<![CDATA[…]]>`
    let ends_section = body.ends_with(b"]]") && after.starts_with(b">");
    if ends_section { 2 } else { usize::from(closes) }
}

/// Where a body begins whose first name of Alipay's is here: with the parameters in front of it,
/// or as the text does.
fn beginning(text: &[u8], first: usize) -> usize {
    let mut start = first;
    loop {
        let before = text.get(..start).unwrap_or_default().trim_ascii_end();
        let Some(joined) = before.strip_suffix(b"&") else { break };
        let is_value = |byte: &u8| byte.is_ascii_alphanumeric() || b"%+-._*=~\r\n".contains(byte);
        let length = joined.iter().rev().take_while(|byte| is_value(byte)).count();
        let (front, part) = joined.split_at(joined.len() - length);
        // Lines that a terminal broke are nothing but body.
        let is_whole = !part.contains(&b'\n') || front.last().is_none_or(|byte| *byte == b'&');
        let (name, value) = split(part);
        if name.is_empty() || value.is_none() || !is_whole {
            break;
        }
        start = front.len();
    }
    start
}

/// How long a body is that begins a text: up to a quote or white space in its last value.
fn length(region: &[u8], start: usize, text: &[u8]) -> usize {
    let last = last_part(region);
    let value = region.get(last..).unwrap_or_default();
    let (name, content) = split(value);
    if let Some(content) = content.filter(|content| content.starts_with(b"{")) {
        let before = last + name.len() + 1;
        return before + json_length(content);
    }
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`<>".contains(byte);
    let mut end = value.iter().position(is_end).unwrap_or(value.len());
    // A terminal breaks all lines at the same column.
    if let Some(columns) = columns(text, start, start + last) {
        loop {
            let line_end = start + last + end;
            let line = line_end - line_start(text, line_end);
            let rest = value.get(end..).unwrap_or_default();
            let Some(rest) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) else {
                break;
            };
            if line != columns {
                break;
            }
            end = value.len() - rest.len();
            end += rest.iter().position(is_end).unwrap_or(rest.len());
        }
    }
    last + end
}

/// Where the last parameter of a body begins.
fn last_part(region: &[u8]) -> usize {
    let is_part = |at: &usize| {
        let rest = region.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(b"amp;").unwrap_or(rest).trim_ascii_start();
        let name = rest.iter().take_while(|byte| is_of_name(**byte)).count();
        name > 0 && rest.get(name) == Some(&b'=')
    };
    let ands = region.iter().enumerate().rev().filter(|(_, byte)| **byte == b'&');
    ands.map(|(at, _)| at).find(is_part).map_or(0, |at| at + 1)
}

/// How long the object is that a text begins with; all of it, if it is not closed.
fn json_length(text: &[u8]) -> usize {
    super::layout::balanced(text).unwrap_or_else(|| super::without_line_break(text).len())
}

/// The column at which all lines of a text break up to here, if there are several.
fn columns(text: &[u8], start: usize, end: usize) -> Option<usize> {
    let from = line_start(text, start);
    let lines = text.get(from..end)?.split(|byte| *byte == b'\n');
    let mut lengths = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line).len());
    let columns = lengths.next()?;
    // What follows the last line break is not a whole line.
    let rest: Vec<usize> = lengths.collect();
    let (_, whole) = rest.split_last()?;
    whole.iter().all(|length| *length == columns).then_some(columns)
}

/// Whether lines of a body break off within it.
fn wraps(text: &[u8]) -> bool {
    text.trim_ascii_end().contains(&b'\n') && !is_plain(text)
}

/// A body in one line: form encoding escapes line breaks, so those that stand in it are not its.
fn joined_lines(body: &[u8]) -> Vec<u8> {
    let end = body.trim_ascii_end().len();
    let (within, after) = body.split_at(end);
    if is_plain(body) || !within.contains(&b'\n') {
        return body.to_vec();
    }
    let lines = within.split(|byte| *byte == b'\n');
    [lines.map(<[u8]>::trim_ascii).collect::<Vec<_>>().concat(), after.to_vec()].concat()
}

/// Whether a body was decoded before it was kept.
fn is_plain(body: &[u8]) -> bool {
    body.iter().any(|byte| matches!(byte, b'"' | b'{' | b'}' | b' '))
}
