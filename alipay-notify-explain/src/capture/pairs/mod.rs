//! Names and values as programs print them, whatever stands between them: maps of any language,
//! lines of a log, parts joined by commas or arrows.
//!
//! No program is known here. Where enough names of Alipay's stand in a text in the same way, what
//! they have in common around them is its [layout](super::layout), and the rest is values.

mod listing;
mod reading;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use self::listing::Listing;
use self::reading::{Closing, Lines};
use super::found::Deliveries;
use super::layout::blanks;
use crate::parameters::{ENOUGH, is_of_name, recognized};

pub(super) use self::value::doubled;

/// The deliveries whose parameters a text lists.
pub(super) fn deliveries(text: &[u8]) -> Deliveries {
    let names = names(text);
    let groups = deliveries_of(&names);
    let ends = groups.windows(2).filter_map(|two| match two {
        [group, next] => Some(end(group.last()?, next.first()?)),
        _ => None,
    });
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let mut deliveries = Deliveries::default();
    for (group, end) in groups.iter().zip(ends) {
        let is_signed = group.iter().any(|name| name.known == Some("sign"));
        let whole = text.get(..end).unwrap_or_default();
        if deliveries.lacks(is_signed)
            && let Some(listing) = Listing::of(whole, group)
        {
            (deliveries.first, deliveries.count) = (Some(listing.delivery()), 1);
        }
    }
    deliveries
}

/// A name, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Name {
    start: usize,
    end: usize,
    /// The name of Alipay's that it is.
    known: Option<&'static str>,
    /// Where its line begins.
    line_start: usize,
}

/// Where a delivery ends: before the line of the next one, or before its first name in the same
/// line.
fn end(last: &Name, next: &Name) -> usize {
    if next.line_start > last.start { next.line_start } else { next.start }
}

/// How a name stands in a text: the quote that it is in, and the first mark after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Manner {
    quote: Option<u8>,
    is_escaped: bool,
    next: u8,
}

/// Words that only white space divides are names where they are many.
const ENOUGH_WORDS: usize = 5;

/// The names of Alipay's that most of them stand in the same manner.
fn names(text: &[u8]) -> Vec<Name> {
    let mut manners: BTreeMap<Manner, Vec<Name>> = BTreeMap::new();
    let mut lines = Lines::of(text);
    for (start, end) in words(text) {
        let known = text.get(start..end).and_then(recognized);
        if known.is_some()
            && let Some(manner) = manner(text, start, end)
        {
            let line_start = lines.up_to(start).start;
            manners.entry(manner).or_default().push(Name { start, end, known, line_start });
        }
    }
    manners.retain(|manner, names| {
        let least = if manner.next == b' ' { ENOUGH_WORDS } else { ENOUGH };
        distinct(names).len() >= least
    });
    let signed = |names: &[Name]| names.iter().any(|name| name.known == Some("sign"));
    let best = manners.into_values().max_by_key(|names| (signed(names), distinct(names).len()));
    without_nested(text, best.unwrap_or_default())
}

fn distinct(names: &[Name]) -> BTreeSet<&'static str> {
    names.iter().filter_map(|name| name.known).collect()
}

/// Where words stand that may be names.
fn words(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.iter().position(|byte| is_of_name(*byte))?;
        let length = text.get(start..)?.iter().take_while(|byte| is_of_name(**byte)).count();
        at = start + length;
        Some((start, at))
    })
}

fn manner(text: &[u8], start: usize, end: usize) -> Option<Manner> {
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    let quote = before.last().copied().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let is_escaped = quote.is_some() && before.ends_with(&[b'\\', quote?]);
    let unescaped = if is_escaped { after.strip_prefix(b"\\")? } else { after };
    let (quote, after) = match (quote, unescaped.split_first()) {
        (Some(quote), Some((close, rest))) if *close == quote => (Some(quote), rest),
        (Some(_), _) => return None,
        _ => (None, after),
    };
    let (space, rest) = after.split_at(blanks(after));
    let next = match (space, rest.first()?) {
        (_, b'\r' | b'\n') => b'\n',
        (_, mark) if b"=:|->,;~".contains(mark) || !mark.is_ascii() => *mark,
        ([], mark) if is_of_name(*mark) => return None,
        ([], mark) => *mark,
        (space, _) if space.contains(&b'\t') => b'\t',
        _ => b' ',
    };
    Some(Manner { quote, is_escaped, next })
}

/// How far a value is from its name at the most.
const MARKS: usize = 64;

/// Without names that are in a value in brackets, such as a content that was parsed.
fn without_nested(text: &[u8], names: Vec<Name>) -> Vec<Name> {
    let mut kept: Vec<Name> = Vec::new();
    let (mut end, mut closing) = (0, Closing::of(text));
    for name in names {
        if name.start < end {
            continue;
        }
        let rest = text.get(name.end..).unwrap_or_default();
        let marks =
            rest.iter().take(MARKS).take_while(|byte| !is_of_name(**byte) && **byte != b'{');
        let value = rest.get(marks.count()..).unwrap_or_default();
        if value.starts_with(b"{")
            && let Some(length) = closing.length(value)
        {
            end = text.len() - value.len() + length;
        }
        kept.push(name);
    }
    kept
}

/// The names of each delivery: where enough of them come again, there is another one.
fn deliveries_of(names: &[Name]) -> Vec<Vec<Name>> {
    let all = distinct(names);
    let count = |known: &&&str| names.iter().filter(|name| name.known == Some(**known)).count();
    let repeated: BTreeSet<&str> = all.iter().filter(|known| count(known) > 1).copied().collect();
    if repeated.len() < ENOUGH {
        return if names.is_empty() { Vec::new() } else { vec![names.to_vec()] };
    }
    let mut groups: Vec<Vec<Name>> = vec![Vec::new()];
    for name in names {
        let is_new =
            groups.last().is_some_and(|group| group.iter().any(|other| other.known == name.known));
        if is_new {
            groups.push(Vec::new());
        }
        groups.last_mut().into_iter().for_each(|group| group.push(*name));
    }
    groups.retain(|group| distinct(group).len() >= ENOUGH);
    groups
}
