//! Each step that undoes one thing: it makes the parameters that there may have been.

use alipay_notify::ContentKey;
use alipay_notify::testing::sealed;

use super::{Tampering, charsets, escapes, names, rewritten};
use crate::parameters::{
    COMMON_PARAMETERS, OPTIONAL, Parameter, charset, decoded, is_known, missing, parse, split,
    text, value,
};

/// What there may have been before each of these happened.
pub(super) type Undone = Vec<(Tampering, Vec<Parameter>)>;

/// The likeliest first.
pub(super) const STEPS: [fn(&[Parameter]) -> Undone; 13] = [
    names::renamed,
    escapes::without_entities,
    escapes::with_half_width,
    escapes::without_escapes,
    escapes::without_invisible,
    without_padding,
    without_foreign,
    without_repeated,
    decoded_again,
    with_plus,
    charsets::in_others,
    with_plain_sign,
    with_original_json,
];

/// Those that try each parameter by itself.
pub(super) const GUESSES: [fn(&[Parameter]) -> Undone; 3] =
    [with_dropped, with_empty, with_white_space];

/// What the body may have been before it was taken apart.
pub(super) fn from_body(body: &[u8]) -> Undone {
    let mut undone = taken_literally(body);
    if body.windows(ESCAPED_AND.len()).any(|bytes| bytes == ESCAPED_AND) {
        let parameters = parse(&replaced(body, ESCAPED_AND, b"&"));
        undone.push((Tampering::HtmlEntities, parameters));
    }
    undone
}

/// What HTML makes of the `&` between the parts of a body.
const ESCAPED_AND: &[u8] = b"&amp;";

/// The parts of the body as they stand: once cut at every `&`, once only where a name of Alipay's
/// follows.
fn taken_literally(body: &[u8]) -> Undone {
    let at_every: Vec<&[u8]> = body.split(|byte| *byte == b'&').collect();
    let literal = |part: &&[u8]| {
        let (name, value) = split(part);
        Some(Parameter::new(name, value?))
    };
    [at_every, cut_at_names(body)]
        .map(|parts| (Tampering::DecodedBefore, parts.iter().filter_map(literal).collect()))
        .into()
}

fn cut_at_names(body: &[u8]) -> Vec<&[u8]> {
    let begins = |part: &[u8]| matches!(split(part), (name, Some(_)) if is_known(name));
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

fn without_padding(parameters: &[Parameter]) -> Undone {
    let trimmed = |value: &[u8]| value.trim_ascii_end().to_vec();
    vec![(Tampering::Padded, except_sign(parameters, trimmed))]
}

/// Without all unknown parameters; without those at the beginning or the end, where a query is
/// mixed in; without any single one. Forms that are not messages have unknown parameters of their
/// own.
fn without_foreign(parameters: &[Parameter]) -> Undone {
    let is_foreign = |parameter: &&Parameter| !parameter.is_known();
    let known = parameters.iter().filter(|parameter| parameter.is_known()).cloned().collect();
    let at_begin = parameters.iter().take_while(is_foreign).count();
    let at_end = parameters.iter().rev().take_while(is_foreign).count();
    let kept = parameters.len().saturating_sub(at_end)..parameters.len();

    let from_begin = (1..=at_begin).filter_map(|cut| parameters.get(cut..));
    let from_end = kept.rev().filter_map(|length| parameters.get(..length));
    let at_ends = from_begin.chain(from_end).map(<[_]>::to_vec);
    let foreign = parameters.iter().enumerate().filter(|(_, parameter)| is_foreign(parameter));
    let single = foreign.map(|(at, _)| {
        let others = parameters.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, parameter)| parameter.clone()).collect()
    });

    let rest = std::iter::once(known).chain(at_ends).chain(single);
    rest.map(|parameters| (Tampering::ForeignParameters, parameters)).collect()
}

/// Only the first of several parameters of a name, or only the last.
fn without_repeated(parameters: &[Parameter]) -> Undone {
    let first_of_each = |parameters: &mut dyn Iterator<Item = &Parameter>| {
        let mut kept: Vec<Parameter> = Vec::new();
        for parameter in parameters {
            if kept.iter().all(|other| other.name != parameter.name) {
                kept.push(parameter.clone());
            }
        }
        kept
    };
    let first = first_of_each(&mut parameters.iter());
    let last = first_of_each(&mut parameters.iter().rev());
    vec![
        (Tampering::RepeatedParameters, first),
        (Tampering::RepeatedParameters, last.into_iter().rev().collect()),
    ]
}

/// The values that are encoded still; then also those of which that is a `+` for a space alone.
fn decoded_again(parameters: &[Parameter]) -> Undone {
    let has_space = |value: &[u8]| value.contains(&b' ');
    let is_encoded = |value: &[u8]| value.contains(&b'%') && !has_space(value);
    if !parameters.iter().any(|parameter| is_encoded(&parameter.value)) {
        return Vec::new();
    }
    let once_more = |value: &[u8]| if is_encoded(value) { decoded(value) } else { value.to_vec() };
    let all = |value: &[u8]| if has_space(value) { value.to_vec() } else { decoded(value) };
    vec![
        (Tampering::EncodedTwice, each_value(parameters, once_more)),
        (Tampering::EncodedTwice, each_value(parameters, all)),
    ]
}

fn with_plus(parameters: &[Parameter]) -> Undone {
    let with_plus = |value: &[u8]| replaced(value, b" ", b"+");
    vec![(Tampering::Spaces, except_sign(parameters, with_plus))]
}

fn with_plain_sign(parameters: &[Parameter]) -> Undone {
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
    let with_sign = of_each(
        parameters,
        |name, value| if name == b"sign" { plain(value) } else { value.into() },
    );
    vec![(Tampering::SignAlphabet, with_sign)]
}

/// With all JSON as it may have been before it was written again.
fn with_original_json(parameters: &[Parameter]) -> Undone {
    let charset = charset(parameters);
    let original = |value: &[u8], way: rewritten::Way| {
        let json = text(value, charset).filter(|text| rewritten::is_json(text));
        json.map_or_else(|| value.to_vec(), |json| charset.encode(&way(&json)).0.into_owned())
    };
    let ways = rewritten::WAYS.into_iter();
    ways.map(|way| (Tampering::Rewritten, except_sign(parameters, |value| original(value, way))))
        .collect()
}

/// The content encrypted again, where the parameters say that it was.
pub(super) fn encrypted(
    parameters: &[Parameter],
    key: &ContentKey,
) -> Option<(Tampering, Vec<Parameter>)> {
    let is_encrypted = value(parameters, "encrypt_type").is_some_and(|value| !value.is_empty());
    let content = value(parameters, "biz_content")?;
    if !is_encrypted || !content.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let sealed = sealed(key, content);
    let parameters = of_each(parameters, |name, value| {
        if name == b"biz_content" { sealed.clone().into_bytes() } else { value.into() }
    });
    Some((Tampering::Decrypted, parameters))
}

/// With a parameter that is missing, of which few values are known.
fn with_dropped(parameters: &[Parameter]) -> Undone {
    const VALUES: [(&str, &[&str]); 3] = [
        ("sign_type", &["RSA2", "RSA"]),
        ("version", &["1.1", "1.0"]),
        ("charset", &["UTF-8", "utf-8", "GBK", "gbk"]),
    ];
    let is_missing = |name: &str| value(parameters, name).is_none();
    let guesses = VALUES.iter().filter(|(name, _)| is_missing(name));
    let with = |name: &str, value: &str| {
        let added = Parameter::new(name, value);
        (Tampering::Dropped, parameters.iter().cloned().chain([added]).collect())
    };
    // Where more is missing, these prove nothing.
    if missing(parameters).len() > 1 {
        return Vec::new();
    }
    guesses.flat_map(|(name, values)| values.iter().map(|value| with(name, value))).collect()
}

fn with_empty(parameters: &[Parameter]) -> Undone {
    let names = COMMON_PARAMETERS.iter().chain(&OPTIONAL);
    let missing = names.filter(|name| **name != "sign" && value(parameters, name).is_none());
    let with = |name: &&str| {
        let added = Parameter::new(*name, Vec::new());
        (Tampering::DroppedEmpty, parameters.iter().cloned().chain([added]).collect())
    };
    missing.map(with).collect()
}

fn with_white_space(parameters: &[Parameter]) -> Undone {
    const CUT: [(&[u8], &[u8]); 5] =
        [(b"", b" "), (b" ", b""), (b"", b"\n"), (b"", b"\r\n"), (b"", b"  ")];
    let texts = parameters.iter().enumerate().filter(|(_, parameter)| !parameter.is("sign"));
    let padded = |(at, (front, back)): (usize, (&[u8], &[u8]))| {
        let mut padded = parameters.to_vec();
        if let Some(parameter) = padded.get_mut(at) {
            parameter.value = [front, &parameter.value, back].concat();
        }
        (Tampering::Trimmed, padded)
    };
    texts.flat_map(|(at, _)| CUT.map(|cut| (at, cut))).map(padded).collect()
}

pub(super) fn replaced(value: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(old) {
            replaced.extend_from_slice(new);
            rest = after;
        } else {
            replaced.push(*byte);
            rest = after;
        }
    }
    replaced
}

pub(super) fn of_each(
    parameters: &[Parameter],
    change: impl Fn(&[u8], &[u8]) -> Vec<u8>,
) -> Vec<Parameter> {
    let changed = |Parameter { name, value }: &Parameter| {
        Parameter::new(name.as_slice(), change(name, value))
    };
    parameters.iter().map(changed).collect()
}

pub(super) fn each_value(
    parameters: &[Parameter],
    change: impl Fn(&[u8]) -> Vec<u8>,
) -> Vec<Parameter> {
    of_each(parameters, |_, value| change(value))
}

fn except_sign(parameters: &[Parameter], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<Parameter> {
    of_each(parameters, |name, value| if name == b"sign" { value.into() } else { change(value) })
}
