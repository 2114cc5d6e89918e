//! What stands between names and values, as a text shows it by repeating it.

use super::shell;
use crate::parameters::is_of_name;

/// What all of several texts begin with: bytes, and white space that is not as wide everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Common(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Byte(u8),
    Space,
}

/// No separator is longer; nor is a line of a log before it comes to its point.
const LONGEST: usize = 256;

impl Common {
    /// What all of these begin with, up to what may be the beginning of a value.
    pub(super) fn beginning(texts: &[&[u8]]) -> Self {
        let Some((first, others)) = texts.split_first() else { return Self::default() };
        let mut at = vec![0; texts.len()];
        let mut pieces = Vec::new();
        let next = |at: &[usize]| {
            let byte = *first.get(*at.first()?)?;
            let is_same = |(text, at): (&&[u8], &usize)| text.get(*at) == Some(&byte);
            others.iter().zip(at.iter().skip(1)).all(is_same).then_some(byte)
        };
        while pieces.len() < LONGEST {
            if let Some(byte) = next(&at) {
                pieces.push(Piece::Byte(byte));
                for at in &mut at {
                    *at += 1;
                }
                continue;
            }
            let mut skipped = at.clone();
            for (text, at) in texts.iter().zip(&mut skipped) {
                *at += blanks(text.get(*at..).unwrap_or_default());
            }
            if next(&skipped).is_none_or(|byte| is_of_name(byte) || !byte.is_ascii()) {
                break;
            }
            pieces.push(Piece::Space);
            at = skipped;
        }
        Self(pieces).up_to_value()
    }

    /// What stands before the values that these texts begin with.
    pub(super) fn before_values(texts: &[&[u8]]) -> Self {
        let mut common = Self::beginning(texts).without_identity().without_widths();
        if texts.windows(2).all(|two| two.first() == two.last()) {
            // All values are the same as well.
            let is_of_value = |byte: u8| is_of_name(byte) || b"[{<".contains(&byte);
            let is_value = |piece: &Piece| matches!(piece, Piece::Byte(byte) if is_of_value(*byte));
            let end = common.0.iter().position(is_value);
            common.0.truncate(end.unwrap_or(common.0.len()));
        }
        common
    }

    /// What all of these end with, from its end.
    pub(super) fn end(texts: &[&[u8]]) -> Self {
        let reversed: Vec<Vec<u8>> = texts.iter().map(|text| reversed(text)).collect();
        let reversed: Vec<&[u8]> = reversed.iter().map(Vec::as_slice).collect();
        Self::beginning(&reversed)
    }

    /// The same with all white space of a column as one: how wide it is depends on the names.
    fn without_widths(mut self) -> Self {
        let is_blank = |piece: &Piece| *piece == Piece::Byte(b' ') || *piece == Piece::Space;
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.0.len());
        for piece in self.0.drain(..) {
            match pieces.last() {
                Some(Piece::Space) if is_blank(&piece) => {}
                Some(last) if is_blank(last) && is_blank(&piece) => pieces.push(Piece::Space),
                _ => pieces.push(piece),
            }
        }
        Self(pieces)
    }

    /// The same up to where the values themselves begin, if those are classes and addresses.
    fn without_identity(mut self) -> Self {
        let at = self.0.iter().position(|piece| *piece == Piece::Byte(b'@'));
        let Some(class) = at.and_then(|at| self.0.get(..at)) else { return self };
        let is_separator = |piece: &Piece| match piece {
            Piece::Byte(byte) => b"=:>,' \"\t\n".contains(byte),
            Piece::Space => true,
        };
        let start = class.iter().rposition(is_separator).map_or(0, |at| at + 1);
        self.0.truncate(start);
        self
    }

    /// A value does not begin in the midst of a word or of a character, and its quote is its own.
    fn up_to_value(mut self) -> Self {
        let is_word = |piece: &Piece| matches!(piece, Piece::Byte(byte) if is_of_name(*byte));
        while self.0.last().is_some_and(is_word) {
            self.0.pop();
        }
        let continued =
            self.0.iter().rev().take_while(|piece| matches!(piece, Piece::Byte(0x80..=0xbf)));
        let continued = continued.count();
        let lead = self.0.len().checked_sub(continued + 1).and_then(|at| self.0.get(at));
        let needed = match lead {
            Some(Piece::Byte(0xc0..=0xdf)) => 1,
            Some(Piece::Byte(0xe0..=0xef)) => 2,
            Some(Piece::Byte(0xf0..)) => 3,
            _ => continued,
        };
        if continued < needed {
            self.0.truncate(self.0.len() - continued - 1);
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its last byte.
    pub(super) fn last(&self) -> Option<u8> {
        self.0.iter().rev().find_map(|piece| match piece {
            Piece::Byte(byte) => Some(*byte),
            Piece::Space => None,
        })
    }

    /// Its last byte that is no white space; of an end, the first.
    pub(super) fn last_mark(&self) -> Option<u8> {
        self.marks().last()
    }

    fn marks(&self) -> impl Iterator<Item = u8> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Byte(byte) if !byte.is_ascii_whitespace() => Some(*byte),
            _ => None,
        })
    }

    /// Whether it ends with the quote of values.
    fn is_quoted(&self) -> bool {
        matches!(self.0.last(), Some(Piece::Byte(b'"' | b'\'' | b'`')))
    }

    /// The same without what values bring with them: the quote before each, and its kind.
    pub(super) fn without_quote(mut self) -> Self {
        const KINDS: &[u8] = b"string(";
        if self.is_quoted() {
            self.0.pop();
        }
        let kind: Vec<Piece> = KINDS.iter().map(|byte| Piece::Byte(*byte)).collect();
        if self.0.ends_with(&kind) {
            self.0.truncate(self.0.len() - kind.len());
        }
        self
    }

    /// How long it is at the beginning of a text.
    pub(super) fn at_beginning(&self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        for piece in &self.0 {
            match piece {
                Piece::Byte(byte) if text.get(at) == Some(byte) => at += 1,
                Piece::Byte(_) => return None,
                Piece::Space => at += blanks(text.get(at..)?),
            }
        }
        Some(at)
    }

    /// How long it is at the end of a text, where it is what texts end with.
    pub(super) fn at_end(&self, text: &[u8]) -> Option<usize> {
        self.at_beginning(&reversed(text))
    }
}

fn reversed(text: &[u8]) -> Vec<u8> {
    text.iter().rev().take(4 * LONGEST).copied().collect()
}

/// How much white space within a line a text begins with, in either direction.
pub(super) fn blanks(text: &[u8]) -> usize {
    const WIDE: [&[u8]; 8] = [
        "\u{a0}".as_bytes(),
        "\u{3000}".as_bytes(),
        "\u{200b}".as_bytes(),
        "\u{feff}".as_bytes(),
        b"\xa0\xc2",
        b"\x80\x80\xe3",
        b"\x8b\x80\xe2",
        b"\xbf\xbb\xef",
    ];
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let wide = WIDE.iter().find(|wide| rest.starts_with(wide));
        at += match (rest, wide) {
            ([b' ' | b'\t', ..], _) => 1,
            (_, Some(wide)) => wide.len(),
            _ => return at,
        };
    }
    at
}

/// How long the brackets are, with what is in them, that a text begins with; `None` where they are
/// not closed.
pub(super) fn balanced(text: &[u8]) -> Option<usize> {
    let mut open = Vec::new();
    let mut rest = text;
    let mut before = b' ';
    while let Some((byte, after)) = rest.split_first() {
        let is_quote = *byte == b'"' || (matches!(byte, b'\'' | b'`') && !is_of_word(before));
        rest = match (is_quote, byte, after) {
            (true, ..) => shell::closing(after, *byte)?,
            // A quote that is escaped opens nothing.
            (_, b'\\', [_, after @ ..]) => after,
            _ => after,
        };
        before = *byte;
        match byte {
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' if open.pop() != Some(*byte) => return None,
            _ => {}
        }
        if open.is_empty() {
            return Some(text.len() - rest.len());
        }
    }
    None
}

/// An apostrophe after a letter is no quote.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_texts_begin_and_end_with() {
        let texts: [&[u8]; 3] = [b"': 'UTF-8', '", b"': '{}', '", b"': 'RSA2', '"];
        let (between, before) = (Common::beginning(&texts), Common::end(&texts));
        assert_eq!(between.at_beginning(texts[0]), Some(4));
        assert_eq!(before.at_end(texts[0]), Some(4));
        assert_eq!(between.without_quote().at_beginning(texts[0]), Some(3));

        let texts: [&[u8]; 3] = [b"   | UTF-8", b" | {}", b"\xc2\xa0| 17"];
        assert_eq!(Common::beginning(&texts).at_beginning(b"| x"), Some(2));

        let texts: [&[u8]; 3] = ["：支付".as_bytes(), "：支宝".as_bytes(), "：支撑".as_bytes()];
        assert_eq!(Common::beginning(&texts).at_beginning("：支出".as_bytes()), Some(6));
    }

    #[test]
    fn brackets_are_closed_or_not() {
        for (text, length) in [
            ("{\"a\": \"}\"}, b", Some(10)),
            ("[{'a': '}'}]]", Some(12)),
            ("{\"a\": \"it's\"}", Some(13)),
            ("{a=it's}", Some(8)),
            ("{\"a\": [}", None),
            ("{\"a", None),
        ] {
            assert_eq!(balanced(text.as_bytes()), length, "{text}");
        }
    }
}
