//! One line on the terminal that says what is being waited for, and is gone afterwards.

use std::io::{IsTerminal, Write, stderr};

use crate::printable::printable;

/// Whether there is a terminal to show it on.
pub(crate) fn is_shown() -> bool {
    stderr().is_terminal()
}

/// Shows a text in place of the one before it.
pub(crate) fn show(text: &str) {
    if is_shown() {
        write(&format!("\r{}\u{1b}[K", shortened(text)));
    }
}

/// Takes the line away.
pub(crate) fn clear() {
    if is_shown() {
        write("\r\u{1b}[K");
    }
}

/// Where standard error is closed there is nobody to tell.
fn write(text: &str) {
    let mut err = stderr();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// What fits on a line, which could not be replaced if it were two.
fn shortened(text: &str) -> String {
    const MOST: usize = 78;
    let (mut line, mut columns) = (String::new(), 0);
    for ch in printable(text).chars() {
        // Chinese characters, and whatever may be as wide, take two.
        columns += if ch.is_ascii() { 1 } else { 2 };
        if columns > MOST {
            line.push('…');
            break;
        }
        line.push(ch);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one() {
        assert_eq!(shortened("1 of 3: a\u{1b}\n.http"), "1 of 3: a\u{fffd}\u{fffd}.http");
        assert_eq!(shortened(&"a".repeat(78)), "a".repeat(78));
        assert_eq!(shortened(&"a".repeat(79)), "a".repeat(78) + "…");
        assert_eq!(shortened(&"门".repeat(40)), "门".repeat(39) + "…");
    }
}
