//! JSON laid out for reading. Every token stays as it is written: no number is rounded, and members keep their order.

use crate::printable::one_line;

/// A JSON text with each member and element on a line of its own. What is no JSON comes out as some text.
pub(super) fn pretty(json: &str) -> String {
    let mut layout = Layout::default();
    for ch in one_line(json).chars() {
        layout.push(ch);
    }
    layout.text
}

#[derive(Debug, Default)]
struct Layout {
    text: String,
    depth: usize,
    in_string: bool,
    /// Whether a backslash stands before.
    escaped: bool,
    /// Whether a bracket was opened just before, whose content may turn out to be empty.
    opened: bool,
}

impl Layout {
    fn push(&mut self, ch: char) {
        if self.in_string {
            self.in_string = ch != '"' || self.escaped;
            self.escaped = ch == '\\' && !self.escaped;
            self.text.push(ch);
            return;
        }
        if ch == ' ' {
            return;
        }
        let closes = matches!(ch, '}' | ']');
        if closes {
            self.depth = self.depth.saturating_sub(1);
        }
        if closes != self.opened {
            self.line();
        }
        self.opened = matches!(ch, '{' | '[');
        self.text.push(ch);
        match ch {
            '"' => self.in_string = true,
            '{' | '[' => self.depth += 1,
            ',' => self.line(),
            ':' => self.text.push(' '),
            _ => {}
        }
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn each_member_and_element_has_a_line() {
        let json = r#"{"b":0.10,"a": [ "x,{\"}\\", {} , []],"c":{"d":null}}"#;
        let expected = r#"{
  "b": 0.10,
  "a": [
    "x,{\"}\\",
    {},
    []
  ],
  "c": {
    "d": null
  }
}"#;
        assert_eq!(pretty(json), expected);
    }

    #[test]
    fn what_steers_a_reader_is_escaped() {
        assert_eq!(pretty("{\n\"a\u{202e}\": 1}"), "{\n  \"a\\u202e\": 1\n}");
    }
}
