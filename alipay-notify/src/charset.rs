//! The charsets in which Alipay signs.

use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

/// The charset of a form by its parameter `charset`: UTF-8 where it says none.
pub(crate) fn charset_of(parameter: Option<&[u8]>) -> Option<&'static Encoding> {
    match parameter {
        None | Some([]) => Some(UTF_8),
        Some(label) => charset(label),
    }
}

/// The charset of a label, of those in which Alipay signs.
pub(crate) fn charset(label: &[u8]) -> Option<&'static Encoding> {
    const KNOWN: [(&str, &Encoding); 5] =
        [("utf-8", UTF_8), ("utf8", UTF_8), ("gbk", GBK), ("gb2312", GBK), ("gb18030", GB18030)];
    let known = KNOWN.iter().find(|(name, _)| label.eq_ignore_ascii_case(name.as_bytes()));
    known.map(|(_, charset)| *charset)
}
