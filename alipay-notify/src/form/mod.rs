//! The request body as parameters: decoded exactly once, to bytes, and trusted by nobody yet.

mod error;
mod limits;
mod name;
mod parameters;
mod percent;

use std::ops::Range;

pub use error::FormError;
pub use limits::Limits;
pub(crate) use name::Name;
pub(crate) use parameters::{Parameter, Parameters};

/// The decoded parameters of a body, sorted by name. Nothing in it is verified.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// All names and values, decoded: `name=value&name=value`.
    decoded: Vec<u8>,
    /// Where each of them is, sorted bytewise by name: the order in which they are signed.
    parameters: Parameters,
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
        let mut parser = Parser {
            body,
            decoded: vec![0; body.len()],
            filled: 0,
            parameters: Vec::with_capacity(EXPECTED_PARAMETERS),
        };
        let mut begin = 0;
        loop {
            let end =
                memchr::memchr(b'&', &body[begin..]).map_or(body.len(), |length| begin + length);
            parser.push(begin..end, limits)?;
            if end == body.len() {
                break;
            }
            begin = end + 1;
        }
        parser.finish()
    }

    /// A form of these parameters, which are sorted by name.
    pub(crate) fn of(parameters: &[(&str, &str)]) -> Self {
        let pairs =
            parameters.iter().map(|(name, value)| (*name, *value, Name::of(name.as_bytes())));
        let (text, parameters) = Parameters::joined(pairs);
        Self { decoded: text.into_bytes(), parameters }
    }

    /// Names and values, sorted by name.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], &[u8])> {
        self.parameters.iter().map(|parameter| (self.name_of(parameter), self.value_of(parameter)))
    }

    /// Where the parameters are, sorted by name.
    pub(crate) fn parameters(&self) -> std::slice::Iter<'_, Parameter> {
        self.parameters.iter()
    }

    pub(crate) fn name_of(&self, parameter: &Parameter) -> &[u8] {
        &self.decoded[parameter.name()]
    }

    pub(crate) fn value_of(&self, parameter: &Parameter) -> &[u8] {
        &self.decoded[parameter.value()]
    }

    /// A parameter as it is signed: `name=value`.
    pub(crate) fn pair_of(&self, parameter: &Parameter) -> &[u8] {
        &self.decoded[parameter.pair()]
    }

    /// The value of one of Alipay's parameters.
    #[inline]
    pub(crate) fn known(&self, name: Name) -> Option<&[u8]> {
        self.parameters.known(name).map(|parameter| self.value_of(parameter))
    }

    /// The value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&[u8]> {
        self.iter().find(|(candidate, _)| *candidate == name.as_bytes()).map(|(_, value)| value)
    }

    /// The value of a parameter that must be there and must not be empty.
    #[inline]
    pub(crate) fn require(&self, name: Name) -> Result<&[u8], FormError> {
        match self.known(name) {
            None => Err(FormError::Missing { name: name.as_str() }),
            Some([]) => Err(FormError::Empty { name: name.as_str() }),
            Some(value) => Ok(value),
        }
    }

    /// Whether there are values that some readings of the signed content leave out.
    pub(crate) fn has_empty(&self) -> bool {
        self.parameters.iter().any(Parameter::is_dropped)
    }

    /// Drops the parameters that such a reading leaves out: they are not signed, so they say
    /// nothing.
    pub(crate) fn drop_empty(&mut self) {
        self.parameters.retain(|parameter| !parameter.is_dropped());
    }

    /// The parameters as a text, and where in it they are; the form itself where one of them is not
    /// UTF-8. No character can be cut in two between them.
    pub(crate) fn into_text(self) -> Result<(String, Parameters), Self> {
        let Self { decoded, parameters } = self;
        match String::from_utf8(decoded) {
            Ok(text) => Ok((text, parameters)),
            Err(error) => Err(Self { decoded: error.into_bytes(), parameters }),
        }
    }

    /// The length of what is signed, at most.
    pub(crate) fn len(&self) -> usize {
        self.decoded.len()
    }
}

/// A body on its way to a form.
struct Parser<'b> {
    body: &'b [u8],
    /// As long as the body: decoding makes nothing longer.
    decoded: Vec<u8>,
    /// How much of it is in use.
    filled: usize,
    /// Each with the beginning of its name.
    parameters: Vec<(u64, Parameter)>,
}

impl Parser<'_> {
    /// Decodes and adds one `name=value`.
    fn push(&mut self, part: Range<usize>, limits: &Limits) -> Result<(), FormError> {
        if self.parameters.len() == limits.parameters {
            return Err(FormError::TooManyParameters { limit: limits.parameters });
        }
        let number = self.parameters.len() + 1;
        // Names are too short for a vectorised search to pay.
        let equals = self.body[part.clone()]
            .iter()
            .position(|byte| *byte == b'=')
            .map(|length| part.start + length)
            .ok_or(FormError::NotAForm { part: number })?;
        let separator = usize::from(number > 1);
        let mut name = self.decode(part.start - separator..equals)?;
        name.start += separator;
        let value = self.decode(equals..part.end)?;
        if name.len() > limits.name {
            return Err(FormError::NameTooLong { limit: limits.name });
        }
        let known = Name::of(&self.decoded[name.clone()]);
        if known.is_none() && !is_name(&self.decoded[name.clone()]) {
            return Err(FormError::Name { part: number });
        }
        let beginning = beginning(&self.decoded[name.clone()]);
        self.parameters.push((beginning, Parameter::new(name, value.end, known)));
        Ok(())
    }

    /// Decodes a range of the body.
    fn decode(&mut self, range: Range<usize>) -> Result<Range<usize>, FormError> {
        let start = self.filled;
        self.filled += percent::decode(&self.body[range.clone()], &mut self.decoded[start..])
            .map_err(|at| FormError::PercentEncoding { at: range.start + at })?;
        Ok(start..self.filled)
    }

    /// Sorts the parameters by name, and rejects one that is given twice.
    fn finish(self) -> Result<Form, FormError> {
        let Self { mut decoded, mut parameters, filled, .. } = self;
        decoded.truncate(filled);
        let name = |(_, parameter): &(u64, Parameter)| &decoded[parameter.name()];
        parameters.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a).cmp(name(b))));
        if let Some(pair) = parameters.windows(2).find(|pair| name(&pair[0]) == name(&pair[1])) {
            return Err(FormError::Repeated { name: pair[0].1.known.map(Name::as_str) });
        }
        let parameters = parameters.into_iter().map(|(_, parameter)| parameter).collect();
        Ok(Form { decoded, parameters: Parameters::new(parameters) })
    }
}

/// The beginning of a name as a number in the same order: most names differ in it.
fn beginning(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(name).for_each(|(slot, byte)| *slot = *byte);
    u64::from_be_bytes(bytes)
}

/// What payments have; messages have the nine common parameters, and what older ones add.
const EXPECTED_PARAMETERS: usize = 32;

/// Whether a name can be signed without being taken for something else.
fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && memchr::memchr2(b'=', b'&', name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Vec<(String, String)>, FormError> {
        let limits = Limits::default().body(100).parameters(4).name(8);
        let form = Form::parse(body.as_bytes(), &limits)?;
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
        let third = parse("a=%").unwrap_err();
        assert_eq!(third.to_string(), "broken percent-encoding at byte 3", "as people count");
        assert_eq!(parse(&"a".repeat(101)), Err(FormError::TooLarge { limit: 100 }));
    }
}
