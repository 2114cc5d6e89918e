//! A body as parameters, whatever is wrong with it: what the library refuses is to be shown here.

use std::borrow::Cow;

use percent_encoding::percent_decode;

pub(super) use crate::capture::names::{COMMON, OPTIONAL, is_known};

/// A name and a value, decoded.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

/// What stands between two `&` of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: Vec<u8>,
    pub(super) value: Vec<u8>,
    /// Whether a `%` in it is not followed by two hexadecimal digits.
    pub(super) is_broken: bool,
    /// Whether it has no `=`.
    pub(super) is_bare: bool,
}

/// Ten times as many as the library takes, which says so: no more are looked at.
const MOST: usize = 1000;

/// The parameters of a body, in its order.
pub(super) fn parse(body: &[u8]) -> Vec<Parameter> {
    body.split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty())
        .take(MOST)
        .map(parameter)
        .collect()
}

/// Names and values alone.
pub(super) fn pairs(parameters: &[Parameter]) -> Vec<Pair> {
    parameters.iter().map(|parameter| (parameter.name.clone(), parameter.value.clone())).collect()
}

/// The value of a parameter, the first one where there are several.
pub(super) fn value<'p>(pairs: &'p [Pair], name: &str) -> Option<&'p [u8]> {
    pairs
        .iter()
        .find(|(candidate, _)| candidate == name.as_bytes())
        .map(|(_, value)| value.as_slice())
}

/// Decodes `%XX` and `+` once; broken escapes stay as they are written.
pub(super) fn decoded(encoded: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> =
        encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::from(percent_decode(&spaced)).into_owned()
}

fn parameter(part: &[u8]) -> Parameter {
    let equals = part.iter().position(|byte| *byte == b'=');
    let (name, value) = match equals {
        Some(at) => (part.get(..at).unwrap_or_default(), part.get(at + 1..).unwrap_or_default()),
        None => (part, &[][..]),
    };
    Parameter {
        name: decoded(name),
        value: decoded(value),
        is_broken: is_broken(part),
        is_bare: equals.is_none(),
    }
}

fn is_broken(part: &[u8]) -> bool {
    let mut behind = part.split(|byte| *byte == b'%').skip(1);
    behind.any(|rest| !matches!(rest, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()))
}
