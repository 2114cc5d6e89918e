//! What is remarkable about a parameter.

use serde::Serialize;

use crate::parameters::{Parameter, charset, is_text, split};

/// A remark on a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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
    /// The value holds characters that nobody sees.
    Invisible,
}

impl Note {
    /// The remarks on a parameter of these, which is written as this part of the body.
    pub(crate) fn on(
        part: &[u8],
        parameter: &Parameter,
        all: &[Parameter],
        is_message: bool,
    ) -> Vec<Self> {
        let Parameter { name, value } = parameter;
        let has = |part: &str| value.windows(part.len()).any(|bytes| bytes == part.as_bytes());
        let is_sign = parameter.is("sign");
        let is_bare = split(part).1.is_none();
        let entities = ["&quot;", "&#34;", "&amp;", "&lt;", "&#39;"];
        let remarks = [
            (Self::Repeated, all.iter().filter(|other| other.name == *name).count() > 1),
            (Self::Unknown, is_message && !parameter.is_known()),
            (Self::Empty, value.is_empty() && !is_bare),
            (Self::NoEquals, is_bare),
            (Self::BrokenEscape, has_broken_escape(part)),
            (Self::OtherCharset, !is_text(value, charset(all))),
            (Self::LostCharacters, has("\u{fffd}")),
            (Self::SpacesInSign, is_sign && has(" ")),
            (Self::WhiteSpaceAtEnd, !is_sign && value.trim_ascii().len() != value.len()),
            (Self::HtmlEntities, entities.into_iter().any(has)),
            (Self::Invisible, ["\u{200b}", "\u{feff}", "\u{a0}", "\u{3000}"].into_iter().any(has)),
            (Self::StillEncoded, has("%7B") || has("%7b") || (is_sign && has("%"))),
        ];
        remarks.into_iter().filter(|(_, applies)| *applies).map(|(note, _)| note).collect()
    }
}

fn has_broken_escape(part: &[u8]) -> bool {
    let mut escapes = part.split(|byte| *byte == b'%').skip(1);
    !escapes
        .all(|rest| matches!(rest, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()))
}
