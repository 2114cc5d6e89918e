//! The request body as parameters: decoded exactly once, to bytes, and trusted by nobody yet.

use std::ops::Range;

use thiserror::Error;

/// Limits that guard the parser before anything is verified.
///
/// They are far above what Alipay sends; the documented lengths are enforced after verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest body, in bytes. 1 MiB unless set.
    pub body: usize,
    /// The most parameters. 100 unless set.
    pub parameters: usize,
    /// The longest name of a parameter, in bytes. 100 unless set.
    pub name: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 1024 * 1024, parameters: 100, name: 100 }
    }
}

/// Why a body is not a form that Alipay could have sent.
///
/// Nothing here repeats the body: a parameter is named only where its name is one that Alipay uses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormError {
    /// There is no body.
    #[error("the body is empty; if the framework read it already, hand over the bytes it read")]
    NoBody,
    /// The body is longer than [`Limits::body`].
    #[error("the body is longer than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// A part between two `&` has no `=`: this is JSON, multipart or something else, but no form.
    #[error("not a form: part {part} has no `=`; the gateway takes application/x-www-form-urlencoded bodies")]
    NotAForm {
        /// Which part, from 1.
        part: usize,
    },
    /// A parameter has no name, or a name that holds `=` or `&` once it is decoded.
    #[error("the name of parameter {part} is not one that can be signed")]
    Name {
        /// Which part, from 1.
        part: usize,
    },
    /// A `%` is not followed by two hexadecimal digits.
    #[error("broken percent-encoding at byte {at}")]
    PercentEncoding {
        /// Where the `%` is.
        at: usize,
    },
    /// There are more parameters than [`Limits::parameters`].
    #[error("more than {limit} parameters")]
    TooManyParameters {
        /// The limit.
        limit: usize,
    },
    /// A name is longer than [`Limits::name`].
    #[error("the name of a parameter is longer than {limit} bytes")]
    NameTooLong {
        /// The limit.
        limit: usize,
    },
    /// A parameter is given more than once.
    #[error("the parameter {} is given more than once", parameter(*name))]
    Repeated {
        /// Its name, where it is one of Alipay's.
        name: Option<&'static str>,
    },
    /// A parameter that every message has is missing.
    #[error("the parameter `{name}` is missing")]
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// A parameter that every message has is empty.
    #[error("the parameter `{name}` is empty")]
    Empty {
        /// Its name.
        name: &'static str,
    },
    /// The signature is not base64.
    #[error("the parameter `sign` is not base64")]
    SignNotBase64,
    /// A value other than `biz_content` holds what reads like a further parameter, or that one holds what reads like
    /// another `biz_content`, behind a parameter that Alipay is not known to use.
    ///
    /// Parameters are joined unescaped before they are signed, so a genuine message can be cut into other parameters
    /// under the same signature. No genuine message has `&…=` in one of its short values.
    #[error("the value of {} holds a further parameter", parameter(*name))]
    Ambiguous {
        /// The parameter's name, where it is one of Alipay's.
        name: Option<&'static str>,
    },
}

fn parameter(name: Option<&'static str>) -> String {
    name.map_or_else(|| "(unknown to Alipay)".to_owned(), |name| format!("`{name}`"))
}

/// The parameters that Alipay is known to send with messages. Only these names ever appear in errors.
const KNOWN: [&str; 16] = [
    "app_id",
    "auth_app_id",
    "biz_content",
    "charset",
    "encrypt_type",
    "msg_app_id",
    "msg_method",
    "msg_type",
    "msg_uid",
    "notify_id",
    "notify_time",
    "notify_type",
    "sign",
    "sign_type",
    "utc_timestamp",
    "version",
];

/// The name as a constant, where it is one of Alipay's.
pub(crate) fn known_name(name: &[u8]) -> Option<&'static str> {
    KNOWN.into_iter().find(|known| known.as_bytes() == name)
}

/// Whether a parameter is left out by the readings that leave out empty values. They do so only for names that Alipay
/// uses, so that nobody can add others to a genuine message.
pub(crate) fn is_dropped(name: &[u8], value: &[u8]) -> bool {
    value.is_empty() && known_name(name).is_some()
}

/// The decoded parameters of a body, sorted by name. Nothing in it is verified.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// All names and values, decoded, one behind the other.
    decoded: Vec<u8>,
    /// Where each of them is, sorted bytewise by name: the order in which they are signed.
    parameters: Vec<Parameter>,
}

/// Where a name and its value are.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

impl Parameter {
    /// Whether name and value are whole texts: a character can end up cut in two between them.
    fn is_whole(&self, text: &str) -> bool {
        [&self.name, &self.value]
            .iter()
            .all(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end))
    }
}

impl Form {
    /// Decodes a body, exactly once.
    pub(crate) fn parse(body: &[u8], limits: &Limits) -> Result<Self, FormError> {
        if body.is_empty() {
            return Err(FormError::NoBody);
        }
        if body.len() > limits.body {
            return Err(FormError::TooLarge { limit: limits.body });
        }
        let mut form = Self {
            decoded: Vec::with_capacity(body.len()),
            parameters: Vec::with_capacity(EXPECTED_PARAMETERS),
        };
        let mut begin = 0;
        loop {
            let end = memchr::memchr(b'&', &body[begin..]).map_or(body.len(), |length| begin + length);
            form.push(body, begin..end, limits)?;
            if end == body.len() {
                break;
            }
            begin = end + 1;
        }
        form.sort()?;
        Ok(form)
    }

    /// Decodes and adds one `name=value`.
    fn push(&mut self, body: &[u8], part: Range<usize>, limits: &Limits) -> Result<(), FormError> {
        if self.parameters.len() == limits.parameters {
            return Err(FormError::TooManyParameters { limit: limits.parameters });
        }
        let number = self.parameters.len() + 1;
        let equals = memchr::memchr(b'=', &body[part.clone()])
            .map(|length| part.start + length)
            .ok_or(FormError::NotAForm { part: number })?;
        let name = self.decode(body, part.start..equals)?;
        let value = self.decode(body, equals + 1..part.end)?;
        if name.len() > limits.name {
            return Err(FormError::NameTooLong { limit: limits.name });
        }
        if name.is_empty() || memchr::memchr2(b'=', b'&', &self.decoded[name.clone()]).is_some() {
            return Err(FormError::Name { part: number });
        }
        self.parameters.push(Parameter { name, value });
        Ok(())
    }

    /// Decodes `range` of the body to the end of `decoded`.
    fn decode(&mut self, body: &[u8], range: Range<usize>) -> Result<Range<usize>, FormError> {
        let start = self.decoded.len();
        let mut at = range.start;
        while at < range.end {
            // Escapes mostly come one behind the other, so a search is begun only between their rows.
            match body[at] {
                b'%' => {
                    let byte = body[at..range.end].get(1..3).and_then(hexadecimal);
                    self.decoded.push(byte.ok_or(FormError::PercentEncoding { at })?);
                    at += 3;
                }
                b'+' => {
                    self.decoded.push(b' ');
                    at += 1;
                }
                _ => {
                    let plain = memchr::memchr2(b'%', b'+', &body[at..range.end]).unwrap_or(range.end - at);
                    self.decoded.extend_from_slice(&body[at..at + plain]);
                    at += plain;
                }
            }
        }
        Ok(start..self.decoded.len())
    }

    fn sort(&mut self) -> Result<(), FormError> {
        let decoded = &self.decoded;
        self.parameters.sort_unstable_by(|a, b| decoded[a.name.clone()].cmp(&decoded[b.name.clone()]));
        let twice = self
            .parameters
            .windows(2)
            .find(|pair| decoded[pair[0].name.clone()] == decoded[pair[1].name.clone()]);
        match twice {
            Some(pair) => Err(FormError::Repeated { name: known_name(&decoded[pair[0].name.clone()]) }),
            None => Ok(()),
        }
    }

    /// Names and values, sorted by name.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], &[u8])> {
        self.parameters
            .iter()
            .map(|parameter| (&self.decoded[parameter.name.clone()], &self.decoded[parameter.value.clone()]))
    }

    /// The value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&[u8]> {
        self.iter().find(|(candidate, _)| *candidate == name.as_bytes()).map(|(_, value)| value)
    }

    /// The value of a parameter that must be there and must not be empty.
    pub(crate) fn require(&self, name: &'static str) -> Result<&[u8], FormError> {
        match self.value(name) {
            None => Err(FormError::Missing { name }),
            Some([]) => Err(FormError::Empty { name }),
            Some(value) => Ok(value),
        }
    }

    /// Whether there are values that some readings of the signed content leave out.
    pub(crate) fn has_empty(&self) -> bool {
        self.iter().any(|(name, value)| is_dropped(name, value))
    }

    /// Drops the parameters that such a reading leaves out: they are not signed, so they say nothing.
    pub(crate) fn drop_empty(&mut self) {
        let decoded = &self.decoded;
        self.parameters.retain(|parameter| {
            !is_dropped(&decoded[parameter.name.clone()], &decoded[parameter.value.clone()])
        });
    }

    /// All names and values as one text, and where each of them is; the form itself where one of them is not UTF-8.
    pub(crate) fn into_text(self) -> Result<(String, Vec<Parameter>), Self> {
        let Self { decoded, parameters } = self;
        match String::from_utf8(decoded) {
            Ok(text) if parameters.iter().all(|parameter| parameter.is_whole(&text)) => {
                Ok((text, parameters))
            }
            Ok(text) => Err(Self { decoded: text.into_bytes(), parameters }),
            Err(error) => Err(Self { decoded: error.into_bytes(), parameters }),
        }
    }

    /// The length of all names and values together.
    pub(crate) fn len(&self) -> usize {
        self.decoded.len()
    }
}

/// The nine common parameters, and what older messages add.
const EXPECTED_PARAMETERS: usize = 16;

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let (high, low) = (HEXADECIMAL[usize::from(digits[0])], HEXADECIMAL[usize::from(digits[1])]);
    (high != NO_DIGIT && low != NO_DIGIT).then_some(high << 4 | low)
}

const NO_DIGIT: u8 = 0xff;

/// What each byte is worth as a hexadecimal digit.
const HEXADECIMAL: [u8; 256] = {
    let mut worth = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < 16 {
        worth[b"0123456789abcdef"[digit as usize] as usize] = digit;
        worth[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    worth
};

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Vec<(String, String)>, FormError> {
        let form =
            Form::parse(body.as_bytes(), &Limits { body: 100, parameters: 4, name: 8, ..Limits::default() })?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(form.iter().map(|(name, value)| (text(name), text(value))).collect())
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn decodes_once_and_sorts_by_name() {
        assert_eq!(parse("b=%2541+%2b&a=x%3Dy%26"), Ok(owned(&[("a", "x=y&"), ("b", "%41 +")])));
        assert_eq!(parse("ab=1&a=2"), Ok(owned(&[("a", "2"), ("ab", "1")])));
        assert_eq!(parse("a=&b== "), Ok(owned(&[("a", ""), ("b", "= ")])));
    }

    #[test]
    fn refuses_what_is_no_form() {
        for (body, error) in [
            ("", FormError::NoBody),
            ("{\"a\":1}", FormError::NotAForm { part: 1 }),
            ("a=1&", FormError::NotAForm { part: 2 }),
            ("a=1&&b=2", FormError::NotAForm { part: 2 }),
            ("=1", FormError::Name { part: 1 }),
            ("a=1&b%3Dc=1", FormError::Name { part: 2 }),
            ("a=%", FormError::PercentEncoding { at: 2 }),
            ("a=%4", FormError::PercentEncoding { at: 2 }),
            ("a=%4g", FormError::PercentEncoding { at: 2 }),
            ("a=%4&b=1", FormError::PercentEncoding { at: 2 }),
            ("a=1&b=2&a=1", FormError::Repeated { name: None }),
            ("sign=1&%73ign=1", FormError::Repeated { name: Some("sign") }),
            ("a=1&b=1&c=1&d=1&e=1", FormError::TooManyParameters { limit: 4 }),
            ("abcdefghi=1", FormError::NameTooLong { limit: 8 }),
        ] {
            assert_eq!(parse(body), Err(error), "{body}");
        }
        assert_eq!(parse(&"a".repeat(101)), Err(FormError::TooLarge { limit: 100 }));
    }
}
