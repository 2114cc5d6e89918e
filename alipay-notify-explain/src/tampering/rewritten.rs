//! A content that was parsed and written again.

use alipay_notify_schema::json::{Token, Value, quoted, read, tokens};

/// The texts that a JSON text may have been before it was written again: without white space
/// between its tokens; with nothing escaped that needn't be; with slashes escaped.
pub(super) fn originals(text: &str) -> Vec<String> {
    let compact = rewritten(text, str::to_owned);
    let plain = rewritten(text, plain);
    let slashes = plain.replace('/', "\\/");
    vec![compact, plain, slashes]
}

/// The tokens without white space between them, with each string changed.
fn rewritten(text: &str, change: impl Fn(&str) -> String) -> String {
    let written = tokens(text).map(|token| match token {
        Token::String(string) => change(string),
        Token::Space(_) => String::new(),
        Token::Punctuation(text) | Token::Literal(text) => text.to_owned(),
    });
    written.collect()
}

/// A string with nothing escaped that needn't be.
fn plain(token: &str) -> String {
    match read(token).map(|node| node.value) {
        Ok(Value::String(text)) => quoted(&text),
        _ => token.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_escapes_are_undone() {
        assert_eq!(
            originals("{ \"a b\": [1, \"\\u5b9d\\\" \\/\"],\n\"c\":\"\\u003c\" }"),
            [
                "{\"a b\":[1,\"\\u5b9d\\\" \\/\"],\"c\":\"\\u003c\"}",
                "{\"a b\":[1,\"宝\\\" /\"],\"c\":\"<\"}",
                "{\"a b\":[1,\"宝\\\" \\/\"],\"c\":\"<\"}",
            ]
        );
        assert_eq!(originals("\"a\\"), ["\"a\\"; 3], "what is not closed stays as it is");
        assert_eq!(originals("宝 \"\\ud800\" x"), ["宝\"\\ud800\"x"; 3]);
    }
}
