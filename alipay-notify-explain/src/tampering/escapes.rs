//! Characters that filters, databases and logs don't leave as they are.

use std::borrow::Cow;

use htmlize::Context;
use percent_encoding::percent_decode;

use alipay_notify_schema::json::read;

use super::Tampering;
use super::rewritten;
use super::undo::{Undone, each_value, of_each, replaced};
use crate::parameters::Parameter;

pub(crate) fn without_entities(parameters: &[Parameter]) -> Undone {
    let unescaped =
        |value: &[u8]| htmlize::unescape_bytes_in(value, Context::Attribute).into_owned();
    vec![(Tampering::HtmlEntities, each_value(parameters, unescaped))]
}

/// As filters put them in place of `"`, `'`, `<`, `>`, `&`, `\` and `#`; which of the quotation
/// marks is theirs differs.
pub(crate) fn with_half_width(parameters: &[Parameter]) -> Undone {
    let plain = |value: &[u8]| {
        const WIDE: [(&str, &str); 9] = [
            ("＂", "\""),
            ("“", "\""),
            ("＇", "'"),
            ("‘", "'"),
            ("＜", "<"),
            ("＞", ">"),
            ("＆", "&"),
            ("＼", "\\"),
            ("＃", "#"),
        ];
        let plain = |value: Vec<u8>, (wide, plain): &(&str, &str)| {
            replaced(&value, wide.as_bytes(), plain.as_bytes())
        };
        WIDE.iter().fold(value.to_vec(), plain)
    };
    vec![(Tampering::FullWidth, each_value(parameters, plain))]
}

/// Without the backslashes that PHP's `addslashes` puts before quotes and backslashes; without
/// the `\xNN` that nginx writes into its log.
pub(crate) fn without_escapes(parameters: &[Parameter]) -> Undone {
    let without_slashes = |value: &[u8]| {
        let mut after_backslash = false;
        let is_kept = |byte: &&u8| {
            after_backslash = **byte == b'\\' && !after_backslash;
            !after_backslash
        };
        value.iter().filter(is_kept).copied().collect()
    };
    let without_numbers = |value: &[u8]| {
        let marked = replaced(&replaced(value, b"%", b"%25"), b"\\x", b"%");
        Cow::from(percent_decode(&marked)).into_owned()
    };
    // Escapes of JSON itself are none of theirs.
    let is_json = |value: &[u8]| {
        std::str::from_utf8(value).is_ok_and(|text| rewritten::is_json(text) && read(text).is_ok())
    };
    let each = |change: &dyn Fn(&[u8]) -> Vec<u8>| {
        of_each(parameters, |name, value| {
            if name == b"sign" || is_json(value) { value.into() } else { change(value) }
        })
    };
    vec![(Tampering::Escaped, each(&without_slashes)), (Tampering::Escaped, each(&without_numbers))]
}

/// Without the characters that copying leaves in a text: those that nobody sees, and spaces of
/// other kinds than the one that is meant.
pub(crate) fn without_invisible(parameters: &[Parameter]) -> Undone {
    const UNSEEN: [&str; 6] =
        ["\u{200b}", "\u{feff}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{ad}"];
    const SPACES: [&str; 3] = ["\u{a0}", "\u{3000}", "\u{202f}"];
    let without = |value: Vec<u8>, text: &&str| replaced(&value, text.as_bytes(), b"");
    let with_space = |value: Vec<u8>, text: &&str| replaced(&value, text.as_bytes(), b" ");
    let seen = |value: &[u8]| UNSEEN.iter().fold(value.to_vec(), without);
    let spaced = |value: &[u8]| SPACES.iter().fold(seen(value), with_space);
    vec![
        (Tampering::Invisible, each_value(parameters, seen)),
        (Tampering::Invisible, each_value(parameters, spaced)),
    ]
}
