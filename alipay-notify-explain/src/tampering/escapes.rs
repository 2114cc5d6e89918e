//! Characters that filters, databases and logs don't leave as they are.

use std::borrow::Cow;

use htmlize::Context;
use percent_encoding::percent_decode;

use super::Tampering;
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
    let content = |change: &dyn Fn(&[u8]) -> Vec<u8>| {
        of_each(
            parameters,
            |name, value| {
                if name == b"biz_content" { change(value) } else { value.into() }
            },
        )
    };
    vec![
        (Tampering::Escaped, content(&without_slashes)),
        (Tampering::Escaped, content(&without_numbers)),
    ]
}
