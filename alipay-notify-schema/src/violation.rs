//! How an authentic message breaks its specification.

use std::borrow::Cow;
use std::fmt;

use crate::json::JsonType;
use crate::model::GroupRule;
use crate::path;

/// One breach of a specification. It never holds the offending value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: member names joined by `.`, array elements as `[2]`; empty for the content as a
    /// whole.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a value. `Display` is the English for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A required member is absent or null.
    Missing,
    /// A member is given more than once; the first is the one that was read.
    Repeated,
    /// A text is longer than permitted. Lengths are in Unicode scalar values.
    TooLong {
        /// The length found.
        actual: usize,
        /// The length permitted.
        limit: usize,
    },
    /// A text is not one of the values that its enum permits.
    NotPermitted {
        /// The permitted values.
        permitted: Vec<Cow<'static, str>>,
    },
    /// A value is of another JSON type than specified.
    WrongType {
        /// The type specified.
        expected: JsonType,
        /// The type found.
        found: JsonType,
    },
    /// Of a group of members, the wrong number is present.
    Group {
        /// How many were wanted.
        rule: GroupRule,
        /// The names of all members of the group.
        members: Vec<Cow<'static, str>>,
        /// How many of them are present.
        present: usize,
    },
    /// Objects or arrays are nested more deeply than any message needs.
    TooDeep {
        /// The depth permitted.
        limit: usize,
    },
    /// A text that must be JSON is none.
    NotJson,
    /// A text is no amount in yuan: digits, and perhaps a point and one or two more.
    NotYuan,
    /// A text is no point in time as `yyyy-MM-dd HH:mm:ss`, with at most three digits after the
    /// seconds.
    NotBeijingTime,
    /// A number is beyond what the type of its field can hold.
    OutOfRange,
    /// The message is another one.
    OtherMethod {
        /// The `msg_method` that was wanted.
        expected: Cow<'static, str>,
    },
    /// A timestamp is not a number of milliseconds since the epoch.
    NotMilliseconds,
}

impl Violation {
    /// A breach at `path`.
    #[must_use]
    pub fn new(path: impl Into<String>, problem: Problem) -> Self {
        Self { path: path.into(), problem }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.problem, self.path.as_str()) {
            (Problem::Group { members, .. }, "") => write!(f, "{}: ", members.join(", "))?,
            (Problem::Group { members, .. }, path) => {
                write!(f, "{path}.{{{}}}: ", members.join(", "))?;
            }
            (_, "") => f.write_str("biz_content: ")?,
            (_, path) => write!(f, "{path}: ")?,
        }
        self.problem.fmt(f)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("required, but missing"),
            Self::Repeated => f.write_str("given more than once"),
            Self::TooLong { actual, limit } => write!(f, "{actual} characters, at most {limit}"),
            Self::NotPermitted { permitted } => write!(f, "not one of {}", permitted.join(", ")),
            Self::WrongType { expected, found } => {
                write!(f, "{expected} is required, found {found}")
            }
            Self::Group { rule, members, present } => {
                let wanted = match rule {
                    GroupRule::ExactlyOne => "exactly one",
                    GroupRule::AtLeastOne => "at least one",
                };
                let found = match (present, members.len()) {
                    (0, _) => Cow::Borrowed("none is"),
                    (2, 2) => Cow::Borrowed("both are"),
                    (present, _) => Cow::Owned(format!("{present} are")),
                };
                write!(f, "{wanted} of these must be present, {found}")
            }
            Self::TooDeep { limit } => write!(f, "nested more than {limit} levels deep"),
            Self::NotJson => f.write_str("a text that is JSON is required"),
            Self::NotYuan => f.write_str("not an amount in yuan with at most two decimals"),
            Self::NotBeijingTime => f.write_str("not a time of the form yyyy-MM-dd HH:mm:ss"),
            Self::OutOfRange => f.write_str("a number beyond what its field can hold"),
            Self::OtherMethod { expected } => write!(f, "another message, {expected} is required"),
            Self::NotMilliseconds => f.write_str("not a number of milliseconds since the epoch"),
        }
    }
}

/// All violations of one message, in the order they were met.
///
/// At most [`Violations::LIMIT`] are kept, so that a hopeless message costs no memory; the rest are
/// [counted](Violations::omitted).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations {
    kept: Vec<Violation>,
    omitted: usize,
}

impl Violations {
    /// How many violations are kept.
    pub const LIMIT: usize = 100;

    /// Adds one, or counts it where [`Violations::LIMIT`] is reached.
    pub fn push(&mut self, path: impl Into<String>, problem: Problem) {
        if self.kept.len() < Self::LIMIT {
            self.kept.push(Violation::new(path, problem));
        } else {
            self.omitted += 1;
        }
    }

    /// How many there were beyond [`Violations::LIMIT`].
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Adds all of `other` after these.
    pub fn append(&mut self, other: Self) {
        self.omitted += other.omitted;
        for violation in other.kept {
            self.push(violation.path, violation.problem);
        }
    }

    /// Runs `check` for a part of a value: what it adds gets `place` before its path.
    pub fn within<T>(&mut self, place: &dyn fmt::Display, check: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.kept.len();
        let result = check(self);
        self.nest(before, place);
        result
    }

    /// Puts `parent` before the path of every violation from the `from`th on.
    pub(crate) fn nest(&mut self, from: usize, parent: &dyn fmt::Display) {
        // Mostly there is none, and then nothing is allocated.
        if self.kept.len() <= from {
            return;
        }
        let parent = parent.to_string();
        for violation in self.kept.iter_mut().skip(from) {
            violation.path = path::join(&parent, &violation.path);
        }
    }
}

impl std::ops::Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.kept
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.kept.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        if self.omitted > 0 {
            write!(f, "; and {} more", self.omitted)?;
        }
        Ok(())
    }
}
