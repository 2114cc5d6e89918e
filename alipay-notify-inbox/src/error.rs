//! Why an inbox can't be opened.

use alipay_notify::inbox::InboxError;
use thiserror::Error;

/// Why an inbox can't be opened.
///
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints. No error repeats a URL.
#[derive(Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL names no engine, or one that this program was built without.
    #[error("no engine for this URL: an inbox's begins with {}", known())]
    Engine,
    /// The URL is none that the engine understands.
    #[error("the URL of the inbox can't be read: {}", cause(.0))]
    Url(#[source] InboxError),
    /// There is no inbox there, and none is to be made.
    #[error("there is no inbox at this URL; a program that puts into it makes it: check the URL")]
    Missing,
    /// It names a database in memory.
    #[error("an inbox in memory loses what it has acknowledged; give it a file: sqlite:inbox.db")]
    InMemory,
    /// The file, or the server, can only be read.
    #[error("the inbox can only be read; it has to be written to: check whose the file is")]
    ReadOnly,
    /// The server may lose what it has acknowledged.
    #[error(
        "with synchronous_commit=off, the server may lose what it has acknowledged; set it to on \
         for this user: ALTER ROLE … SET synchronous_commit = on"
    )]
    NotDurable,
    /// A newer version of this crate has changed the layout: the tables, or the streams.
    #[error(
        "the inbox was written by a newer version of alipay-notify-inbox (its layout is version \
         {found}, this program knows {known}); update this program"
    )]
    Newer {
        /// The version of the layout.
        found: i64,
        /// The newest that this version knows.
        known: i64,
    },
    /// The file can't be opened, or the server can't be reached or refuses.
    #[error("the inbox can't be opened: {}", cause(.0))]
    Failed(#[source] InboxError),
}

/// Makes `Debug` of an error the sentence of its `Display`.
impl std::fmt::Debug for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl OpenError {
    pub(crate) fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(InboxError::new(error))
    }

    /// A URL that can't be read. No such error repeats any of it.
    pub(crate) fn url(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Url(InboxError::new(error))
    }
}

/// What an error of a database says.
fn cause(error: &InboxError) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

/// How URLs of inboxes begin.
fn known() -> String {
    let engines = [
        ("sqlite:", "sqlite", cfg!(feature = "sqlite")),
        ("postgres:", "postgres", cfg!(feature = "postgres")),
        ("nats:", "nats", cfg!(feature = "nats")),
    ];
    let is_here = |here: bool| engines.iter().filter(move |(.., enabled)| *enabled == here);
    let known: Vec<_> = is_here(true).map(|(scheme, ..)| *scheme).collect();
    let more: Vec<_> = is_here(false)
        .map(|(scheme, feature, _)| format!("for {scheme}, enable the feature `{feature}`"))
        .collect();
    let known = match known.as_slice() {
        [] => "nothing".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    };
    if more.is_empty() { known } else { format!("{known} ({})", more.join("; ")) }
}
