//! The values of an enum: `认证成功: SUCCESS`.

use std::borrow::Cow;

use super::lines::{CLOSING, COLONS, COMMAS, OPENING, SEMICOLONS};
use super::prose;
use super::warning::{Doubt, Warnings};
use alipay_notify_schema::EnumValue;

/// Reads the values that a description mentions, where all of them are beyond doubt.
pub(super) fn in_description(
    path: &str,
    (line, description): (usize, &str),
    warnings: &mut Warnings,
) -> Vec<EnumValue> {
    let Some(list) = prose::listed(description) else { return Vec::new() };
    let mut doubts = Warnings::default();
    let values = values(path, &[(line, list)], &[], &mut doubts);
    if values.len() < 2 || !doubts.is_empty() {
        return Vec::new();
    }
    warnings.push(line, path, Doubt::EnumInDescription);
    values
}

/// Reads the lines of an enum. `evidence` are values that the page shows elsewhere.
pub(super) fn values(
    path: &str,
    lines: &[(usize, String)],
    evidence: &[(usize, String)],
    warnings: &mut Warnings,
) -> Vec<EnumValue> {
    let lines = joined(lines);
    let entries: Vec<(usize, Listed<'_>)> = unnumbered(&lines)
        .into_iter()
        .flat_map(|(line, text)| {
            divide(text, evidence).into_iter().map(move |listed| (line, listed))
        })
        .collect();
    let side = usual_side(&entries, evidence);
    let mut values: Vec<EnumValue> = Vec::new();
    for (line, Listed { entry, undivided }) in entries {
        let (value, title, doubt) = match entry {
            Entry::Value(value) => (value, "", None),
            Entry::Line(text) => (text, "", Some(Doubt::EnumLine { text: text.to_owned() })),
            Entry::Pair { left, right } => {
                let (side, is_certain) = value_side(left, right, evidence, side);
                let (value, title) = if side == Side::Left { (left, right) } else { (right, left) };
                let doubt = Doubt::EnumSides { value: value.to_owned(), title: title.to_owned() };
                (value, title, (!is_certain).then_some(doubt))
            }
        };
        if value.is_empty() {
            continue;
        }
        let undivided = undivided.map(|text| Doubt::EnumLine { text: text.to_owned() });
        if let Some(doubt) = undivided.or(doubt) {
            warnings.push(line, path, doubt);
        }
        if values.iter().any(|listed| listed.value.eq_ignore_ascii_case(value)) {
            warnings.push(line, path, Doubt::EnumRepeated { value: value.to_owned() });
            continue;
        }
        values.push(EnumValue::new(Cow::Owned(value.to_owned()), Cow::Owned(title.to_owned())));
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

/// An entry, and the text that it was not divided from although it may hold several.
struct Listed<'t> {
    entry: Entry<'t>,
    undivided: Option<&'t str>,
}

/// The lines, where a pair that was divided at its colon is one again.
fn joined(lines: &[(usize, String)]) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    for (line, text) in lines {
        match joined.last_mut() {
            Some((_, before)) if text.starts_with(COLONS) && !before.contains(COLONS) => {
                *before += text;
            }
            Some((_, before)) if before.ends_with(COLONS) && !text.contains(COLONS) => {
                *before += text;
            }
            _ => joined.push((*line, text.clone())),
        }
    }
    joined
}

/// The lines without the dots or numbers that a list may begin its own with. Numbers are the list's
/// where they count up from 1 and entries follow them.
fn unnumbered(lines: &[(usize, String)]) -> Vec<(usize, &str)> {
    let plain: Vec<(usize, &str)> = lines
        .iter()
        .map(|(line, text)| (*line, text.trim_start_matches(BULLETS).trim_start()))
        .collect();
    let after: Option<Vec<(usize, &str)>> = (1..)
        .zip(&plain)
        .map(|(number, (line, text))| Some((*line, after_number(text, number)?)))
        .collect();
    after.filter(|after| after.len() > 1).unwrap_or(plain)
}

const QUOTES: [char; 5] = ['"', '\'', '`', '“', '”'];

const BULLETS: [char; 4] = ['·', '•', '●', '▪'];

/// The entry after `1.`, `1、` or `(1)`.
fn after_number(text: &str, number: usize) -> Option<&str> {
    let after = text.trim_start_matches(OPENING).strip_prefix(&*number.to_string())?;
    let entry = after
        .strip_prefix(|ch| ['.', '、', '．'].contains(&ch) || CLOSING.contains(&ch))?
        .trim_start();
    let is_entry = !entry.starts_with(|ch: char| ch.is_ascii_digit()) && form(entry).is_some();
    is_entry.then_some(entry)
}

/// What stands between entries on one line.
const DIVIDERS: [&[char]; 4] = [&SEMICOLONS, &COMMAS, &[' ', '\u{3000}'], &['/', '|', '\u{ff5c}']];

/// The entries of a line: several where each of its parts is one, all of them written in the same
/// way.
fn divide<'t>(text: &'t str, evidence: &[(usize, String)]) -> Vec<Listed<'t>> {
    let is_shown =
        |value: &str| evidence.iter().any(|(_, shown)| shown.eq_ignore_ascii_case(value));
    let mut may_be_several = false;
    for dividers in DIVIDERS.into_iter().filter(|_| !is_token(text) || !is_shown(text)) {
        let parts = parts(text, dividers);
        let forms: Vec<Option<Form>> =
            parts.iter().map(|part| form_between(part, dividers)).collect();
        let first = forms.first().copied().flatten();
        let is_uniform =
            forms.len() > 1 && first.is_some() && forms.iter().all(|form| *form == first);
        // Values have slashes and bars themselves.
        let is_clear = first != Some(Form::Token)
            || !dividers.contains(&'/')
            || parts.iter().any(|part| is_shown(part));
        if is_uniform && is_clear {
            return parts
                .into_iter()
                .map(|part| Listed { entry: Entry::of(part), undivided: None })
                .collect();
        }
        may_be_several |= first.is_some() && forms.iter().skip(1).any(Option::is_some);
    }
    vec![Listed { entry: Entry::of(text), undivided: may_be_several.then_some(text) }]
}

/// The parts of a text, without those dividers that stand in parentheses.
fn parts<'t>(text: &'t str, dividers: &[char]) -> Vec<&'t str> {
    let mut depth = 0_usize;
    let parts = text.split(|ch: char| {
        if OPENING.contains(&ch) {
            depth += 1;
        } else if CLOSING.contains(&ch) {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && dividers.contains(&ch)
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// How an entry is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Token,
    /// A pair, and what divides it.
    Pair(char),
}

/// How a part is written that these divide from others. What spaces divide are pairs with a colon.
fn form_between(part: &str, dividers: &[char]) -> Option<Form> {
    let is_pair = || {
        divided(part).is_some_and(|(divider, left, right)| {
            divider == ':'
                && !left.is_empty()
                && !right.is_empty()
                && own_side(left, right).is_some()
        })
    };
    if dividers.contains(&' ') && !is_pair() { None } else { form(part) }
}

/// How an entry is written, where a text is one beyond doubt.
fn form(text: &str) -> Option<Form> {
    match divided(text) {
        Some((divider, _, _)) => Some(Form::Pair(divider)),
        None => is_token(text).then_some(Form::Token),
    }
}

impl<'t> Entry<'t> {
    fn of(text: &'t str) -> Self {
        let text = text
            .trim()
            .trim_end_matches(|ch| ch == '。' || SEMICOLONS.contains(&ch) || COMMAS.contains(&ch))
            .trim_end();
        match pair(text).map(|(left, right)| (unquoted(left), unquoted(right))) {
            Some((left, right)) if !left.is_empty() && !right.is_empty() => {
                Self::Pair { left, right }
            }
            Some((value, "") | ("", value)) if is_token(value) => Self::Value(value),
            None if is_token(text) => Self::Value(unquoted(text)),
            _ => Self::Line(text),
        }
    }
}

/// A text without the quotes that it is in.
fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix(QUOTES).and_then(|text| text.strip_suffix(QUOTES));
    inner.filter(|inner| !inner.contains(QUOTES)).unwrap_or(text)
}

fn is_token(text: &str) -> bool {
    text.is_ascii() && !text.contains(char::is_whitespace)
}

/// The two sides of a pair.
fn pair(text: &str) -> Option<(&str, &str)> {
    divided(text).map(|(_, left, right)| (left, right))
}

/// The two sides of an entry, and what divides them: a colon that has a value on one side only, or
/// else what has ASCII on one side only; without either, the first colon.
fn divided(text: &str) -> Option<(char, &str, &str)> {
    let by = |divider: char| {
        let (left, right) = text.split_once(divider)?;
        Some((divider, left.trim(), right.trim())).filter(one_is_ascii)
    };
    let by_space = || {
        let (left, right) = text.split_once(char::is_whitespace)?;
        Some((' ', left.trim(), right.trim())).filter(one_is_ascii)
    };
    // `成功(SUCCESS)`
    let by_parentheses = || {
        let (left, right) = text.strip_suffix(CLOSING)?.split_once(OPENING)?;
        Some(('(', left.trim(), right.trim())).filter(one_is_ascii)
    };
    let has_colon = text.contains(COLONS);
    let found = by_colon(text).or_else(by_parentheses).or_else(|| by('=')).or_else(|| by('-'));
    let found = found.or_else(|| if has_colon { None } else { by_space() });
    found.or_else(|| {
        let (left, right) = text.split_once(COLONS)?;
        Some((':', left.trim(), right.trim()))
    })
}

fn one_is_ascii((_, left, right): &(char, &str, &str)) -> bool {
    !left.is_empty() && !right.is_empty() && left.is_ascii() != right.is_ascii()
}

/// The sides of the last colon that has a value on one side only: `a:b: 标签`,
/// `退票:手续费: REFUND`.
fn by_colon(text: &str) -> Option<(char, &str, &str)> {
    text.rmatch_indices(COLONS).find_map(|(at, colon)| {
        let (left, right) = (text.get(..at)?, text.get(at + colon.len()..)?);
        let is_time = left.ends_with(|ch: char| ch.is_ascii_digit())
            && right.starts_with(|ch: char| ch.is_ascii_digit());
        let (left, right) = (left.trim(), right.trim());
        let is_clear = !left.is_empty() && !right.is_empty() && is_token(left) != is_token(right);
        (is_clear && !is_time).then_some((':', left, right))
    })
}

/// The side on which most values are, of the pairs that are clear: for those that aren't.
fn usual_side(entries: &[(usize, Listed<'_>)], evidence: &[(usize, String)]) -> Side {
    let sides: Vec<Side> = entries
        .iter()
        .filter_map(|(_, listed)| match listed.entry {
            Entry::Pair { left, right } => {
                own_side(left, right).or_else(|| likely_side(left, right, evidence))
            }
            _ => None,
        })
        .collect();
    let left = sides.iter().filter(|side| **side == Side::Left).count();
    if left * 2 > sides.len() { Side::Left } else { Side::Right }
}

/// The side of a pair on which its value is, and whether that is certain.
fn value_side(left: &str, right: &str, evidence: &[(usize, String)], usual: Side) -> (Side, bool) {
    match own_side(left, right) {
        Some(side) => (side, true),
        None if left == right => (usual, true),
        None => (likely_side(left, right, evidence).unwrap_or(usual), false),
    }
}

/// The only side in ASCII.
fn own_side(left: &str, right: &str) -> Option<Side> {
    only_side(left.is_ascii(), right.is_ascii())
}

/// The side that the page shows elsewhere, or else the one that is a single word in ASCII.
fn likely_side(left: &str, right: &str, evidence: &[(usize, String)]) -> Option<Side> {
    let is_shown = |side: &str| evidence.iter().any(|(_, value)| value.eq_ignore_ascii_case(side));
    only_side(is_shown(left), is_shown(right))
        .or_else(|| only_side(is_token(left), is_token(right)))
}

fn only_side(left: bool, right: bool) -> Option<Side> {
    match (left, right) {
        (true, false) => Some(Side::Left),
        (false, true) => Some(Side::Right),
        _ => None,
    }
}
