//! What commonly happens to a message on its way, undone.

mod charsets;
mod escapes;
mod rewritten;

use std::mem::discriminant;
use std::rc::Rc;

use crate::notes::{charset, text};
use crate::parameters::{
    COMMON_PARAMETERS, OPTIONAL, Pair, decoded, is_known, pairs, parse, value,
};

/// Something that happened to a message between Alipay and the verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// The body is decoded already.
    DecodedBefore,
    /// An input filter escaped characters of HTML.
    HtmlEntities,
    /// Each `&` between parameters became `&amp;`.
    Ampersands,
    /// There are parameters that Alipay did not send.
    Foreign,
    /// A parameter is given more than once.
    Repeated,
    /// The values are encoded twice.
    EncodedTwice,
    /// `+` became a space in a value other than `sign`.
    Spaces,
    /// Texts were converted from the charset in which they were signed to another one.
    Converted {
        /// The charset in which they were signed.
        from: &'static str,
        /// The charset in which they came.
        to: &'static str,
    },
    /// Bytes were read as if they were in a charset, and written in UTF-8.
    Misread {
        /// The charset that they were taken for.
        read_as: &'static str,
    },
    /// `sign` is in the alphabet of URLs, without padding, or broken into lines.
    SignAlphabet,
    /// A parameter with an empty value was left out.
    DroppedEmpty,
    /// White space at an end of a value was cut off.
    Trimmed,
    /// White space was added at the end of a value.
    Padded,
    /// Quotes and backslashes were escaped, as if for a database or a log.
    Escaped,
    /// An input filter put full-width characters in place of those of HTML.
    FullWidth,
    /// Line breaks were converted.
    LineBreaks,
    /// The content was parsed, and written anew.
    Rewritten,
}

/// What a message may have been: its parameters, and what was undone to get at them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its parameters.
    pub pairs: Vec<Pair>,
    /// What was undone, one step after the other.
    pub steps: Vec<Step>,
}

/// Something that was undone, and the parameters from before it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was undone.
    pub undoing: Tampering,
    before: Rc<[Pair]>,
}

impl Reading {
    /// The message as it came.
    pub(crate) fn received(pairs: Vec<Pair>) -> Self {
        Self { pairs, steps: Vec::new() }
    }

    /// Everything that one step more may undo, the likeliest first. Nothing is undone twice.
    pub(crate) fn undone<'r>(&'r self, body: &'r [u8]) -> impl Iterator<Item = Self> + 'r {
        let from_body = if self.steps.is_empty() {
            [taken_literally(body), taken_unescaped(body)].concat()
        } else {
            Vec::new()
        };
        // What has to be guessed for each parameter by itself comes first or not at all: there
        // would be no end of it.
        let may_guess = self.steps.iter().all(|step| step.undoing == Tampering::DecodedBefore);
        let guesses = if may_guess { &GUESSES[..] } else { &[] };
        let found = STEPS.iter().chain(guesses).flat_map(|step| step(&self.pairs));
        let is_new = |(undoing, pairs): &(Tampering, Vec<Pair>)| {
            let kind = discriminant(undoing);
            *pairs != self.pairs
                && self.steps.iter().all(|step| discriminant(&step.undoing) != kind)
        };
        let before: Rc<[Pair]> = self.pairs.clone().into();
        from_body.into_iter().chain(found).filter(is_new).map(move |(undoing, pairs)| {
            let step = Step { undoing, before: Rc::clone(&before) };
            Self { steps: self.steps.iter().cloned().chain([step]).collect(), pairs }
        })
    }

    /// What was undone, and the names of the parameters that it changed.
    pub fn changes(&self) -> impl Iterator<Item = (Tampering, Vec<Vec<u8>>)> {
        let later =
            self.steps.iter().skip(1).map(|step| &*step.before).chain([self.pairs.as_slice()]);
        self.steps
            .iter()
            .zip(later)
            .map(|(step, after)| (step.undoing, touched(&step.before, after)))
    }
}

/// The names whose values differ between two lists of parameters, each once.
fn touched(before: &[Pair], after: &[Pair]) -> Vec<Vec<u8>> {
    let values = |pairs: &[Pair], name: &[u8]| -> Vec<Vec<u8>> {
        pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.clone()).collect()
    };
    let mut names: Vec<Vec<u8>> =
        before.iter().chain(after).map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| values(before, name) != values(after, name));
    names
}

type Undone = Vec<(Tampering, Vec<Pair>)>;

const STEPS: [fn(&[Pair]) -> Undone; 11] = [
    escapes::without_entities,
    escapes::with_half_width,
    escapes::without_escapes,
    without_padding,
    without_foreign,
    without_repeated,
    decoded_again,
    with_plus,
    charsets::in_others,
    with_plain_sign,
    with_original_json,
];

const GUESSES: [fn(&[Pair]) -> Undone; 3] = [with_empty, with_white_space, with_other_line_breaks];

/// The parts of the body as they stand: once cut at every `&`, once only where a name of Alipay's
/// follows.
fn taken_literally(body: &[u8]) -> Undone {
    let at_every: Vec<&[u8]> = body.split(|byte| *byte == b'&').collect();
    [at_every, cut_at_names(body)].map(|parts| (Tampering::DecodedBefore, literal(&parts))).into()
}

/// The parameters of a body in which each `&` was escaped before it was taken apart.
fn taken_unescaped(body: &[u8]) -> Undone {
    let parameters = parse(&replaced(body, b"&amp;", b"&"));
    vec![(Tampering::Ampersands, pairs(&parameters))]
}

fn literal(parts: &[&[u8]]) -> Vec<Pair> {
    let pair = |part: &&[u8]| {
        let at = part.iter().position(|byte| *byte == b'=')?;
        Some((part.get(..at)?.to_vec(), part.get(at + 1..)?.to_vec()))
    };
    parts.iter().filter_map(pair).collect()
}

fn cut_at_names(body: &[u8]) -> Vec<&[u8]> {
    let begins = |part: &[u8]| {
        part.split(|byte| *byte == b'=')
            .next()
            .is_some_and(|name| name.len() < part.len() && is_known(name))
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in body.iter().enumerate().filter(|(_, byte)| **byte == b'&') {
        if begins(body.get(at + 1..).unwrap_or_default()) {
            parts.extend(body.get(start..at));
            start = at + 1;
        }
    }
    parts.extend(body.get(start..));
    parts
}

fn without_padding(pairs: &[Pair]) -> Undone {
    vec![(Tampering::Padded, except_sign(pairs, |value| value.trim_ascii_end().to_vec()))]
}

/// Without all unknown parameters; without those at the beginning or the end, where a query is
/// mixed in; without any single one. Forms that are no messages have unknown parameters of their
/// own.
fn without_foreign(pairs: &[Pair]) -> Undone {
    let is_foreign = |pair: &&Pair| !is_known(&pair.0);
    let all: Vec<Pair> = pairs.iter().filter(|pair| !is_foreign(pair)).cloned().collect();
    let at_begin = pairs.iter().take_while(is_foreign).count();
    let at_end = pairs.iter().rev().take_while(is_foreign).count();
    let fewer = (1..=at_begin).filter_map(|cut| pairs.get(cut..));
    let fewer =
        fewer.chain((1..=at_end).filter_map(|cut| pairs.get(..pairs.len().checked_sub(cut)?)));
    let single = pairs
        .iter()
        .enumerate()
        .filter(|(_, pair)| is_foreign(pair))
        .map(|(at, _)| without(pairs, at));
    let rest = [all].into_iter().chain(fewer.map(<[Pair]>::to_vec)).chain(single);
    rest.map(|pairs| (Tampering::Foreign, pairs)).collect()
}

/// Only the first of several parameters of a name, or only the last.
fn without_repeated(pairs: &[Pair]) -> Undone {
    let only = |is_kept: &dyn Fn(usize, &Pair) -> bool| {
        pairs
            .iter()
            .enumerate()
            .filter(|(at, pair)| is_kept(*at, pair))
            .map(|(_, pair)| pair.clone())
            .collect()
    };
    let has = |others: Option<&[Pair]>, pair: &Pair| {
        others.is_some_and(|others| others.iter().any(|(name, _)| *name == pair.0))
    };
    let first = only(&|at, pair| !has(pairs.get(..at), pair));
    let last = only(&|at, pair| !has(pairs.get(at + 1..), pair));
    vec![(Tampering::Repeated, first), (Tampering::Repeated, last)]
}

fn decoded_again(pairs: &[Pair]) -> Undone {
    let is_encoded = |value: &[u8]| value.contains(&b'%') && !value.contains(&b' ');
    let once_more = |value: &[u8]| if is_encoded(value) { decoded(value) } else { value.to_vec() };
    vec![(Tampering::EncodedTwice, each_value(pairs, once_more))]
}

fn with_plus(pairs: &[Pair]) -> Undone {
    let with_plus =
        |value: &[u8]| value.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect();
    vec![(Tampering::Spaces, except_sign(pairs, with_plus))]
}

fn with_plain_sign(pairs: &[Pair]) -> Undone {
    let plain = |sign: &[u8]| {
        let kept = sign.iter().filter(|byte| !matches!(byte, b'\r' | b'\n' | b'=' | b'"'));
        let mut plain: Vec<u8> = kept
            .map(|byte| match byte {
                b'-' | b' ' => b'+',
                b'_' => b'/',
                other => *other,
            })
            .collect();
        plain.resize(plain.len().next_multiple_of(4), b'=');
        plain
    };
    let with_sign = pairs.iter().map(|(name, value)| {
        let value = if name == b"sign" { plain(value) } else { value.clone() };
        (name.clone(), value)
    });
    vec![(Tampering::SignAlphabet, with_sign.collect())]
}

fn with_original_json(pairs: &[Pair]) -> Undone {
    let at = pairs.iter().position(|(name, _)| name == b"biz_content");
    let charset = charset(pairs);
    let content = at.and_then(|at| Some((at, text(&pairs.get(at)?.1, charset)?)));
    let Some((at, text)) = content.filter(|(_, text)| text.trim_start().starts_with('{')) else {
        return Vec::new();
    };
    let originals = rewritten::originals(&text).into_iter();
    originals
        .map(|text| (Tampering::Rewritten, with_value(pairs, at, &charset.encode(&text).0)))
        .collect()
}

fn with_empty(pairs: &[Pair]) -> Undone {
    let missing = COMMON_PARAMETERS
        .iter()
        .chain(&OPTIONAL)
        .filter(|name| **name != "sign" && value(pairs, name).is_none());
    missing
        .map(|name| {
            let added = (name.as_bytes().to_vec(), Vec::new());
            (Tampering::DroppedEmpty, pairs.iter().cloned().chain([added]).collect())
        })
        .collect()
}

fn with_white_space(pairs: &[Pair]) -> Undone {
    const CUT: [(&[u8], &[u8]); 5] =
        [(b"", b" "), (b" ", b""), (b"", b"\n"), (b"", b"\r\n"), (b"", b"  ")];
    let texts = pairs.iter().enumerate().filter(|(_, (name, _))| name != b"sign");
    texts
        .flat_map(|(at, (_, value))| CUT.map(|(front, back)| (at, [front, value, back].concat())))
        .map(|(at, value)| (Tampering::Trimmed, with_value(pairs, at, &value)))
        .collect()
}

fn with_other_line_breaks(pairs: &[Pair]) -> Undone {
    let to_unix = |value: &[u8]| replaced(value, b"\r\n", b"\n");
    let to_windows = |value: &[u8]| replaced(&to_unix(value), b"\n", b"\r\n");
    vec![
        (Tampering::LineBreaks, each_value(pairs, to_windows)),
        (Tampering::LineBreaks, each_value(pairs, to_unix)),
    ]
}

fn replaced(value: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, behind)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(old) {
            replaced.extend_from_slice(new);
            rest = behind;
        } else {
            replaced.push(*byte);
            rest = behind;
        }
    }
    replaced
}

fn each_value(pairs: &[Pair], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<Pair> {
    pairs.iter().map(|(name, value)| (name.clone(), change(value))).collect()
}

fn except_sign(pairs: &[Pair], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<Pair> {
    let changed = |(name, value): &Pair| {
        let value = if name == b"sign" { value.clone() } else { change(value) };
        (name.clone(), value)
    };
    pairs.iter().map(changed).collect()
}

fn without(pairs: &[Pair], index: usize) -> Vec<Pair> {
    pairs.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, pair)| pair.clone()).collect()
}

fn with_value(pairs: &[Pair], index: usize, value: &[u8]) -> Vec<Pair> {
    let mut changed = pairs.to_vec();
    if let Some(pair) = changed.get_mut(index) {
        pair.1 = value.to_vec();
    }
    changed
}
