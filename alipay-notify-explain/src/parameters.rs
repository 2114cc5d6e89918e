//! A body as parameters, leniently: what the library rejects is to be explained.

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{Encoding, UTF_8};
use percent_encoding::percent_decode;

pub use alipay_notify_schema::COMMON_PARAMETERS;

/// What Alipay is known to send in addition to the nine common parameters.
pub(crate) const OPTIONAL: [&str; 7] = [
    "encrypt_type",
    "auth_app_id",
    "msg_app_id",
    "msg_type",
    "msg_uid",
    "notify_time",
    "notify_type",
];

/// A parameter of a body, decoded once. Its `Debug` shows neither a value nor an unknown name.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The name.
    pub name: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
}

/// Ten times as many as the library takes, which says so: no more are looked at.
const MOST: usize = 1000;

/// The parameters of a body, in its order.
#[must_use]
pub fn parse(body: &[u8]) -> Vec<Parameter> {
    parts(body).map(Parameter::decoded).collect()
}

/// What stands between the `&` of a body.
pub(crate) fn parts(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    body.split(|byte| *byte == b'&').filter(|part| !part.is_empty()).take(MOST)
}

/// The value of a parameter, the first one where there are several.
#[must_use]
pub fn value<'p>(parameters: &'p [Parameter], name: &str) -> Option<&'p [u8]> {
    let mut parameters = parameters.iter();
    parameters.find(|parameter| parameter.is(name)).map(|parameter| parameter.value.as_slice())
}

/// Whether Alipay uses a name.
#[must_use]
pub fn is_known(name: &[u8]) -> bool {
    COMMON_PARAMETERS.iter().chain(&OPTIONAL).any(|known| known.as_bytes() == name)
}

/// The charset that a message claims, UTF-8 where it claims none that is known.
#[must_use]
pub fn charset(parameters: &[Parameter]) -> &'static Encoding {
    value(parameters, "charset").and_then(Encoding::for_label).unwrap_or(UTF_8)
}

/// Bytes as a text of a charset, if they are one.
#[must_use]
pub fn text(bytes: &[u8], charset: &'static Encoding) -> Option<String> {
    let text = charset.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(Cow::into_owned)
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

/// Decodes `%XX` and `+` once; broken escapes stay as they are written.
pub(crate) fn decoded(encoded: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> =
        encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::from(percent_decode(&spaced)).into_owned()
}

/// Name and value of a part of a body, as they are written; no value where there is no `=`.
pub(crate) fn split(part: &[u8]) -> (&[u8], Option<&[u8]>) {
    match part.iter().position(|byte| *byte == b'=') {
        Some(at) => (part.get(..at).unwrap_or_default(), part.get(at + 1..)),
        None => (part, None),
    }
}

impl Parameter {
    pub(crate) fn new(name: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), value: value.into() }
    }

    fn decoded(part: &[u8]) -> Self {
        let (name, value) = split(part);
        Self::new(decoded(name), decoded(value.unwrap_or_default()))
    }

    /// Whether it has this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name == name.as_bytes()
    }

    /// Whether Alipay uses its name.
    #[must_use]
    pub fn is_known(&self) -> bool {
        is_known(&self.name)
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = String::from_utf8_lossy(&self.name);
        let name = if self.is_known() { &*name } else { "(unknown)" };
        write!(f, "{name}=({} bytes)", self.value.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_value() {
        let parameters = parse(b"sign=secret&other=secret&secret");
        let shown = "[sign=(6 bytes), (unknown)=(6 bytes), (unknown)=(0 bytes)]";
        assert_eq!(format!("{parameters:?}"), shown);
    }
}
