//! JSON laid out for reading.

use crate::printable::one_line;

/// The same JSON, a member or an element on each line. Every token stays as it is written: numbers
/// keep their digits, and members their order. Characters that steer a terminal are escaped.
pub(crate) fn pretty(json: &str) -> String {
    let json = one_line(json);
    let mut layout = Layout { text: String::with_capacity(json.len() * 2), depth: 0 };
    let mut rest = json.trim_start();
    while let Some(ch) = rest.chars().next() {
        let token = match ch {
            '"' => string(rest),
            _ => &rest[..ch.len_utf8()],
        };
        rest = rest[token.len()..].trim_start();
        layout.add(token, rest);
    }
    layout.text
}

struct Layout {
    text: String,
    depth: usize,
}

impl Layout {
    fn add(&mut self, token: &str, rest: &str) {
        match token {
            "{" | "[" if rest.starts_with(['}', ']']) => self.text += token,
            "{" | "[" => {
                self.text += token;
                self.depth += 1;
                self.line();
            }
            "}" | "]" if self.text.ends_with(['{', '[']) => self.text += token,
            "}" | "]" => {
                self.depth = self.depth.saturating_sub(1);
                self.line();
                self.text += token;
            }
            "," => {
                self.text += token;
                self.line();
            }
            ":" => self.text += ": ",
            _ => self.text += token,
        }
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// The string that a text begins with, quotes included.
fn string(text: &str) -> &str {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, ch)| {
        let ends = *ch == '"' && !escaped;
        escaped = *ch == '\\' && !escaped;
        ends
    });
    end.map_or(text, |(quote, _)| &text[..=quote])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stay_as_they_are() {
        let json =
            r#" {"b":1.50 ,"a" : [ 1e30,{}, [ ] , "x\\", "{\"y\": [1, 2]}", ["店" ]] , "":null} "#;
        let expected = r#"{
  "b": 1.50,
  "a": [
    1e30,
    {},
    [],
    "x\\",
    "{\"y\": [1, 2]}",
    [
      "店"
    ]
  ],
  "": null
}"#;
        assert_eq!(pretty(json), expected);
        assert_eq!(pretty("\"\u{202e}\""), "\"\\u202e\"");
        assert_eq!(pretty("12"), "12");
    }
}
