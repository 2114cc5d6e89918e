//! Strings as JSON writes them.

use std::fmt::Write;

use crate::text::is_invisible;

/// A text as a JSON string, quotes included. Characters that are [invisible](is_invisible) are
/// escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => quoted.extend(['\\', ch]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Writing to a string can't fail, and none of these is beyond four digits.
            ch if is_invisible(ch) => drop(write!(quoted, "\\u{:04x}", u32::from(ch))),
            ch => quoted.push(ch),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for ch in (0..=0x1_ffff).filter_map(char::from_u32) {
            let text = format!("a{ch}b");
            let read = serde_json::from_str::<String>(&quoted(&text)).expect("it is JSON");
            assert_eq!(read, text);
        }
        assert_eq!(quoted("宝\"\\\n\u{1}\u{202e}"), r#""宝\"\\\n\u0001\u202e""#);
    }
}
