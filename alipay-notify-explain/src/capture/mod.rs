//! Captured deliveries, in whichever of five forms: which it is, is found out.

mod body;
mod curl;
mod error;
mod http;
mod json;
mod printed;
mod shell;
#[cfg(test)]
mod tests;

use std::fmt;

use encoding_rs::{Encoding, UTF_8};
use serde::Serialize;

pub use error::CaptureError;

/// A delivery as somebody has kept it. Its `Debug` shows neither values nor headers.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capture {
    /// How it was kept.
    pub kind: CaptureKind,
    /// The method of the request, as it is written.
    pub method: Option<String>,
    /// The address that was asked for: a path with its query, or a whole URL.
    pub target: Option<String>,
    /// Names and values of the request's headers.
    pub headers: Vec<(String, String)>,
    /// The body; one that was built where the capture holds decoded parameters.
    pub body: Vec<u8>,
    /// Whether the capture holds decoded parameters, of which the body was built: then its escapes
    /// are not the sender's, and its texts are UTF-8 whatever they were sent in.
    pub is_built: bool,
    /// How many bytes around it are not part of the delivery, such as the beginning of a log's
    /// line.
    pub left_out: usize,
    /// `Content-Length`, where it is not the length of the body.
    pub announced: Option<usize>,
}

/// The forms of captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureKind {
    /// The body and nothing else.
    Raw,
    /// The request line, headers, an empty line, the body.
    Http,
    /// A command line of curl.
    Curl,
    /// A JSON object of decoded parameters, or one that holds a body.
    Json,
    /// Decoded parameters as a program prints them.
    Printed,
}

impl Capture {
    /// Reads a capture, in whichever form it is.
    ///
    /// # Errors
    ///
    /// Each way in which a text is not a capture is a variant of [`CaptureError`].
    pub fn read(bytes: &[u8]) -> Result<Self, CaptureError> {
        // As PowerShell writes files.
        let charset = Encoding::for_bom(bytes).map(|(charset, _)| charset);
        if let Some(charset) = charset.filter(|charset| *charset != UTF_8) {
            return Self::read(charset.decode(bytes).0.as_bytes());
        }
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let text = bytes.trim_ascii_start();
        if text.is_empty() {
            Err(CaptureError::Empty)
        } else if curl::begins(text) {
            curl::parse(text)
        } else if text.starts_with(b"{") {
            json::parse(text).or_else(|error| printed::parse(text).ok_or(error))
        } else if let Some((request, rest)) = http::request_line(text) {
            http::parse(&request, rest)
        } else if let Some(capture) = json::within(text).or_else(|| printed::parse(text)) {
            Ok(capture)
        } else {
            raw(bytes)
        }
    }

    fn new(kind: CaptureKind, body: Vec<u8>) -> Self {
        Self {
            kind,
            method: None,
            target: None,
            headers: Vec::new(),
            body,
            is_built: false,
            left_out: 0,
            announced: None,
        }
    }

    /// The value of a header, whatever the letter case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// How the body is declared.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.header("content-type")
    }

    /// What follows the `?` of the address.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        let (_, query) = self.target.as_deref()?.split_once('?')?;
        query.split('#').next()
    }
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("kind", &self.kind)
            .field("bytes", &self.body.len())
            .field("is_built", &self.is_built)
            .field("left_out", &self.left_out)
            .field("announced", &self.announced)
            .finish_non_exhaustive()
    }
}

/// Editors put it before a text; no form begins with it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The body alone, perhaps in a line of a log. Whatever has a name and a value at its beginning is
/// taken for one: bodies that were changed are to be explained.
fn raw(bytes: &[u8]) -> Result<Capture, CaptureError> {
    let body = without_line_break(bytes);
    let first = body.split(|byte| *byte == b'&').next().unwrap_or_default();
    if !first.contains(&b'=') || first.starts_with(b"--") || first.starts_with(b"<") {
        return Err(CaptureError::Unknown);
    }
    let place = body::within(body);
    let left_out = body.len() - place.len();
    let body = body.get(place).unwrap_or_default().to_vec();
    Ok(Capture { left_out, ..Capture::new(CaptureKind::Raw, body) })
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    let found = headers.iter().find(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// A body of decoded parameters.
fn built<'p>(parameters: impl IntoIterator<Item = (&'p [u8], &'p [u8])>) -> Vec<u8> {
    let parts: Vec<String> =
        parameters.into_iter().map(|(name, value)| encoded(name) + "=" + &encoded(value)).collect();
    parts.join("&").into_bytes()
}

fn encoded(text: &[u8]) -> String {
    form_urlencoded::byte_serialize(text).collect()
}

/// A text without the one line break at its end that editors leave.
fn without_line_break(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}
