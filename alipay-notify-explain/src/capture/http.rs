//! The text of HTTP requests.

use httparse::{EMPTY_HEADER, Status};

use super::found::{Pairs, Reading};
use super::{Capture, CaptureError, CaptureKind, Carrier, header, without_line_break};
use super::{body, built, deliveries, json, multipart, query};
use crate::reply::Reply;

/// The first line of a request.
struct RequestLine {
    method: String,
    target: String,
}

/// More headers than any proxy adds.
const HEADERS: usize = 256;

/// Reads the requests of a text, if it begins with one, or shows one in its lines as curl does.
pub(super) fn read(text: &[u8]) -> Option<Result<Capture, CaptureError>> {
    if let Some(shown) = shown_by_curl(text) {
        return read(&shown);
    }
    let starts = request_starts(text);
    let first = *starts.first()?;
    // A line of a log may be a request line as well.
    if first > 0 && !text.get(..first)?.iter().all(u8::is_ascii_whitespace) && starts.len() == 1 {
        let capture = parse(text.get(first..)?).ok()?;
        return body::is_form(&capture.body).then_some(Ok(Capture { left_out: first, ..capture }));
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut requests = starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end));
    let capture = match parse(requests.next()?) {
        Ok(capture) => capture,
        Err(error) => return Some(Err(error)),
    };
    let others = requests.filter_map(|request| parse(request).ok());
    let count = others.filter(|other| body::is_form(&other.body)).count();
    Some(Ok(Capture { count: capture.count + count, ..capture }))
}

/// Where requests begin: at the beginning of a line.
fn request_starts(text: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if request_line(line).is_some() {
            starts.push(at);
        }
        at += line.len();
    }
    starts
}

fn request_line(line: &[u8]) -> Option<RequestLine> {
    // No other line ends so.
    let is_request = line.len() > 12
        && line.ends_with(b"\n")
        && line.trim_ascii_end().last_chunk::<8>()?.get(..5)?.eq_ignore_ascii_case(b"HTTP/");
    let mut words = std::str::from_utf8(line).ok().filter(|_| is_request)?.split_ascii_whitespace();
    let (method, target, _, None) = (words.next()?, words.next()?, words.next()?, words.next())
    else {
        return None;
    };
    let is_method = method.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_method.then(|| RequestLine { method: method.to_owned(), target: target.to_owned() })
}

/// What `curl -v` shows, without its marks: `> ` before the request, `< ` before the response.
fn shown_by_curl(text: &[u8]) -> Option<Vec<u8>> {
    let lines = || text.split_inclusive(|byte| *byte == b'\n');
    let is_request =
        |line: &[u8]| line.strip_prefix(b"> ").is_some_and(|line| request_line(line).is_some());
    lines().find(|line| is_request(line))?;
    let mut shown = Vec::new();
    for line in lines() {
        let is_remark =
            [b"* ".as_slice(), b"{ [", b"} ["].iter().any(|mark| line.starts_with(mark));
        let marked = line.strip_prefix(b">").or_else(|| line.strip_prefix(b"<"));
        let line = marked.map_or(line, |line| line.strip_prefix(b" ").unwrap_or(line));
        if !is_remark {
            shown.extend_from_slice(line);
        }
    }
    Some(shown)
}

/// Reads a request: headers and body, and a response that follows it.
fn parse(text: &[u8]) -> Result<Capture, CaptureError> {
    let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
    let (line, rest) = text.split_at(end);
    let request = request_line(line).ok_or(CaptureError::Unknown)?;
    let mut room = [EMPTY_HEADER; HEADERS];
    let Ok(Status::Complete((length, parsed))) = httparse::parse_headers(rest, &mut room) else {
        return Err(CaptureError::Headers);
    };
    let headers: Vec<(String, String)> = parsed
        .iter()
        .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let (rest, response) = divided(rest.get(length..).unwrap_or_default());
    let (body, announced) = content(rest, &headers)?;
    let mut capture = Capture {
        method: Some(request.method),
        target: Some(request.target),
        headers,
        reply: response.map(Reply::read),
        ..Capture::new(CaptureKind::Http, body)
    };
    let is_whole = announced.is_none() && header(&capture.headers, "content-length").is_some();
    carried(&mut capture);
    capture.cut = match announced {
        Some(announced) => Some(super::Cut::Announced { length: capture.body.len(), announced }),
        None if is_whole || capture.reply.is_some() => None,
        None => super::cut::Ending::of(text, &(0..text.len()), false).cut(&capture),
    };
    Ok(capture)
}

/// What stands before a response, and the response.
fn divided(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    const STATUS: &[u8] = b"\nHTTP/";
    let at = text.windows(STATUS.len()).position(|bytes| bytes == STATUS);
    match at.and_then(|at| text.split_at_checked(at + 1)) {
        Some((before, response)) => (before, Some(response)),
        None => (text, None),
    }
}

/// The body as far as it goes, and the length that was announced where that is another one.
fn content(
    rest: &[u8],
    headers: &[(String, String)],
) -> Result<(Vec<u8>, Option<usize>), CaptureError> {
    if is_chunked(headers) {
        return Ok((joined(rest).ok_or(CaptureError::Chunks)?, None));
    }
    let Some(length) =
        header(headers, "content-length").and_then(|length| length.trim().parse().ok())
    else {
        return Ok((without_line_break(rest).to_vec(), None));
    };
    let whole = rest.get(..length).map(|body| (body.to_vec(), None));
    Ok(whole.unwrap_or_else(|| (without_line_break(rest).to_vec(), Some(length))))
}

pub(super) fn is_chunked(headers: &[(String, String)]) -> bool {
    header(headers, "transfer-encoding")
        .is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
}

/// The body of chunks.
pub(crate) fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Ok(Status::Complete((start, length))) = httparse::parse_chunk_size(rest) else {
            return None;
        };
        if length == 0 {
            return Some(body);
        }
        let length = usize::try_from(length).ok()?;
        let (chunk, after) = rest.get(start..)?.split_at_checked(length)?;
        body.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n")?;
    }
}

/// Finds the parameters where a request carries them in another way than Alipay does.
pub(super) fn carried(capture: &mut Capture) {
    if body::is_form(&capture.body) {
        return;
    }
    if let Some(pairs) = multipart::pairs(&capture.body) {
        return carry(capture, Carrier::Multipart, &pairs);
    }
    let text = capture.body.trim_ascii_start();
    if text.starts_with(b"{") || text.starts_with(b"[") {
        if let Some(found) = deliveries(text).first {
            take(capture, found.readings);
        } else if let Ok(read) = json::whole(text) {
            (capture.body, capture.is_built) = (read.body, read.is_built);
        }
        capture.carrier = Carrier::Json;
        return;
    }
    let query =
        capture.target.as_deref().and_then(query).filter(|query| body::is_form(query.as_bytes()));
    if let Some(query) = query {
        capture.body = query.as_bytes().to_vec();
        capture.carrier = Carrier::Query;
        return;
    }
    // As the tools of browsers list them.
    if let Some(found) = deliveries(&capture.body).first.filter(|it| !it.is_body()) {
        take(capture, found.readings);
    }
}

fn take(capture: &mut Capture, readings: Vec<Reading>) {
    let mut bodies = readings.into_iter().map(Reading::into_body);
    if let Some((body, is_built)) = bodies.next() {
        (capture.body, capture.is_built) = (body, is_built);
        capture.others = bodies.map(|(body, _)| body).collect();
    }
}

pub(super) fn carry(capture: &mut Capture, carrier: Carrier, pairs: &Pairs) {
    capture.body = built(pairs);
    (capture.carrier, capture.is_built) = (carrier, true);
}
