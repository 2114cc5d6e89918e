//! What a newer import could not keep.

use std::fmt;

/// Something made by hand that is no longer in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The member it stood at: the names that lead there, joined by `.`; empty for the message.
    pub path: String,
    /// The keyword.
    pub keyword: String,
    /// Why it could not stay.
    pub reason: Reason,
}

/// Why something could not stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// What it stood at is no longer there.
    Gone,
    /// What is there now does not permit it.
    NotPermitted,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, keyword, reason } = self;
        if !path.is_empty() {
            write!(f, "`{path}`: ")?;
        }
        let reason = match reason {
            Reason::Gone => "its place is gone",
            Reason::NotPermitted => "not permitted there any more",
        };
        write!(f, "`{keyword}` could not be kept: {reason}")
    }
}
