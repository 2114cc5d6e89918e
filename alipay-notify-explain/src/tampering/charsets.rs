//! Texts in another charset than the one in which they were signed.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, WINDOWS_1252, mem};

use super::{Tampering, Undone, each_value};
use crate::parameters::{Pair, value};

/// As texts that were converted to UTF-8 or from it, and as bytes that were read in another charset
/// than theirs.
pub(crate) fn in_others(pairs: &[Pair]) -> Undone {
    let claimed = value(pairs, "charset").and_then(Encoding::for_label);
    let mut undone = Vec::new();
    for charset in [GBK, GB18030] {
        let undoing = if claimed == Some(UTF_8) {
            Tampering::Misread { read_as: charset.name() }
        } else {
            Tampering::Converted { from: charset.name(), to: UTF_8.name() }
        };
        undone.push((undoing, each_text(pairs, |text| encoded(text, charset))));
    }
    let latin =
        |text: &str| mem::is_str_latin1(text).then(|| mem::encode_latin1_lossy(text).into_owned());
    undone.push((Tampering::Misread { read_as: "ISO-8859-1" }, each_text(pairs, latin)));
    let windows = Tampering::Misread { read_as: WINDOWS_1252.name() };
    undone.push((windows, each_text(pairs, |text| encoded(text, WINDOWS_1252))));
    let to_utf8 = |value: &[u8]| {
        let text = GB18030.decode_without_bom_handling_and_without_replacement(value);
        text.map_or_else(|| value.to_vec(), |text| text.into_owned().into_bytes())
    };
    let converted = Tampering::Converted { from: UTF_8.name(), to: GBK.name() };
    undone.push((converted, each_value(pairs, to_utf8)));
    undone
}

fn encoded(text: &str, charset: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, has_errors) = charset.encode(text);
    (!has_errors).then(|| bytes.into_owned())
}

/// Changes each value that is a text; where one can't be changed, nothing is.
fn each_text(pairs: &[Pair], change: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<Pair> {
    let changed = |(name, value): &Pair| {
        let text = std::str::from_utf8(value).ok()?;
        Some((name.clone(), change(text)?))
    };
    let all: Option<Vec<Pair>> = pairs.iter().map(changed).collect();
    all.map_or_else(|| Cow::Borrowed(pairs), Cow::Owned).into_owned()
}
