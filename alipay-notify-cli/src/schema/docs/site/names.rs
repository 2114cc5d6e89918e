//! Names of the documents as names of files and anchors.
//!
//! A name of a document may be anything. What is made of it is safe in a path and in a URL, and no
//! two names become one.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode_byte, utf8_percent_encode};

/// What is not taken over into an anchor. A dot stands between a field and its parent.
const ANCHOR: AsciiSet = NON_ALPHANUMERIC.remove(b'_').remove(b'-');

/// What is not taken over into the name of a file: capitals too, which some file systems don't tell
/// from small letters.
const FILE: AsciiSet = {
    let mut set = ANCHOR.remove(b'.');
    let mut letter = b'A';
    while letter <= b'Z' {
        set = set.add(letter);
        letter += 1;
    }
    set
};

/// What the files of a message are called, but for their endings.
pub(super) fn stem(msg_method: &str) -> String {
    let mut name = escaped(msg_method, &FILE).to_ascii_lowercase();
    if let Some(first) = name.bytes().next()
        && (matches!(first, b'.' | b'-') || name == "index" || is_device(&name))
    {
        name.replace_range(..1, &percent_encode_byte(first).replace('%', "~").to_ascii_lowercase());
    }
    name
}

/// The anchor of a field.
pub(super) fn anchor(field: &str) -> String {
    escaped(field, &ANCHOR)
}

/// Percent-encoding with another sign: a `%` in the name of a file would have to be escaped in its
/// URL once more.
fn escaped(name: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(name, set).to_string().replace('%', "~")
}

/// Whether Windows takes a name for that of a device, whatever follows the first dot.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem, "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_their_message() {
        for (msg_method, expected) in [
            ("ant.merchant.expand.shop.save.rejected", "ant.merchant.expand.shop.save.rejected"),
            ("my.company_2.order-paid", "my.company_2.order-paid"),
            ("my.Company", "my.~43ompany"),
            ("../../etc/passwd", "~2e.~2f..~2fetc~2fpasswd"),
            ("..\\x", "~2e.~5cx"),
            (".", "~2e"),
            ("-rf", "~2drf"),
            ("a%2fb~c", "a~252fb~7ec"),
            ("\0\n ", "~00~0a~20"),
            ("订单", "~e8~ae~a2~e5~8d~95"),
            ("index", "~69ndex"),
            ("index.changed", "index.changed"),
            ("con", "~63on"),
            ("lpt1.changed", "~6cpt1.changed"),
            ("com.changed", "com.changed"),
        ] {
            assert_eq!(stem(msg_method), expected, "{msg_method}");
        }
    }

    #[test]
    fn an_anchor_needs_no_escaping() {
        for (field, expected) in
            [("shop_id", "shop_id"), ("a.b", "a~2Eb"), ("a b\"", "a~20b~22"), ("A", "A")]
        {
            assert_eq!(anchor(field), expected, "{field}");
        }
    }
}
