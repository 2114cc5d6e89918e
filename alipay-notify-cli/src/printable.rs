//! Texts from elsewhere, made safe to show.

use std::fmt::Write as _;

use alipay_notify_schema::text::is_invisible;

/// A text on one line: characters that are [invisible](is_invisible), such as those that steer a
/// terminal, are replaced.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|ch| if is_invisible(ch) { char::REPLACEMENT_CHARACTER } else { ch }).collect()
}

/// As much of a text as tells what it is, on one line.
pub(crate) fn beginning(text: &str) -> String {
    shortened(text, 100)
}

/// A text on one line, no longer than that many characters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut beginning: String = printable(text).chars().take(most).collect();
    if text.chars().nth(most).is_some() {
        beginning.push('…');
    }
    beginning
}

/// The same JSON on one line, every token as it is written except that invisible characters are
/// escaped.
pub(crate) fn one_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for ch in json.chars() {
        match ch {
            // Inside strings JSON has none of these: here they stand between tokens.
            '\t' | '\n' | '\r' => line.push(' '),
            // All others can stand inside strings only, and none is beyond four digits.
            _ if is_invisible(ch) => {
                let _ = write!(line, "\\u{:04x}", u32::from(ch));
            }
            _ => line.push(ch),
        }
    }
    line
}

/// Whether there may be a key in a text, which must not be repeated then: PEM, or more base64 than
/// any name has.
pub(crate) fn may_hold_key(text: &str) -> bool {
    const TOO_LONG: usize = 200;
    let is_base64 = |ch: char| ch.is_ascii_alphanumeric() || ['+', '/', '='].contains(&ch);
    text.contains("-----BEGIN ") || text.split(|ch| !is_base64(ch)).any(|run| run.len() >= TOO_LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_or_can_not_be_seen_is_replaced() {
        for ch in ['\n', '\u{1b}', '\u{61c}', '\u{200b}', '\u{200f}', '\u{202e}', '\u{2066}'] {
            assert_eq!(printable(&format!("a{ch}宝")), "a\u{fffd}宝", "{ch:?}");
        }
        assert_eq!(one_line("[\n\"\u{200b}\u{7f}\"]"), "[ \"\\u200b\\u007f\"]");
    }
}
