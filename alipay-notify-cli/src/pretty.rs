//! JSON laid out for reading.

use alipay_notify_schema::json::{Token, tokens};

use crate::printable::one_line;

/// The same JSON, a member or an element on each line. Every token stays as it is written: numbers
/// keep their digits, and members their order. Invisible characters are escaped.
pub(crate) fn pretty(json: &str) -> String {
    let json = one_line(json);
    let mut tokens = tokens(&json).filter(|token| !matches!(token, Token::Space(_))).peekable();
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    while let Some(token) = tokens.next() {
        let token = token.text();
        let is_empty = matches!(tokens.peek().map(|next| next.text()), Some("}" | "]"));
        match token {
            "}" | "]" if !text.ends_with(['{', '[']) => {
                depth = depth.saturating_sub(1);
                break_line(&mut text, depth);
                text += token;
            }
            "{" | "[" if !is_empty => {
                depth += 1;
                text += token;
                break_line(&mut text, depth);
            }
            "," => {
                text += token;
                break_line(&mut text, depth);
            }
            ":" => text += ": ",
            _ => text += token,
        }
    }
    text
}

fn break_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
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
