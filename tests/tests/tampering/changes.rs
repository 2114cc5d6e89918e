//! The ways to tamper with one parameter of a form.

use alipay_notify_tests::wire::{self, Pairs};

/// What kind of change, and the parameters after it.
pub(crate) type Change = (&'static str, Pairs);

/// Every change of a parameter. `another` is a genuine message whose values are others.
pub(crate) fn of(parameter: &str, genuine: &Pairs, another: &Pairs) -> Vec<Change> {
    let value = wire::value(genuine, parameter);
    let mut values = bits(value);
    values.extend(cuts(value));
    values.extend(extensions(value));
    values.extend(letter_cases(value));
    values.extend(replacements(parameter, wire::value(another, parameter)));
    if parameter == "sign" {
        values.extend(base64_texts(value));
        values.extend(spaces(value));
        values.extend(line_breaks(value));
    }
    values.retain(|(_, changed)| changed != value);
    let mut changes: Vec<Change> =
        values.into_iter().map(|(kind, value)| (kind, with(genuine, parameter, value))).collect();
    changes.extend(swaps(parameter, genuine));
    changes.extend(doubles(parameter, genuine, another));
    let mut without = genuine.clone();
    without.retain(|(name, _)| name != parameter.as_bytes());
    changes.push(("missing", without));
    changes
}

fn with(genuine: &Pairs, parameter: &str, value: Vec<u8>) -> Pairs {
    let mut pairs = genuine.clone();
    let changed = pairs.iter_mut().find(|(name, _)| name == parameter.as_bytes());
    changed.expect("present").1 = value;
    pairs
}

/// What kind of change, and the value after it.
type Value = (&'static str, Vec<u8>);

/// Each bit by itself.
fn bits(value: &[u8]) -> Vec<Value> {
    let flipped = |bit: usize| {
        let mut value = value.to_vec();
        value[bit / 8] ^= 1 << (bit % 8);
        ("bit", value)
    };
    (0..8 * value.len()).map(flipped).collect()
}

/// Each beginning and each end.
fn cuts(value: &[u8]) -> Vec<Value> {
    (0..value.len())
        .flat_map(|at| [("cut", value[..at].to_vec()), ("cut", value[at + 1..].to_vec())])
        .collect()
}

/// More of all sorts, before and after.
fn extensions(value: &[u8]) -> Vec<Value> {
    let mut more: Vec<&[u8]> = b" =&+%\0\t\n\r\"{}/.01aAzZ\x7f\x80\xff".chunks(1).collect();
    more.extend([&b"&a=b"[..], b"&sign_type=RSA2", b"\xef\xbb\xbf", b"%00", value]);
    more.iter()
        .flat_map(|more| [("longer", [more, value].concat()), ("longer", [value, more].concat())])
        .collect()
}

/// Each letter by itself, then all of them.
fn letter_cases(value: &[u8]) -> Vec<Value> {
    let letters = (0..value.len()).filter(|at| value[*at].is_ascii_alphabetic());
    let flipped = letters.map(|at| {
        let mut value = value.to_vec();
        value[at] ^= 0x20;
        value
    });
    flipped
        .chain([value.to_ascii_uppercase(), value.to_ascii_lowercase()])
        .map(|value| ("case", value))
        .collect()
}

/// Values that would do in another message.
fn replacements(parameter: &str, another: &[u8]) -> Vec<Value> {
    let more: &[&str] = match parameter {
        "sign_type" => &["RSA", "rsa", "SM2", "RSA1", "none"],
        "charset" => &["GBK", "gb2312", "GB18030", "UTF8"],
        "version" => &["1.0", "1.2"],
        "biz_content" => &["{}", "[]", "null"],
        _ => &[],
    };
    let more = more.iter().map(|value| value.as_bytes()).chain([another]);
    more.map(|value| ("another's", value.to_vec())).collect()
}

/// Texts that a careless decoder takes for the same base64.
fn base64_texts(sign: &[u8]) -> Vec<Value> {
    let text = sign.strip_suffix(b"==").expect("256 bytes end so");
    let (last, start) = text.split_last().expect("not empty");
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // Four bits of the last symbol stand for nothing.
    let mut texts: Vec<_> = alphabet
        .iter()
        .filter(|symbol| *symbol != last)
        .map(|symbol| [start, &[*symbol], b"=="].concat())
        .collect();
    texts.extend([
        text.to_vec(),
        [text, b"="].concat(),
        [text, b"==="].concat(),
        [text, b"==\0"].concat(),
    ]);
    for blank in [&b" "[..], b"\n", b"\r", b"\n\r", b"\t", b"="] {
        texts.extend((0..=sign.len()).map(|at| [&sign[..at], blank, &sign[at..]].concat()));
    }
    texts.push(replaced(sign, &[(b'+', "-"), (b'/', "_")]));
    texts.push(replaced(sign, &[(b'+', "%2B"), (b'/', "%2F"), (b'=', "%3D")]));
    texts.into_iter().map(|text| ("base64", text)).collect()
}

fn replaced(sign: &[u8], symbols: &[(u8, &str)]) -> Vec<u8> {
    let replaced = |byte: &u8| {
        let symbol = symbols.iter().find(|(symbol, _)| symbol == byte);
        symbol.map_or(vec![*byte], |(_, with)| with.as_bytes().to_vec())
    };
    sign.iter().flat_map(replaced).collect()
}

/// Each `+` as a space by itself, then all of them.
fn spaces(sign: &[u8]) -> Vec<Value> {
    let each = (0..sign.len()).filter(|at| sign[*at] == b'+').map(|at| {
        let mut sign = sign.to_vec();
        sign[at] = b' ';
        sign
    });
    each.chain([replaced(sign, &[(b'+', " ")])]).map(|sign| ("space", sign)).collect()
}

/// A line break in each place by itself, then one after each 76 symbols, as in mails.
fn line_breaks(sign: &[u8]) -> Vec<Value> {
    let each = (0..=sign.len()).map(|at| [&sign[..at], b"\r\n", &sign[at..]].concat());
    let lines: Vec<_> = sign.chunks(76).collect();
    each.chain([lines.join(&b"\r\n"[..])]).map(|sign| ("crlf", sign)).collect()
}

/// The value in exchange for that of each other parameter.
fn swaps(parameter: &str, genuine: &Pairs) -> Vec<Change> {
    let others = genuine.iter().filter(|(other, _)| other != parameter.as_bytes());
    let swapped = |(other, value): &(Vec<u8>, Vec<u8>)| {
        let mut swapped = with(genuine, parameter, value.clone());
        let other = swapped.iter_mut().find(|(name, _)| name == other);
        other.expect("present").1 = wire::value(genuine, parameter).to_vec();
        swapped
    };
    others
        .map(swapped)
        .filter(|swapped| swapped != genuine)
        .map(|swapped| ("swap", swapped))
        .collect()
}

/// The parameter a second time: the same, another or empty, before and after.
fn doubles(parameter: &str, genuine: &Pairs, another: &Pairs) -> Vec<Change> {
    let values = [wire::value(genuine, parameter), wire::value(another, parameter), b""];
    let doubled = |value: &[u8]| {
        let twin = [(parameter.as_bytes().to_vec(), value.to_vec())];
        [[&twin[..], genuine].concat(), [genuine, &twin[..]].concat()]
    };
    values.into_iter().flat_map(doubled).map(|doubled| ("twice", doubled)).collect()
}
