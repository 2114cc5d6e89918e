//! Reading on in a text, in time that its length bounds.

use super::super::layout::balanced;
use super::super::shell;

/// The lines of a text, one after another.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    /// Where the line begins.
    pub(super) start: usize,
    /// How many there are before it.
    pub(super) count: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t [u8]) -> Self {
        Self { text, at: 0, start: 0, count: 0 }
    }

    /// Goes on to the line of this byte, which is not before the last one.
    pub(super) fn up_to(&mut self, at: usize) -> &Self {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        let ends = passed.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        for (end, _) in ends {
            self.start = self.at + end + 1;
            self.count += 1;
        }
        self.at = self.at.max(at);
        self
    }
}

/// How much may be read in vain to find where values are closed: quotes and brackets that are never
/// closed must not take time without end.
pub(super) struct Closing {
    left: usize,
}

impl Closing {
    pub(super) fn of(text: &[u8]) -> Self {
        Self { left: text.len().saturating_mul(4) }
    }

    /// How long the quoted or bracketed value is that a text begins with.
    pub(super) fn length(&mut self, text: &[u8]) -> Option<usize> {
        if self.left == 0 {
            return None;
        }
        let length = match text.split_first()? {
            (quote @ (b'"' | b'\'' | b'`'), after) => {
                shell::closing(after, *quote).map(|rest| text.len() - rest.len())
            }
            (b'{' | b'[', _) => balanced(text),
            _ => Some(0),
        };
        if length.is_none() {
            self.left = self.left.saturating_sub(text.len());
        }
        length
    }
}
