//! A content that was parsed and written again.

use alipay_notify_schema::json::{Token, Value, quoted, read, tokens};

/// A way in which a JSON text may have been written before it was written again.
pub(super) type Way = fn(&str) -> String;

/// Without white space between its tokens; with nothing escaped that needn't be, slashes aside;
/// with slashes escaped; as it stands, without escaped slashes.
pub(super) const WAYS: [Way; 4] = [
    |text| rewritten(text, str::to_owned),
    |text| rewritten(text, plain),
    |text| rewritten(text, plain).replace('/', "\\/"),
    |text| rewritten(text, |string| string.replace("\\/", "/")),
];

/// Whether a text is an object or a list.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
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
        let originals = |text: &str| WAYS.map(|way| way(text));
        assert_eq!(
            originals("{ \"a b\": [1, \"\\u5b9d\\\" \\/\"],\n\"c\":\"\\u003c\" }"),
            [
                "{\"a b\":[1,\"\\u5b9d\\\" \\/\"],\"c\":\"\\u003c\"}",
                "{\"a b\":[1,\"宝\\\" /\"],\"c\":\"<\"}",
                "{\"a b\":[1,\"宝\\\" \\/\"],\"c\":\"<\"}",
                "{\"a b\":[1,\"\\u5b9d\\\" /\"],\"c\":\"\\u003c\"}",
            ]
        );
        assert_eq!(originals("\"a\\"), ["\"a\\"; 4], "what is not closed stays as it is");
        assert_eq!(originals("宝 \"\\ud800\" x"), ["宝\"\\ud800\"x"; 4]);
    }
}
