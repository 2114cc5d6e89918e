//! Any text, taken apart where JSON would be.

/// A part of a text, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// A string with its quotes; without the last one where the text ends within it.
    String(&'t str),
    /// One of `{`, `}`, `[`, `]`, `:` and `,`.
    Punctuation(&'t str),
    /// White space between other tokens.
    Space(&'t str),
    /// A number, `true`, `false`, `null`, or whatever else stands there.
    Literal(&'t str),
}

/// The tokens of a text, JSON or not. One after another they are the text again.
///
/// Strings end at their quotes: line breaks and other characters that JSON does not permit in them
/// are part of them.
///
/// ```
/// # use alipay_notify_schema::json::{Token, tokens};
/// let tokens: Vec<_> = tokens("[ 1,\"a").collect();
/// assert_eq!(
///     tokens,
///     [
///         Token::Punctuation("["),
///         Token::Space(" "),
///         Token::Literal("1"),
///         Token::Punctuation(","),
///         Token::String("\"a"),
///     ]
/// );
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let token = first(rest)?;
        rest = rest.get(token.text().len()..).unwrap_or_default();
        Some(token)
    })
}

/// The same JSON on one line: without the white space between its tokens.
///
/// ```
/// # use alipay_notify_schema::json::compact;
/// assert_eq!(compact("{ \"a\": [1, 2] }"), "{\"a\":[1,2]}");
/// ```
#[must_use]
pub fn compact(json: &str) -> String {
    let kept = tokens(json).filter(|token| !matches!(token, Token::Space(_)));
    kept.map(Token::text).collect()
}

impl<'t> Token<'t> {
    /// The text of the token.
    #[must_use]
    pub fn text(self) -> &'t str {
        let (Self::String(text)
        | Self::Punctuation(text)
        | Self::Space(text)
        | Self::Literal(text)) = self;
        text
    }
}

fn first(text: &str) -> Option<Token<'_>> {
    let run = |is_end: fn(char) -> bool| &text[..text.find(is_end).unwrap_or(text.len())];
    Some(match text.chars().next()? {
        '"' => Token::String(&text[..string_length(text)]),
        ch if is_punctuation(ch) => Token::Punctuation(&text[..1]),
        ch if is_space(ch) => Token::Space(run(|ch| !is_space(ch))),
        _ => Token::Literal(run(|ch| ch == '"' || is_punctuation(ch) || is_space(ch))),
    })
}

/// The length of the string that a text begins with.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

fn is_punctuation(ch: char) -> bool {
    matches!(ch, '{' | '}' | '[' | ']' | ':' | ',')
}

fn is_space(ch: char) -> bool {
    matches!(ch, ' ' | '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_text_again() {
        for text in ["", "{\"a\\\"\": [1.5e3 ,tru\u{3000}e\"\n宝\\", "\"\\\\\"x\"", "宝 {}\r\n"] {
            assert_eq!(tokens(text).map(Token::text).collect::<String>(), text);
        }
    }

    #[test]
    fn strings_end_at_their_quotes() {
        let strings =
            |text| tokens(text).filter(|token| matches!(token, Token::String(_))).map(Token::text);
        let text = "\"a\\\"b\"\"\\\\\" x\"\n宝";
        assert_eq!(strings(text).collect::<Vec<_>>(), ["\"a\\\"b\"", "\"\\\\\"", "\"\n宝"]);
    }
}
