//! What a newer import could not keep.

use std::fmt;

use alipay_notify_schema::KeyFault;

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
#[non_exhaustive]
pub enum Reason {
    /// What it stood at is no longer there.
    Gone,
    /// Rust needs no type of its own for what is there now.
    NoType,
    /// What is there now can't be the idempotency key.
    NoKey(KeyFault),
    /// What is there now is no plain string.
    NoText,
    /// The page's example breaks what was kept.
    Example,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, keyword, reason } = self;
        if !path.is_empty() {
            write!(f, "`{path}`: ")?;
        }
        match reason {
            Reason::Example => f.write_str("an example of the page was left out: ")?,
            _ => write!(f, "`{keyword}` could not be kept: ")?,
        }
        f.write_str(match reason {
            Reason::Gone => "what it stood at is gone",
            Reason::NoType => "no type is written for this member any more",
            Reason::NoKey(KeyFault::MayBeAbsent) => "the member may be absent now",
            Reason::NoKey(_) => "the member is no single string or integer any more",
            Reason::NoText => "the member is no plain string any more",
            Reason::Example => "it is not what the file's own keywords permit",
        })
    }
}
