//! From the bytes of a page to its text.

use std::fmt;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Why bytes are no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// A PDF file.
    Pdf,
    /// An archive, which files of word processors are as well.
    Archive,
    /// An image.
    Image,
    /// Neither UTF-8 nor UTF-16 nor GB18030, which includes GBK.
    Encoding,
}

/// Reads the text of a page in whichever encoding it was saved: UTF-8, UTF-16 of either byte order,
/// GBK or GB18030.
///
/// A byte order mark says which. Without one, what can be UTF-8 is; what has the zero bytes of
/// ASCII in UTF-16 is that; and the rest is GB18030, of which GBK and GB2312 are parts.
///
/// # Errors
///
/// [`NotText`] where the bytes are those of another kind of file, or of another encoding.
///
/// ```
/// use alipay_notify_import::{NotText, page_text};
///
/// assert_eq!(page_text(b"\xcd\xa8\xd3\xc3\xb3\xa1\xbe\xb0").as_deref(), Ok("通用场景"));
/// assert_eq!(page_text(b"%PDF-1.7"), Err(NotText::Pdf));
/// ```
pub fn page_text(bytes: &[u8]) -> Result<String, NotText> {
    if let Some((_, kind)) = KINDS.iter().find(|(begins, _)| bytes.starts_with(begins)) {
        return Err(*kind);
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let candidates = match marked.or_else(|| utf_16(bytes)) {
        Some(encoding) => [encoding].to_vec(),
        None => [UTF_8, GB18030].to_vec(),
    };
    let mut texts = candidates.into_iter().filter_map(|encoding| {
        let (text, _, is_broken) = encoding.decode(bytes);
        (!is_broken).then(|| text.into_owned())
    });
    texts.next().ok_or(NotText::Encoding)
}

/// What other files begin with.
const KINDS: [(&[u8], NotText); 6] = [
    (b"%PDF", NotText::Pdf),
    (b"PK\x03\x04", NotText::Archive),
    (b"\x1f\x8b", NotText::Archive),
    (b"\xd0\xcf\x11\xe0", NotText::Archive),
    (b"\x89PNG", NotText::Image),
    (b"\xff\xd8\xff", NotText::Image),
];

/// How many bytes are looked at for those that are zero.
const LOOKED_AT: usize = 4096;

/// UTF-16 without a mark, by the zero bytes of its ASCII characters: a page has line breaks at
/// least, and no zero bytes in any other encoding.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| {
        let looked_at = bytes.iter().take(LOOKED_AT).skip(odd).step_by(2);
        looked_at.filter(|byte| **byte == 0).count()
    };
    match (zeros(0), zeros(1)) {
        (0, 0) => None,
        (even, odd) if even > odd => Some(UTF_16BE),
        _ => Some(UTF_16LE),
    }
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pdf => "this is a PDF file: open it, copy the text of the page and save that",
            Self::Archive => {
                "this is an archive or a file of a word processor: open it, copy the text of the \
                 page and save that"
            }
            Self::Image => "this is an image: copy the text of the page instead",
            Self::Encoding => "the page is neither UTF-8 nor UTF-16 nor GBK: save it as UTF-8",
        })
    }
}

impl std::error::Error for NotText {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        let text = "消息属性\nshop_id|门店id必选string(32)";
        let units = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        let (gbk, _, _) = GB18030.encode(text);
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            gbk.into_owned(),
            units(u16::to_le_bytes),
            units(u16::to_be_bytes),
            [&b"\xff\xfe"[..], &units(u16::to_le_bytes)].concat(),
            [&b"\xfe\xff"[..], &units(u16::to_be_bytes)].concat(),
        ] {
            assert_eq!(page_text(&bytes).as_deref(), Ok(text), "{bytes:x?}");
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert_eq!(page_text(b"%PDF-1.4"), Err(NotText::Pdf));
        assert_eq!(page_text(b"PK\x03\x04"), Err(NotText::Archive));
        assert_eq!(page_text(b"\x89PNG\r\n"), Err(NotText::Image));
        assert_eq!(page_text(b"\xff\x41\x42"), Err(NotText::Encoding));
    }
}
