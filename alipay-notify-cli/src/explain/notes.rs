//! What is remarkable about a parameter.

use encoding_rs::{Encoding, UTF_8};

use super::parameters::{Pair, Parameter, is_known, value};
use crate::lang::say;

/// A remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    Repeated,
    Unknown,
    Empty,
    NoEquals,
    BrokenEscape,
    OtherCharset,
    LostCharacters,
    SpacesInSign,
    WhiteSpaceAtEnd,
    HtmlEntities,
    StillEncoded,
}

impl Note {
    /// The remarks on a parameter of these.
    pub(super) fn on(parameter: &Parameter, pairs: &[Pair]) -> Vec<Self> {
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
    pub(super) fn name(self) -> &'static str {
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

    pub(super) fn words(self) -> String {
        match self {
            Self::Repeated => say!("more than once", "出现不止一次"),
            Self::Unknown => say!("unknown parameter", "未知参数"),
            Self::Empty => say!("empty", "空"),
            Self::NoEquals => say!("no =", "没有 ="),
            Self::BrokenEscape => say!("broken percent-encoding", "百分号编码有误"),
            Self::OtherCharset => say!("not of the charset", "不属于该字符集"),
            Self::LostCharacters => say!("lost characters (U+FFFD)", "有字符丢失（U+FFFD）"),
            Self::SpacesInSign => say!("spaces in place of +", "+ 变成了空格"),
            Self::WhiteSpaceAtEnd => say!("white space at an end", "首尾有空白"),
            Self::HtmlEntities => say!("HTML entities", "HTML 实体"),
            Self::StillEncoded => say!("still encoded", "仍是编码过的"),
        }
    }
}

/// The charset that a message claims, UTF-8 where it claims none that is known.
pub(super) fn charset(pairs: &[Pair]) -> &'static Encoding {
    value(pairs, "charset").and_then(Encoding::for_label).unwrap_or(UTF_8)
}

/// Bytes as a text of a charset, if they are one.
pub(super) fn text(bytes: &[u8], charset: &'static Encoding) -> Option<String> {
    charset
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}
