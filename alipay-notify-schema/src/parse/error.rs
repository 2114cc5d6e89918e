//! What can be wrong with a schema file, and where.

use std::fmt;

use super::expected::Expected;
use crate::idempotency::KeyFault;
use crate::json::{JsonType, Malformed, Node, Syntax, line_and_column};
use crate::violation::{Problem, Violation, Violations};

/// One mistake in a schema file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaError {
    /// The line of the file, from 1.
    pub line: usize,
    /// The column of that line in characters, from 1.
    pub column: usize,
    /// The JSON pointer (RFC 6901) of the faulty value; empty for the file as a whole.
    pub pointer: String,
    /// What is wrong there.
    pub problem: SchemaProblem,
}

/// What is wrong in a schema file. `Display` is the English for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaProblem {
    /// The file is not JSON, or gives a member twice.
    Syntax {
        /// What is wrong with it.
        syntax: Syntax,
    },
    /// A keyword that the dialect does not have and that does not begin with `x-`.
    UnknownKeyword {
        /// The keyword.
        keyword: String,
        /// The keyword that was probably meant.
        meant: Option<&'static str>,
    },
    /// A keyword of the dialect stands where it says nothing: at a value of another type, or next
    /// to a keyword that rules it out.
    KeywordElsewhere {
        /// The keyword.
        keyword: String,
    },
    /// A keyword that must be there is not.
    MissingKeyword {
        /// The keyword.
        keyword: &'static str,
    },
    /// A value is not what its keyword takes.
    Expected {
        /// What the keyword takes.
        expected: Expected,
        /// The type found, where it is not the one that the keyword takes.
        found: Option<JsonType>,
    },
    /// `required` or a group names a member that `properties` does not have.
    UnknownField {
        /// The name.
        name: String,
        /// The name that was probably meant.
        meant: Option<String>,
    },
    /// A member of a group or a conditional member is `required` as well.
    NotOptional {
        /// The name.
        name: String,
    },
    /// A member is in two groups.
    TwoGroups {
        /// The name.
        name: String,
    },
    /// A member is marked as the idempotency key that can't be it.
    NotAKey {
        /// The name.
        name: String,
        /// Why it can't.
        fault: KeyFault,
    },
    /// A second member is marked as the idempotency key.
    SecondKey {
        /// The name of the first.
        first: String,
    },
    /// Something is marked as the idempotency key that is no member of the content itself.
    KeyElsewhere,
    /// `required` names a member twice.
    RequiredTwice {
        /// The name.
        name: String,
    },
    /// An enum lists a value twice, or two that differ in nothing but letter case, which does not
    /// count.
    ValueTwice {
        /// The value.
        value: String,
        /// The value that was listed before.
        first: String,
    },
    /// An enum lists a value that is longer than its own `maxLength`.
    ValueTooLong {
        /// The length of the value, in Unicode scalar values.
        actual: usize,
        /// The length permitted.
        limit: usize,
    },
    /// `x-alipay-type` stands where no type is written: at what is neither an enum nor an object.
    NoTypeToName,
    /// A member of a flat family is an array or an object, which no parameter of a form is.
    NotAParameter,
    /// JSON in texts is nested too deeply.
    TextsTooDeep {
        /// The depth permitted.
        limit: usize,
    },
    /// An example breaks the schema it stands in.
    Example {
        /// How.
        violation: Violation,
    },
    /// An example can't be read as a message would be.
    UnreadableExample {
        /// Why.
        malformed: Malformed,
    },
    /// No example of an object can be made of its members' own: what they say contradicts itself.
    NoExample {
        /// How the one that was tried breaks the schema.
        violations: Violations,
    },
}

/// Every mistake in one schema file, in the order they were found; at least one.
///
/// `Debug` is the same text as `Display`, since that is what a `main` that returns the errors
/// prints.
#[derive(Clone, PartialEq, Eq)]
pub struct SchemaErrors(Vec<SchemaError>);

impl SchemaErrors {
    /// The mistakes.
    pub fn iter(&self) -> std::slice::Iter<'_, SchemaError> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a SchemaErrors {
    type Item = &'a SchemaError;
    type IntoIter = std::slice::Iter<'a, SchemaError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::error::Error for SchemaErrors {}

impl std::error::Error for SchemaError {}

impl fmt::Display for SchemaErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SchemaErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)?;
        if !self.pointer.is_empty() {
            write!(f, ", at {}", self.pointer)?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { syntax } => write!(f, "this is not JSON: {syntax}"),
            Self::UnknownKeyword { keyword, meant } => {
                write!(f, "the keyword `{keyword}` is not part of the dialect")?;
                match meant {
                    Some(meant) => write!(f, "; did you mean `{meant}`?"),
                    None => f.write_str("; annotations of your own begin with `x-`"),
                }
            }
            Self::KeywordElsewhere { keyword } => {
                write!(f, "the keyword `{keyword}` does not apply here: remove it")
            }
            Self::MissingKeyword { keyword } => write!(f, "`{keyword}` is missing"),
            Self::Expected { expected, found: None } => write!(f, "this must be {expected}"),
            Self::Expected { expected, found: Some(found) } => {
                write!(f, "this must be {expected}, not {found}")
            }
            Self::UnknownField { name, meant } => {
                write!(f, "`{name}` is not one of the properties")?;
                meant.as_ref().map_or(Ok(()), |meant| write!(f, "; did you mean `{meant}`?"))
            }
            Self::NotOptional { name } => {
                write!(
                    f,
                    "`{name}` is `required`, so its presence can't depend on anything: \
                     remove it from `required`"
                )
            }
            Self::TwoGroups { name } => write!(f, "`{name}` is already in a group"),
            Self::NotAKey { name, fault: KeyFault::Kind } => write!(
                f,
                "`{name}` can't be the idempotency key: a key is a single string (not JSON) or \
                 integer; mark another member"
            ),
            Self::NotAKey { name, fault: KeyFault::MayBeAbsent } => write!(
                f,
                "`{name}` may be absent, and a message without it would have no idempotency key: \
                 add it to `required`, or mark another member"
            ),
            Self::SecondKey { first } => {
                write!(
                    f,
                    "`{first}` is already the idempotency key, and a message has only one: \
                     unmark one of them"
                )
            }
            Self::KeyElsewhere => f.write_str(
                "the idempotency key is a member of the content itself: \
                 mark one of the file's own `properties`",
            ),
            Self::RequiredTwice { name } => write!(f, "`{name}` is already listed"),
            Self::ValueTwice { value, first } if value == first => {
                write!(f, "the value `{value}` is already listed")
            }
            Self::ValueTwice { value, first } => {
                write!(
                    f,
                    "the values `{first}` and `{value}` differ in letter case only, \
                     which does not count"
                )
            }
            Self::ValueTooLong { actual, limit } => {
                write!(f, "this value has {actual} characters, and `maxLength` permits {limit}")
            }
            Self::NoTypeToName => f.write_str(
                "`x-alipay-type` names the type that is written for an object or an enum; \
                 this is neither",
            ),
            Self::NotAParameter => f.write_str(
                "a parameter of a form is a text: for one that holds JSON, write \
                 `\"type\": \"string\"`, `\"contentMediaType\": \"application/json\"`, and this as its \
                 `contentSchema`",
            ),
            Self::TextsTooDeep { limit } => {
                write!(f, "JSON is nested in texts more than {limit} levels deep")
            }
            Self::Example { violation } => {
                f.write_str("this example breaks its own schema: ")?;
                match violation {
                    // There is no place to name within the example.
                    Violation { path, problem } if path.is_empty() && !is_group(problem) => {
                        problem.fmt(f)
                    }
                    violation => violation.fmt(f),
                }
            }
            Self::UnreadableExample { malformed } => {
                write!(f, "this example can't be read: {malformed}")
            }
            Self::NoExample { violations } => write!(
                f,
                "no valid example of this object can be made; \
                 give its members `examples` that follow their rules: {violations}"
            ),
        }
    }
}

/// Whether a problem is with several members, which its violation names.
fn is_group(problem: &Problem) -> bool {
    matches!(problem, Problem::Group { .. })
}

/// Collects the mistakes of one file.
pub(super) struct Report<'t> {
    text: &'t str,
    errors: Vec<SchemaError>,
}

impl<'t> Report<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, errors: Vec::new() }
    }

    pub(super) fn push(&mut self, at: usize, pointer: &str, problem: SchemaProblem) {
        let (line, column) = line_and_column(self.text, at);
        self.errors.push(SchemaError { line, column, pointer: pointer.to_owned(), problem });
    }

    /// How many mistakes were found so far.
    pub(super) fn count(&self) -> usize {
        self.errors.len()
    }

    /// The text of a value as it stands in the file.
    pub(super) fn source(&self, node: &Node) -> &'t str {
        node.text(self.text)
    }

    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, SchemaErrors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(SchemaErrors(self.errors)),
        }
    }
}
