//! JSON laid out for reading.

use alipay_notify_schema::json::{Token, tokens};

use crate::printable::one_line;

/// The same JSON, a member or an element on each line. Every token stays as it is written: numbers
/// keep their digits, and members their order. Invisible characters are escaped.
pub(crate) fn pretty(json: &str) -> String {
    let json = one_line(json);
    let (mut text, mut depth) = (String::with_capacity(json.len() * 2), 0_usize);

    for token in tokens(&json).filter(|token| !matches!(token, Token::Space(_))) {
        let token = token.text();
        match token {
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                if !text.ends_with(['{', '[']) {
                    break_line(&mut text, depth);
                }
            }
            _ if text.ends_with(['{', '[', ',']) => break_line(&mut text, depth),
            _ if text.ends_with(':') => text.push(' '),
            _ => {}
        }
        text += token;
        depth += usize::from(matches!(token, "{" | "["));
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
