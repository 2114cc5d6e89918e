//! Why a text is not JSON.

use std::fmt;

use jiter::{JiterError, JiterErrorType, JsonErrorType};

/// A text that is not one whole JSON value.
// Boxed, so that the results of every step of decoding stay small enough to travel in registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(Box<(usize, Syntax)>);

/// How deeply the parser itself follows what is passed over; it does not tell.
const PARSER_MAX_DEPTH: usize = 200;

/// What is wrong where a text stops being JSON.
///
/// `Display` is the English sentence. It repeats nothing of the text, names of schema files aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// The text ends within an array.
    UnclosedArray,
    /// The text ends within an object.
    UnclosedObject,
    /// The text ends within a string.
    UnclosedString,
    /// The text ends where a value is expected.
    MissingValue,
    /// Something else stands where `:` is expected.
    ExpectedColon,
    /// Something else stands where `,` or `]` is expected.
    ExpectedCommaOrBracket,
    /// Something else stands where `,` or `}` is expected.
    ExpectedCommaOrBrace,
    /// A word that is not `true`, `false` or `null`.
    UnknownWord,
    /// Something else stands where a value is expected.
    ExpectedValue,
    /// A backslash before a character that it does not escape.
    InvalidEscape,
    /// A number that is not written as JSON writes it.
    InvalidNumber,
    /// A number that is longer than any can be.
    NumberTooLong,
    /// A string holds bytes or escapes that stand for no character, such as half a surrogate pair.
    NotUnicode,
    /// A string holds a control character that is not escaped.
    ControlCharacter,
    /// The name of a member is not a string.
    ExpectedName,
    /// A comma after the last member or element.
    TrailingComma,
    /// More follows after the value.
    TrailingText,
    /// Objects and arrays are nested too deeply.
    TooDeep {
        /// The depth permitted.
        limit: usize,
    },
    /// A name comes twice in an object, of a text that is [read strictly](super::read_strict).
    NameTwice {
        /// The name.
        name: String,
    },
}

impl Malformed {
    pub(crate) fn new(at: usize, syntax: Syntax) -> Self {
        Self(Box::new((at, syntax)))
    }

    /// Where the text stops being JSON, in bytes from its beginning.
    #[must_use]
    pub fn at(&self) -> usize {
        self.0.0
    }

    /// What is wrong there.
    #[must_use]
    pub fn syntax(&self) -> &Syntax {
        &self.0.1
    }
}

/// Bytes are counted from 1, as people do.
impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not JSON at byte {}: {}", self.at() + 1, self.syntax())
    }
}

impl std::error::Error for Malformed {}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnclosedArray => "the text ends within an array",
            Self::UnclosedObject => "the text ends within an object",
            Self::UnclosedString => "the text ends within a string",
            Self::MissingValue => "the text ends where a value is expected",
            Self::ExpectedColon => "expected `:`",
            Self::ExpectedCommaOrBracket => "expected `,` or `]`",
            Self::ExpectedCommaOrBrace => "expected `,` or `}`",
            Self::UnknownWord => "expected `true`, `false` or `null`",
            Self::ExpectedValue => "expected a value",
            Self::InvalidEscape => "invalid escape",
            Self::InvalidNumber => "invalid number",
            Self::NumberTooLong => "the number is too long",
            Self::NotUnicode => "the string holds half a surrogate pair, or no Unicode at all",
            Self::ControlCharacter => "control characters in strings must be escaped",
            Self::ExpectedName => "expected the name of a member in double quotes",
            Self::TrailingComma => "trailing comma",
            Self::TrailingText => "more text follows after the value",
            Self::TooDeep { limit } => {
                return write!(f, "nested more than {limit} levels deep");
            }
            Self::NameTwice { name } => return write!(f, "`{name}` is given more than once"),
        })
    }
}

impl From<JiterError> for Malformed {
    #[cold]
    fn from(error: JiterError) -> Self {
        let syntax = match error.error_type {
            JiterErrorType::JsonError(found) => Syntax::from(found),
            JiterErrorType::WrongType { .. } => Syntax::ExpectedValue,
        };
        Self::new(error.index, syntax)
    }
}

impl From<JsonErrorType> for Syntax {
    fn from(found: JsonErrorType) -> Self {
        match found {
            JsonErrorType::EofWhileParsingList => Self::UnclosedArray,
            JsonErrorType::EofWhileParsingObject => Self::UnclosedObject,
            JsonErrorType::EofWhileParsingString => Self::UnclosedString,
            JsonErrorType::EofWhileParsingValue => Self::MissingValue,
            JsonErrorType::ExpectedColon => Self::ExpectedColon,
            JsonErrorType::ExpectedListCommaOrEnd => Self::ExpectedCommaOrBracket,
            JsonErrorType::ExpectedObjectCommaOrEnd => Self::ExpectedCommaOrBrace,
            JsonErrorType::ExpectedSomeIdent => Self::UnknownWord,
            JsonErrorType::InvalidEscape => Self::InvalidEscape,
            JsonErrorType::InvalidNumber => Self::InvalidNumber,
            JsonErrorType::NumberOutOfRange => Self::NumberTooLong,
            JsonErrorType::InvalidUnicodeCodePoint
            | JsonErrorType::LoneLeadingSurrogateInHexEscape
            | JsonErrorType::UnexpectedEndOfHexEscape => Self::NotUnicode,
            JsonErrorType::ControlCharacterWhileParsingString => Self::ControlCharacter,
            JsonErrorType::KeyMustBeAString => Self::ExpectedName,
            JsonErrorType::TrailingComma => Self::TrailingComma,
            JsonErrorType::TrailingCharacters => Self::TrailingText,
            JsonErrorType::RecursionLimitExceeded => Self::TooDeep { limit: PARSER_MAX_DEPTH },
            // The last three come of typed numbers and of the parser's own trees, neither of which
            // is made here.
            JsonErrorType::ExpectedSomeValue
            | JsonErrorType::FloatExpectingInt
            | JsonErrorType::DuplicateKey(_)
            | JsonErrorType::InternalError(_) => Self::ExpectedValue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{read, read_strict};
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let surrogate = "\"\\ud83d\"";
        for (text, at, syntax) in [
            ("[1", 2, Syntax::UnclosedArray),
            ("{\"a\":1", 6, Syntax::UnclosedObject),
            ("\"a", 2, Syntax::UnclosedString),
            ("", 0, Syntax::MissingValue),
            ("{\"a\" 1}", 5, Syntax::ExpectedColon),
            ("[1 2]", 3, Syntax::ExpectedCommaOrBracket),
            ("{\"a\":1 2}", 7, Syntax::ExpectedCommaOrBrace),
            ("tru", 3, Syntax::MissingValue),
            ("trux", 3, Syntax::UnknownWord),
            ("?", 0, Syntax::ExpectedValue),
            ("\"\\x\"", 2, Syntax::InvalidEscape),
            ("01", 1, Syntax::InvalidNumber),
            (surrogate, 7, Syntax::NotUnicode),
            ("\"\n\"", 1, Syntax::ControlCharacter),
            ("{a:1}", 1, Syntax::ExpectedName),
            ("[1,]", 3, Syntax::TrailingComma),
            ("1 2", 2, Syntax::TrailingText),
        ] {
            assert_eq!(read(text), Err(Malformed::new(at, syntax)), "{text}");
        }
        let twice = Syntax::NameTwice { name: "a".to_owned() };
        assert_eq!(read_strict("{\"a\":1,\"a\":2}"), Err(Malformed::new(11, twice)));
    }

    #[test]
    fn the_parser_has_a_limit_of_its_own() {
        let skip = |depth: usize| {
            let text = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
            let skipped = jiter::Jiter::new(text.as_bytes()).next_skip();
            skipped.map_err(|error| Malformed::from(error).syntax().clone())
        };
        let limit = PARSER_MAX_DEPTH;
        assert_eq!(skip(limit), Ok(()));
        assert_eq!(skip(limit + 1), Err(Syntax::TooDeep { limit }));
    }
}
