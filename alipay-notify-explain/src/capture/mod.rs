//! Captured deliveries, in whichever form: which it is, is found out.
//!
//! A text that says itself what it is, a command line or an HTTP request, is read as that. In any
//! other, deliveries are looked for by their structure: as JSON, as a form, as a table, as names
//! and values in a layout that the text itself shows.

mod body;
mod curl;
mod cut;
mod error;
mod found;
mod http;
mod json;
mod layout;
mod markup;
mod multipart;
mod pairs;
mod shell;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;

use encoding_rs::{Encoding, GB18030, UTF_8};
use form_urlencoded::byte_serialize;
use serde::Serialize;

pub use cut::Cut;
pub use error::CaptureError;
pub(crate) use http::joined;

use crate::reply::Reply;
use crate::trial::LONGEST;
use found::{Deliveries, Found, Reading};

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
    /// How the request carries the parameters.
    pub carrier: Carrier,
    /// The body; one that was built where the capture holds decoded parameters.
    pub body: Vec<u8>,
    /// Whether the capture holds decoded parameters, of which the body was built: then its escapes
    /// are not the sender's, and its texts are UTF-8 whatever they were sent in.
    pub is_built: bool,
    /// How many bytes around it are not part of the delivery, such as the beginning of a log's
    /// line.
    pub left_out: usize,
    /// How many deliveries the text holds. This is the first.
    pub count: usize,
    /// What is missing of it, if the text shows that.
    pub cut: Option<Cut>,
    /// What the server replied, if the text has that as well.
    pub reply: Option<Reply>,
    /// Other bodies that the text may stand for, the likeliest first.
    pub(crate) others: Vec<Vec<u8>>,
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

/// How a request carries its parameters. Alipay posts forms; the others are made of them on the
/// way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// As a form.
    Form,
    /// As a form of the kind for files, `multipart/form-data`.
    Multipart,
    /// As a JSON body.
    Json,
    /// In the query of the address.
    Query,
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
        if let Some(charset) = charset.or_else(|| unmarked_utf_16(bytes))
            && charset != UTF_8
        {
            return Self::read(charset.decode(bytes).0.as_bytes());
        }
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let mut capture = Self::read_unmarked(bytes)?;
        capture.cut = capture.cut.take().or_else(|| Cut::of_values(&capture));
        Ok(capture)
    }

    /// Reads a text without a byte order mark.
    fn read_unmarked(bytes: &[u8]) -> Result<Self, CaptureError> {
        let text = bytes.trim_ascii_start();
        if let Some(inner) = json::text(text) {
            return Self::read_unmarked(inner.as_bytes());
        }
        match markup::without_entities(text) {
            Some(plain) => Self::read_plain(&plain),
            None => Self::read_plain(bytes),
        }
    }

    /// Reads a text as it stands.
    fn read_plain(bytes: &[u8]) -> Result<Self, CaptureError> {
        let text = bytes.trim_ascii_start();
        if text.is_empty() {
            Err(CaptureError::Empty)
        } else if curl::begins(text) {
            curl::parse(text)
        } else if let Some(capture) = http::read(text) {
            capture
        } else if let Some(capture) = searched(bytes) {
            Ok(capture)
        } else if text.starts_with(b"{") {
            json::whole(text)
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
            carrier: Carrier::Form,
            body,
            is_built: false,
            left_out: 0,
            count: 1,
            cut: None,
            reply: None,
            others: Vec::new(),
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
        query(self.target.as_deref()?)
    }
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("kind", &self.kind)
            .field("carrier", &self.carrier)
            .field("bytes", &self.body.len())
            .field("is_built", &self.is_built)
            .field("left_out", &self.left_out)
            .field("count", &self.count)
            .field("cut", &self.cut)
            .finish_non_exhaustive()
    }
}

/// Editors put it before a text; no form begins with it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// UTF-16 without its mark: every other byte of its beginning is zero.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 64;
    let beginning = bytes.get(..LOOKED_AT)?;
    let zeros = |from: usize| beginning.iter().skip(from).step_by(2).filter(|byte| **byte == 0);
    match (zeros(0).count(), zeros(1).count()) {
        (0, LARGEST..) => Some(encoding_rs::UTF_16LE),
        (LARGEST.., 0) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// How many of the 32 characters are ASCII at least.
const LARGEST: usize = 24;

/// The first of the deliveries that stand in a text.
fn searched(bytes: &[u8]) -> Option<Capture> {
    let Deliveries { first, count } = deliveries(bytes);
    let Found { kind, carrier, readings, place, is_open } = first?;
    // Of a text that no gateway takes there is no need to know what else it may be.
    let most = if bytes.len() > LONGEST { 1 } else { readings.len() };
    let mut bodies = readings.into_iter().take(most).map(Reading::into_body);
    let (body, is_built) = bodies.next()?;
    let others = bodies.map(|(body, _)| body).filter(|other| *other != body).collect();
    // Programs print more than values; whoever keeps several deliveries leaves out nothing.
    let is_left_out = count == 1 && kind != CaptureKind::Printed;
    let mut capture = Capture {
        carrier,
        is_built,
        left_out: if is_left_out { left_out(bytes, &place) } else { 0 },
        count,
        others,
        ..Capture::new(kind, body)
    };
    capture.cut = cut::Ending::of(bytes, &place, is_open).cut(&capture);
    Some(capture)
}

/// How many bytes stand around a place, but for a line break at the end, which editors leave.
fn left_out(text: &[u8], place: &std::ops::Range<usize>) -> usize {
    let around = without_line_break(text).len().saturating_sub(place.len());
    if text.trim_ascii().len() == place.len() { 0 } else { around }
}

/// The deliveries that stand in a text, in its order. Of all ways to read it, the one counts that
/// finds the most names of Alipay's.
fn deliveries(bytes: &[u8]) -> Deliveries {
    let mut best = if let Ok(text) = std::str::from_utf8(bytes) {
        json::deliveries(text, false)
    } else {
        // A log that is written in GBK.
        let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(|text| json::deliveries(&text, true)).unwrap_or_default()
    };
    for way in [body::deliveries, table::deliveries, pairs::deliveries] {
        // What has a signature as JSON or as a body is meant as that.
        if best.is_signed() && best.first.as_ref().is_some_and(|it| it.kind != CaptureKind::Printed)
        {
            break;
        }
        let found = way(bytes);
        if found.names() > best.names() {
            best = found;
        }
    }
    best
}

/// The body alone, perhaps in a line of a log. Whatever has a name and a value at its beginning is
/// taken for one: bodies that were changed are to be explained.
fn raw(bytes: &[u8]) -> Result<Capture, CaptureError> {
    let body = without_line_break(bytes);
    if let Some(inner) = body::encoded_whole(body) {
        return Ok(Capture::new(CaptureKind::Raw, inner));
    }
    let first = body.split(|byte| *byte == b'&').next().unwrap_or_default();
    if !first.contains(&b'=') || first.starts_with(b"--") || first.starts_with(b"<") {
        return Err(error::named(bytes));
    }
    let mut capture = Capture::new(CaptureKind::Raw, body.to_vec());
    capture.cut = cut::Ending::of(bytes, &(0..body.len()), false).cut(&capture);
    Ok(capture)
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    let found = headers.iter().find(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// What follows the `?` of an address.
fn query(target: &str) -> Option<&str> {
    let (_, query) = target.split_once('?')?;
    query.split('#').next()
}

/// A body of decoded parameters.
fn built(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let parts = || {
        pairs.iter().enumerate().flat_map(|(index, (name, value))| {
            let joined = (index > 0).then_some("&");
            let (name, value) = (byte_serialize(name), byte_serialize(value));
            joined.into_iter().chain(name).chain(["="]).chain(value)
        })
    };
    let mut body = Vec::with_capacity(parts().map(str::len).sum());
    parts().for_each(|part| body.extend_from_slice(part.as_bytes()));
    body
}

fn encoded(text: &[u8]) -> String {
    byte_serialize(text).collect()
}

/// A text without the one line break at its end that editors leave.
fn without_line_break(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}
