//! Texts from elsewhere, made safe to show.

use std::fmt::Write as _;

/// A text on one line, without characters that steer a terminal or change the order in which it is
/// read.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|ch| if steers(ch) { char::REPLACEMENT_CHARACTER } else { ch }).collect()
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

/// The same JSON on one line, every token as it is written except that characters which steer a
/// terminal are escaped.
pub(crate) fn one_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for ch in json.chars() {
        match ch {
            // Inside strings JSON has none of these: here they stand between tokens.
            '\t' | '\n' | '\r' => line.push(' '),
            // All others can stand inside strings only, and none is beyond four digits.
            _ if steers(ch) => {
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

/// Whether a character is a control character, breaks a line, or overrides the direction of a text.
fn steers(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
