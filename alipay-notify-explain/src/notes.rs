//! What is remarkable about a parameter.

use encoding_rs::{Encoding, UTF_8};

use crate::parameters::{Pair, Parameter, is_known, value};

/// A remark on a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The name comes more than once.
    Repeated,
    /// Alipay is not known to use the name.
    Unknown,
    /// The value is empty.
    Empty,
    /// There is no `=`.
    NoEquals,
    /// A `%` is not followed by two hexadecimal digits.
    BrokenEscape,
    /// The value is not in the charset of the message.
    OtherCharset,
    /// Characters were lost: the value holds U+FFFD.
    LostCharacters,
    /// There are spaces in `sign`, in place of `+`.
    SpacesInSign,
    /// The value begins or ends with white space.
    WhiteSpaceAtEnd,
    /// The value holds HTML entities.
    HtmlEntities,
    /// The value is still percent-encoded.
    StillEncoded,
}

impl Note {
    /// The remarks on a parameter of these.
    pub fn on(parameter: &Parameter, pairs: &[Pair]) -> Vec<Self> {
        let Parameter { name, value, .. } = parameter;
        let has = |part: &str| value.windows(part.len()).any(|bytes| bytes == part.as_bytes());
        let is_sign = name == b"sign";
        let remarks = [
            (Self::Repeated, pairs.iter().filter(|(other, _)| other == name).count() > 1),
            (Self::Unknown, !is_known(name)),
            (Self::Empty, value.is_empty() && !parameter.is_bare),
            (Self::NoEquals, parameter.is_bare),
            (Self::BrokenEscape, parameter.is_broken),
            (Self::OtherCharset, text(value, charset(pairs)).is_none()),
            (Self::LostCharacters, has("\u{fffd}")),
            (Self::SpacesInSign, is_sign && has(" ")),
            (Self::WhiteSpaceAtEnd, !is_sign && value.trim_ascii().len() != value.len()),
            (
                Self::HtmlEntities,
                ["&quot;", "&#34;", "&amp;", "&lt;", "&#39;"].into_iter().any(has),
            ),
            (Self::StillEncoded, has("%7B") || has("%7b") || (is_sign && has("%"))),
        ];
        remarks.into_iter().filter(|(_, applies)| *applies).map(|(note, _)| note).collect()
    }

    /// The name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Repeated => "repeated",
            Self::Unknown => "unknown",
            Self::Empty => "empty",
            Self::NoEquals => "no_equals",
            Self::BrokenEscape => "broken_escape",
            Self::OtherCharset => "other_charset",
            Self::LostCharacters => "lost_characters",
            Self::SpacesInSign => "spaces_in_sign",
            Self::WhiteSpaceAtEnd => "white_space_at_end",
            Self::HtmlEntities => "html_entities",
            Self::StillEncoded => "still_encoded",
        }
    }
}

/// The charset that a message claims, UTF-8 where it claims none that is known.
pub fn charset(pairs: &[Pair]) -> &'static Encoding {
    value(pairs, "charset").and_then(Encoding::for_label).unwrap_or(UTF_8)
}

/// Bytes as a text of a charset, if they are one.
pub fn text(bytes: &[u8], charset: &'static Encoding) -> Option<String> {
    charset
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}
