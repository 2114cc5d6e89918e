//! What can be wrong with a schema file, and where.

use std::fmt;

use crate::KeyFault;
use crate::json::Node;

/// One mistake in a schema file.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// What is wrong in a schema file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaProblem {
    /// The file is not JSON, or gives a member twice.
    Syntax {
        /// What the parser expected.
        reason: String,
    },
    /// A keyword that the dialect does not have and that does not begin with `x-`.
    UnknownKeyword {
        /// The keyword.
        keyword: String,
        /// The keyword that was probably meant.
        meant: Option<&'static str>,
    },
    /// A keyword that must be there is not.
    MissingKeyword {
        /// The keyword.
        keyword: &'static str,
    },
    /// A value is not what its keyword takes.
    Expected {
        /// What the keyword takes.
        expected: String,
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
    /// An example breaks the schema it stands in.
    Example {
        /// How.
        violation: String,
    },
}

/// Every mistake in one schema file, in the order they were found; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
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
            Self::Syntax { reason } => write!(f, "this is not JSON: {reason}"),
            Self::UnknownKeyword { keyword, meant } => {
                write!(f, "the keyword `{keyword}` is not part of the dialect")?;
                match meant {
                    Some(meant) => write!(f, "; did you mean `{meant}`?"),
                    None => f.write_str("; annotations of your own begin with `x-`"),
                }
            }
            Self::MissingKeyword { keyword } => write!(f, "`{keyword}` is missing"),
            Self::Expected { expected } => write!(f, "this must be {expected}"),
            Self::UnknownField { name, meant } => {
                write!(f, "`{name}` is not among the properties")?;
                meant.as_ref().map_or(Ok(()), |meant| write!(f, "; did you mean `{meant}`?"))
            }
            Self::NotOptional { name } => {
                write!(
                    f,
                    "`{name}` is `required`, so its presence can't depend on anything: remove it from `required`"
                )
            }
            Self::TwoGroups { name } => write!(f, "`{name}` is in a group already"),
            Self::NotAKey { name, fault: KeyFault::Kind } => write!(
                f,
                "`{name}` can't be the idempotency key, which is one string that holds no JSON, or one integer: \
                 mark another member"
            ),
            Self::NotAKey { name, fault: KeyFault::MayBeAbsent } => write!(
                f,
                "`{name}` may be absent, and a message without it would have no idempotency key: \
                 add it to `required`, or mark another member"
            ),
            Self::SecondKey { first } => {
                write!(f, "`{first}` is the idempotency key already, and a message has one: unmark one of them")
            }
            Self::KeyElsewhere => f.write_str(
                "the idempotency key is a member of the content itself: mark one of the file's own `properties`",
            ),
            Self::Example { violation } => write!(f, "this example breaks its own schema: {violation}"),
        }
    }
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
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.errors.push(SchemaError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            pointer: pointer.to_owned(),
            problem,
        });
    }

    /// The text of a value as it stands in the file.
    pub(super) fn source(&self, node: &Node) -> &'t str {
        self.text.get(node.at..node.end).unwrap_or_default()
    }

    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, SchemaErrors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(SchemaErrors(self.errors)),
        }
    }
}
