//! The text of an HTTP request.

use httparse::{EMPTY_HEADER, Status};

use super::{Capture, CaptureError, CaptureKind, header, without_line_break};

/// The first line of a request.
pub(super) struct RequestLine {
    method: String,
    target: String,
}

/// More headers than any proxy adds.
const HEADERS: usize = 256;

/// The request line that a text begins with, and what follows it.
pub(super) fn request_line(text: &[u8]) -> Option<(RequestLine, &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = text.split_at_checked(end + 1)?;
    let mut words = std::str::from_utf8(line).ok()?.split_ascii_whitespace();
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_version = version.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("HTTP/"));
    let is_request = is_version
        && words.next().is_none()
        && method.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_request.then(|| (RequestLine { method: method.to_owned(), target: target.to_owned() }, rest))
}

/// Reads what follows the request line: headers and body.
pub(super) fn parse(request: &RequestLine, rest: &[u8]) -> Result<Capture, CaptureError> {
    let mut room = [EMPTY_HEADER; HEADERS];
    let Ok(Status::Complete((length, parsed))) = httparse::parse_headers(rest, &mut room) else {
        return Err(CaptureError::Headers);
    };
    let headers: Vec<(String, String)> = parsed
        .iter()
        .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let (body, announced) = body(rest.get(length..).unwrap_or_default(), &headers)?;
    Ok(Capture {
        method: Some(request.method.clone()),
        target: Some(request.target.clone()),
        headers,
        announced,
        ..Capture::new(CaptureKind::Http, body)
    })
}

/// The body as far as it goes, and the length that was announced where that is another one.
fn body(
    rest: &[u8],
    headers: &[(String, String)],
) -> Result<(Vec<u8>, Option<usize>), CaptureError> {
    let is_chunked = header(headers, "transfer-encoding")
        .is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked"));
    if is_chunked {
        return Ok((joined(rest)?, None));
    }
    let Some(length) =
        header(headers, "content-length").and_then(|length| length.trim().parse().ok())
    else {
        return Ok((without_line_break(rest).to_vec(), None));
    };
    let whole = rest.get(..length).map(|body| (body.to_vec(), None));
    Ok(whole.unwrap_or_else(|| (without_line_break(rest).to_vec(), Some(length))))
}

/// The body of chunks.
fn joined(mut rest: &[u8]) -> Result<Vec<u8>, CaptureError> {
    let mut body = Vec::new();
    loop {
        let Ok(Status::Complete((start, length))) = httparse::parse_chunk_size(rest) else {
            return Err(CaptureError::Chunks);
        };
        if length == 0 {
            return Ok(body);
        }
        let chunk = usize::try_from(length)
            .ok()
            .and_then(|length| rest.get(start..)?.split_at_checked(length));
        let (chunk, after) = chunk.ok_or(CaptureError::Chunks)?;
        body.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").ok_or(CaptureError::Chunks)?;
    }
}
