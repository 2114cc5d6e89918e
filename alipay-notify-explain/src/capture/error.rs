//! Why a text is not a capture.

use std::fmt;

/// Why a capture can't be read. Its text is not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureError {
    /// There is nothing.
    Empty,
    /// It is not in a known form.
    Unknown,
    /// It is an HTTP response, or what a server replied.
    Reply,
    /// It is HTML or XML.
    Markup,
    /// It begins as an HTTP request, but its headers can't be read, or no empty line follows
    /// them.
    Headers,
    /// It begins as an HTTP request, but its chunks can't be put together.
    Chunks,
    /// A quote of the command line is not closed.
    Unclosed,
    /// The command line names no data.
    NoData,
    /// The command line takes its data from a file.
    DataInFile,
    /// It begins as JSON, but breaks off or makes no sense.
    Json {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1, in bytes.
        column: usize,
    },
}

/// What a text is in which nothing of a delivery was found.
pub(super) fn named(text: &[u8]) -> CaptureError {
    let text = text.trim_ascii();
    let is_reply = |word: &[u8]| text.eq_ignore_ascii_case(word);
    if text.starts_with(b"HTTP/") || is_reply(b"success") || is_reply(b"fail") {
        CaptureError::Reply
    } else if text.starts_with(b"<") && text.ends_with(b">") {
        CaptureError::Markup
    } else {
        CaptureError::Unknown
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the capture is empty"),
            Self::Unknown => f.write_str("the capture is in no known form"),
            Self::Reply => f.write_str(
                "this is what a server replied, not a delivery: capture the request, and give the \
                 reply as --reply",
            ),
            Self::Markup => f.write_str("this is HTML or XML, not a delivery: Alipay posts a form"),
            Self::Headers => f.write_str(
                "the HTTP request's headers can't be read, or no empty line follows them",
            ),
            Self::Chunks => f.write_str("the chunks of the HTTP request can't be joined"),
            Self::Unclosed => f.write_str("a quote of the curl command line is not closed"),
            Self::NoData => f.write_str(
                "the curl command line has no data (-d, --data-raw, --data-urlencode, \
                 --data-binary)",
            ),
            Self::DataInFile => f.write_str(
                "the curl command line takes its data from a file (@): capture that file instead",
            ),
            Self::Json { line, column } => write!(
                f,
                "the text begins as JSON but is not one object of parameters (line {line}, \
                 column {column})"
            ),
        }
    }
}

impl std::error::Error for CaptureError {}
