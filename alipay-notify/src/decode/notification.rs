//! What a handler receives.

use std::fmt;
use std::ops::Deref;

use alipay_notify_schema::Violations;

use super::AlipayNotify;
use crate::open::{Envelope, Verified};

/// An authentic message `M`, decoded. It dereferences to its content.
///
/// `Debug` shows what identifies the message and nothing more.
pub struct Notification<M: AlipayNotify> {
    verified: Verified,
    content: M::Content,
    violations: Violations,
}

impl<M: AlipayNotify> Notification<M> {
    pub(super) fn new(verified: Verified, content: M::Content, violations: Violations) -> Self {
        Self { verified, content, violations }
    }

    /// The common parameters.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.verified.envelope()
    }

    /// The message before it was decoded.
    #[must_use]
    pub fn verified(&self) -> &Verified {
        &self.verified
    }

    /// The content, to keep.
    #[must_use]
    pub fn into_content(self) -> M::Content {
        self.content
    }

    /// How the message breaks its specification; always empty where decoding is strict.
    #[must_use]
    pub fn violations(&self) -> &Violations {
        &self.violations
    }

    /// Rejects what breaks its specification.
    pub(super) fn strict(self) -> Result<Self, Invalid> {
        if self.violations.is_empty() {
            Ok(self)
        } else {
            Err(Invalid::new(self.verified, self.violations))
        }
    }
}

impl<M: AlipayNotify> Deref for Notification<M> {
    type Target = M::Content;

    fn deref(&self) -> &M::Content {
        &self.content
    }
}

impl<M: AlipayNotify> fmt::Debug for Notification<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("envelope", self.envelope())
            .field("violations", &self.violations)
            .finish_non_exhaustive()
    }
}

/// An authentic message that breaks its specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    inner: Box<(Verified, Violations)>,
}

impl Invalid {
    pub(super) fn new(verified: Verified, violations: Violations) -> Self {
        Self { inner: Box::new((verified, violations)) }
    }

    /// The message.
    #[must_use]
    pub fn verified(&self) -> &Verified {
        &self.inner.0
    }

    /// How it breaks its specification; never empty.
    #[must_use]
    pub fn violations(&self) -> &Violations {
        &self.inner.1
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the message breaks its specification: {}", self.violations())
    }
}

impl std::error::Error for Invalid {}

/// The user of a message that names them in one of two ways (二选一).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserRef<'a> {
    /// `user_id` (蚂蚁统一会员id): across Ant's services; being phased out for new merchants.
    UserId(&'a str),
    /// `open_id` (用户在本应用下的标识): towards one app.
    OpenId(&'a str),
}

impl fmt::Debug for UserRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UserId(_) => "UserId(…)",
            Self::OpenId(_) => "OpenId(…)",
        })
    }
}
