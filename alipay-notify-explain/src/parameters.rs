//! A body as parameters, whatever is wrong with it: what the library refuses is to be shown here.

use std::borrow::Cow;

use percent_encoding::percent_decode;

pub use alipay_notify_schema::COMMON_PARAMETERS;

/// A name and a value, decoded.
pub type Pair = (Vec<u8>, Vec<u8>);

/// What Alipay is known to send beside the nine.
pub(crate) const OPTIONAL: [&str; 7] = [
    "encrypt_type",
    "auth_app_id",
    "msg_app_id",
    "msg_type",
    "msg_uid",
    "notify_time",
    "notify_type",
];

/// Whether Alipay uses a name.
pub fn is_known(name: &[u8]) -> bool {
    COMMON_PARAMETERS.iter().chain(&OPTIONAL).any(|known| known.as_bytes() == name)
}

/// Whether there are enough known names among these that they can't be there by chance.
pub(crate) fn are_of_a_message<'n>(names: impl Iterator<Item = &'n [u8]>) -> bool {
    let mut known: Vec<&[u8]> = names.filter(|name| is_known(name)).collect();
    known.sort_unstable();
    known.dedup();
    known.len() >= 3
}

/// Whether a byte may be part of a name.
pub(crate) fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What stands between two `&` of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name, decoded.
    pub name: Vec<u8>,
    /// The value, decoded.
    pub value: Vec<u8>,
    /// Whether a `%` in it is not followed by two hexadecimal digits.
    pub is_broken: bool,
    /// Whether it has no `=`.
    pub is_bare: bool,
}

/// Ten times as many as the library takes, which says so: no more are looked at.
const MOST: usize = 1000;

/// The parameters of a body, in its order.
pub fn parse(body: &[u8]) -> Vec<Parameter> {
    body.split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty())
        .take(MOST)
        .map(parameter)
        .collect()
}

/// Names and values alone.
pub(crate) fn pairs(parameters: &[Parameter]) -> Vec<Pair> {
    parameters.iter().map(|parameter| (parameter.name.clone(), parameter.value.clone())).collect()
}

/// The value of a parameter, the first one where there are several.
pub fn value<'p>(pairs: &'p [Pair], name: &str) -> Option<&'p [u8]> {
    pairs
        .iter()
        .find(|(candidate, _)| candidate == name.as_bytes())
        .map(|(_, value)| value.as_slice())
}

/// Decodes `%XX` and `+` once; broken escapes stay as they are written.
pub(crate) fn decoded(encoded: &[u8]) -> Vec<u8> {
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
