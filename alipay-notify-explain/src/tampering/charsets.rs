//! Texts in another charset than the one in which they were signed.

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, mem};

use super::Tampering;
use super::undo::{Undone, each_value};
use crate::parameters::{Parameter, value};

/// As texts that were converted to UTF-8 or from it, and as bytes that were read in another charset
/// than theirs.
pub(super) fn in_others(parameters: &[Parameter]) -> Undone {
    let claimed = value(parameters, "charset").and_then(Encoding::for_label);
    let mut undone = Vec::new();
    for charset in [GBK, GB18030] {
        let tampering = if claimed == Some(UTF_8) {
            Tampering::Misread { read_as: charset.name() }
        } else {
            Tampering::Converted { from: charset.name(), to: UTF_8.name() }
        };
        undone.push((tampering, each_text(parameters, |text| encoded(text, charset))));
    }
    let latin =
        |text: &str| mem::is_str_latin1(text).then(|| mem::encode_latin1_lossy(text).into_owned());
    let misread = Tampering::Misread { read_as: "ISO-8859-1" };
    undone.push((misread, each_text(parameters, latin)));
    let to_utf8 = |value: &[u8]| {
        let text = GB18030.decode_without_bom_handling_and_without_replacement(value);
        text.map_or_else(|| value.to_vec(), |text| text.into_owned().into_bytes())
    };
    let converted = Tampering::Converted { from: UTF_8.name(), to: GBK.name() };
    undone.push((converted, each_value(parameters, to_utf8)));
    undone
}

fn encoded(text: &str, charset: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, has_errors) = charset.encode(text);
    (!has_errors).then(|| bytes.into_owned())
}

/// Changes each value that is a text; where one can't be changed, nothing is.
fn each_text(parameters: &[Parameter], change: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<Parameter> {
    let changed = |Parameter { name, value }: &Parameter| {
        let text = std::str::from_utf8(value).ok()?;
        Some(Parameter::new(name.as_slice(), change(text)?))
    };
    let all: Option<Vec<Parameter>> = parameters.iter().map(changed).collect();
    all.unwrap_or_else(|| parameters.to_vec())
}
