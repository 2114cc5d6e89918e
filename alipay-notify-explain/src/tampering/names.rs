//! Names that were written in another way, as by a class with fields or a map of headers.

use super::Tampering;
use super::undo::Undone;
use crate::parameters::{Parameter, recognized};

/// With all names in words in lower case, joined by `_`; with those of Alipay's only.
pub(super) fn renamed(parameters: &[Parameter]) -> Undone {
    let own =
        |parameter: &Parameter| recognized(&parameter.name).is_some_and(|own| !parameter.is(own));
    if !parameters.iter().any(own) {
        return Vec::new();
    }
    let renamed = |name: &dyn Fn(&[u8]) -> Vec<u8>| {
        let each = parameters.iter();
        each.map(|it| Parameter::new(name(&it.name), it.value.clone())).collect()
    };
    let known = |name: &[u8]| recognized(name).map(|own| own.as_bytes().to_vec());
    vec![
        (Tampering::Renamed, renamed(&|name| known(name).unwrap_or_else(|| in_words(name)))),
        (Tampering::Renamed, renamed(&|name| known(name).unwrap_or_else(|| name.to_vec()))),
    ]
}

/// `outTradeNo`, `OutTradeNo`, `OUT_TRADE_NO` and `out-trade-no` as `out_trade_no`.
fn in_words(name: &[u8]) -> Vec<u8> {
    let has_lower = name.iter().any(u8::is_ascii_lowercase);
    let mut words = Vec::with_capacity(name.len() + 4);
    for (at, byte) in name.iter().enumerate() {
        let begins = byte.is_ascii_uppercase() && has_lower && at > 0;
        if begins && words.last() != Some(&b'_') {
            words.push(b'_');
        }
        words.push(if *byte == b'-' { b'_' } else { byte.to_ascii_lowercase() });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_words() {
        for name in ["outTradeNo", "OutTradeNo", "OUT_TRADE_NO", "out-trade-no", "out_trade_no"] {
            assert_eq!(in_words(name.as_bytes()), b"out_trade_no", "{name}");
        }
    }
}
