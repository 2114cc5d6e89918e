//! A content that was parsed and written anew.

/// The texts that a JSON text may have been before it was written anew: without white space between
/// its tokens; with nothing escaped that needn't be; with slashes escaped.
pub(crate) fn originals(text: &str) -> Vec<String> {
    let compact = rewritten(text, str::to_owned);
    let plain = rewritten(text, plain);
    let slashes = plain.replace('/', "\\/");
    vec![compact, plain, slashes]
}

/// The tokens one behind the other, with each string changed.
fn rewritten(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        let (token, behind) = rest.split_at(if ch == '"' { string(rest) } else { ch.len_utf8() });
        if ch == '"' {
            written += &change(token);
        } else if !ch.is_ascii_whitespace() {
            written += token;
        }
        rest = behind;
    }
    written
}

/// The length of the string that a text begins with; all of the text where it is not closed.
fn string(text: &str) -> usize {
    let mut after_backslash = false;
    let end = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let is_end = *byte == b'"' && !after_backslash;
        after_backslash = *byte == b'\\' && !after_backslash;
        is_end
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// A string with nothing escaped that needn't be.
fn plain(token: &str) -> String {
    let text = serde_json::from_str::<String>(token).ok();
    text.and_then(|text| serde_json::to_string(&text).ok()).unwrap_or_else(|| token.to_owned())
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
