//! A delivery that was found in a text.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};

use super::{CaptureKind, Carrier, built};
use crate::parameters::{count_recognized, recognized, split};

/// Names and values, decoded, in the order of the text.
pub(super) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// A delivery, and where it stands.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) kind: CaptureKind,
    pub(super) carrier: Carrier,
    /// What it may be, the likeliest first. There is one at least.
    pub(super) readings: Vec<Reading>,
    pub(super) place: Range<usize>,
    /// Whether the text ends before its last value does.
    pub(super) is_open: bool,
}

/// The deliveries of a text, of which the first is kept: the first with a signature, if there is
/// one, since other things have names of Alipay's as well.
#[derive(Debug, Default)]
pub(super) struct Deliveries {
    pub(super) first: Option<Found>,
    /// How many are like it.
    pub(super) count: usize,
}

impl Deliveries {
    pub(super) fn add(&mut self, found: Found) {
        if self.lacks(found.is_signed()) {
            (self.first, self.count) = (Some(found), 1);
        }
    }

    /// Takes note of a delivery, and says whether it has to be added.
    pub(super) fn lacks(&mut self, is_signed: bool) -> bool {
        let has_signed = self.first.as_ref().map(Found::is_signed);
        self.count += usize::from(has_signed == Some(is_signed));
        match has_signed {
            None => true,
            Some(has_signed) => is_signed && !has_signed,
        }
    }

    /// How many names of Alipay's the first one has.
    pub(super) fn names(&self) -> usize {
        self.first.as_ref().map_or(0, Found::names)
    }

    /// Whether the first one has a signature.
    pub(super) fn is_signed(&self) -> bool {
        self.first.as_ref().is_some_and(Found::is_signed)
    }
}

/// What stands in the text.
#[derive(Debug)]
pub(super) enum Reading {
    /// The body.
    Body(Vec<u8>),
    /// Decoded parameters.
    Pairs(Pairs),
}

impl Found {
    /// How many names of Alipay's it has.
    pub(super) fn names(&self) -> usize {
        self.readings.first().map_or(0, Reading::count)
    }

    /// Whether it has a signature.
    pub(super) fn is_signed(&self) -> bool {
        self.sign().is_some()
    }

    /// Its signature, as it is written.
    pub(super) fn sign(&self) -> Option<&[u8]> {
        self.readings.first().and_then(Reading::sign)
    }

    /// Whether it stands there as it was sent.
    pub(super) fn is_body(&self) -> bool {
        matches!(self.readings.first(), Some(Reading::Body(_)))
    }
}

impl Reading {
    fn count(&self) -> usize {
        match self {
            Self::Body(body) => {
                count_recognized(body.split(|byte| *byte == b'&').map(|part| split(part).0))
            }
            Self::Pairs(pairs) => count_recognized(pairs.iter().map(|(name, _)| name.as_slice())),
        }
    }

    fn sign(&self) -> Option<&[u8]> {
        let is_sign = |name: &[u8]| recognized(name) == Some("sign");
        match self {
            Self::Body(body) => {
                let mut parts = body.split(|byte| *byte == b'&').map(split);
                parts.find(|(name, _)| is_sign(name)).and_then(|(_, value)| value)
            }
            Self::Pairs(pairs) => {
                let sign = pairs.iter().find(|(name, _)| is_sign(name));
                sign.map(|(_, value)| value.as_slice())
            }
        }
    }

    /// The body, and whether it was built.
    pub(super) fn into_body(self) -> (Vec<u8>, bool) {
        let pairs = match self {
            Self::Body(body) => return (body, false),
            Self::Pairs(pairs) => pairs,
        };
        // Some print the parts of a body.
        let is_encoded = pairs.iter().any(|(name, value)| name == b"sign" && value.contains(&b'%'));
        if is_encoded {
            let parts = pairs.iter().map(|(name, value)| [name, &b"="[..], value].concat());
            return (parts.collect::<Vec<_>>().join(&b'&'), false);
        }
        (built(&pairs), true)
    }
}

/// Parameters of a text that was converted to UTF-8, in the charset that they claim.
pub(super) fn in_own_charset(mut pairs: Pairs) -> Pairs {
    let claimed = pairs.iter().find(|(name, _)| recognized(name) == Some("charset"));
    let Some(charset) = claimed.and_then(|(_, label)| Encoding::for_label(label)) else {
        return pairs;
    };
    if charset != UTF_8 {
        for (_, value) in &mut pairs {
            let text = String::from_utf8_lossy(value).into_owned();
            *value = charset.encode(&text).0.into_owned();
        }
    }
    pairs
}
