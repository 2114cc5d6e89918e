//! The name of an issuer as Java writes it: RFC 2253, the most specific part first.

use std::fmt::Write as _;

use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::{Encode as _, Tag, Tagged as _};
use x509_cert::name::{Name, RelativeDistinguishedName};

/// The name as `X500Principal.getName()` gives it.
pub(super) fn rfc2253(name: &Name) -> String {
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|rdn| rdn.iter().map(attribute).collect::<Vec<_>>().join("+"))
        .collect();
    parts.reverse();
    parts.join(",")
}

/// The common name in a name.
pub(super) fn common_name(name: &Name) -> Option<String> {
    let mut attributes = name.iter_rdn().flat_map(RelativeDistinguishedName::iter);
    attributes.find(|it| keyword(&it.oid.to_string()) == Some("CN")).and_then(text)
}

fn attribute(attribute: &AttributeTypeAndValue) -> String {
    let oid = attribute.oid.to_string();
    match (keyword(&oid), text(attribute)) {
        (Some(keyword), Some(text)) => format!("{keyword}={}", escaped(&text)),
        (keyword, _) => {
            format!(
                "{}=#{}",
                keyword.unwrap_or(&oid),
                hex(&attribute.value.to_der().unwrap_or_default())
            )
        }
    }
}

/// The keywords of RFC 2253. Any other attribute is written by its number, its value in
/// hexadecimal.
fn keyword(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.25" => "DC",
        "0.9.2342.19200300.100.1.1" => "UID",
        _ => return None,
    })
}

fn text(attribute: &AttributeTypeAndValue) -> Option<String> {
    let bytes = attribute.value.value();
    match attribute.value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        Tag::TeletexString => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            Some(String::from_utf16_lossy(&units))
        }
        _ => None,
    }
}

/// Java also escapes `=` and every `#`, which RFC 2253 does not require.
fn escaped(text: &str) -> String {
    let edge = |c: char| matches!(c, ' ' | '\r');
    let start = text.len() - text.trim_start_matches(edge).len();
    let end = text.trim_end_matches(edge).len();
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if at < start
            || at >= end
            || matches!(c, ',' | '=' | '+' | '<' | '>' | '#' | ';' | '"' | '\\')
        {
            out.push('\\');
        }
        match c {
            '\0' => out.push_str("\\00"),
            c => out.push(c),
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string can't fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
