//! What may be shown of a text.

/// Whether a character has no place in a text that people read: it steers a terminal, breaks a
/// line, can't be seen, or changes the order in which what follows is read. None of them is beyond
/// four hexadecimal digits.
///
/// The joiners of scripts and of emoji (U+200C, U+200D) are not among them.
#[must_use]
pub fn is_invisible(ch: char) -> bool {
    ch.is_control()
        || matches!(
            ch,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_seen() {
        for ch in ['\0', '\n', '\u{1b}', '\u{7f}', '\u{85}', '\u{61c}', '\u{200b}', '\u{200f}'] {
            assert!(is_invisible(ch), "{ch:?}");
        }
        for ch in ['\u{2028}', '\u{202e}', '\u{2060}', '\u{2066}', '\u{feff}'] {
            assert!(is_invisible(ch), "{ch:?}");
        }
        for ch in [' ', 'a', '宝', '\u{200d}', '\u{3000}', '😀'] {
            assert!(!is_invisible(ch), "{ch:?}");
        }
    }
}
