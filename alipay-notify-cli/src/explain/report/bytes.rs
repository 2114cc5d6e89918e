//! Bytes of a message, shown so that each of them counts.

use std::fmt::Write as _;

use alipay_notify_explain::parameters::text;
use encoding_rs::Encoding;

use crate::lang::say;
use crate::printable::printable;

/// All of the bytes as a text of their charset, and what is not printable in it as `\xNN`.
pub(in crate::explain) fn exact(bytes: &[u8], charset: &'static Encoding) -> String {
    if let Some(text) = text(bytes, charset) {
        return text.chars().fold(String::new(), |shown, ch| shown + &character(ch));
    }
    bytes.utf8_chunks().fold(String::new(), |mut shown, chunk| {
        shown.extend(chunk.valid().chars().map(character));
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02X}");
        }
        shown
    })
}

/// The same of as many bytes as anybody reads; then it says how many there are.
pub(super) fn readable(bytes: &[u8], charset: &'static Encoding) -> String {
    const LONGEST: usize = 4096;
    const WIDEST: usize = 4;
    if bytes.len() <= LONGEST {
        return exact(bytes, charset);
    }
    // A character is not shown in parts.
    let beginnings = (0..WIDEST).filter_map(|less| bytes.get(..LONGEST - less));
    let whole = beginnings.clone().find(|beginning| text(beginning, charset).is_some());
    let beginning = whole.or_else(|| bytes.get(..LONGEST)).unwrap_or_default();
    let (shown, all) = (beginning.len(), bytes.len());
    exact(beginning, charset)
        + &say!("… (the first {shown} of {all} bytes)", "…（共 {all} 字节，只显示前 {shown} 字节）")
}

/// The beginning of the bytes, as many characters as fit into a column of a table.
pub(super) fn beginning(bytes: &[u8], charset: &'static Encoding) -> String {
    const LONGEST: usize = 48;
    // No character has more bytes than four: what is beyond is not shown in any case.
    let whole = exact(bytes.get(..4 * LONGEST + 4).unwrap_or(bytes), charset);
    match whole.char_indices().nth(LONGEST) {
        Some((end, _)) => whole.get(..end).unwrap_or_default().to_owned() + "…",
        None => whole,
    }
}

fn character(ch: char) -> String {
    let mut room = [0; 4];
    let text = ch.encode_utf8(&mut room);
    if *printable(text) == *text {
        return text.to_owned();
    }
    match u32::from(ch) {
        code @ 0..0x80 => format!("\\x{code:02X}"),
        code => format!("\\u{{{code:x}}}"),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GBK, UTF_8};

    use super::*;

    #[test]
    fn no_byte_is_hidden() {
        assert_eq!(exact("支付宝 \"a\"".as_bytes(), UTF_8), "支付宝 \"a\"");
        assert_eq!(exact(b"a\n\x1b[1m\x7f", UTF_8), "a\\x0A\\x1B[1m\\x7F");
        assert_eq!(exact("\u{202e}x".as_bytes(), UTF_8), "\\u{202e}x");
        assert_eq!(exact(b"\xd6\xa7\xb8\xb6", GBK), "支付");
        assert_eq!(exact(b"a\xd6(", UTF_8), "a\\xD6(");
    }

    #[test]
    fn what_nobody_reads_is_left_out_and_counted() {
        let short = "宝".repeat(1365);
        assert_eq!(readable(short.as_bytes(), UTF_8), short);
        let long = "宝".repeat(2000);
        let expected = format!("{short}… (the first 4095 of 6000 bytes)");
        assert_eq!(readable(long.as_bytes(), UTF_8), expected);
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let long = "宝".repeat(49);
        assert_eq!(beginning(long.as_bytes(), UTF_8), "宝".repeat(48) + "…");
        assert_eq!(beginning("宝".repeat(48).as_bytes(), UTF_8), "宝".repeat(48));
        let endless = "a".to_owned() + &"宝".repeat(1000);
        assert_eq!(beginning(endless.as_bytes(), UTF_8), "a".to_owned() + &"宝".repeat(47) + "…");
    }
}
