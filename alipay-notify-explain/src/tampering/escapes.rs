//! Characters that filters, databases and logs don't leave as they are.

use std::borrow::Cow;

use htmlize::Context;
use percent_encoding::percent_decode;

use super::{Tampering, Undone, each_value, replaced};
use crate::parameters::Pair;

pub(crate) fn without_entities(pairs: &[Pair]) -> Undone {
    let unescaped =
        |value: &[u8]| htmlize::unescape_bytes_in(value, Context::Attribute).into_owned();
    vec![(Tampering::HtmlEntities, each_value(pairs, unescaped))]
}

/// As filters put them in place of `"`, `'`, `<`, `>`, `&`, `\` and `#`; which of the quotation
/// marks is theirs differs.
pub(crate) fn with_half_width(pairs: &[Pair]) -> Undone {
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
    vec![(Tampering::FullWidth, each_value(pairs, plain))]
}

/// Without the backslashes that PHP's `addslashes` puts in front of quotes and backslashes; without
/// the `\xNN` that nginx writes into its log.
pub(crate) fn without_escapes(pairs: &[Pair]) -> Undone {
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
    let is_content = |pair: &Pair| pair.0 == b"biz_content";
    let content = |change: &dyn Fn(&[u8]) -> Vec<u8>| -> Vec<Pair> {
        let changed = |pair: &Pair| if is_content(pair) { change(&pair.1) } else { pair.1.clone() };
        pairs.iter().map(|pair| (pair.0.clone(), changed(pair))).collect()
    };
    vec![
        (Tampering::Escaped, content(&without_slashes)),
        (Tampering::Escaped, content(&without_numbers)),
    ]
}
