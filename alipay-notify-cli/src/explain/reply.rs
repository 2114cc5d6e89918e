//! What a server answered, and whether Alipay would deliver again.

use std::fs;

use httparse::{EMPTY_HEADER, Status};

use crate::failure::Failure;
use crate::lang::say;

/// An answer, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) text: String,
    /// Why Alipay would deliver the message again, if it would.
    pub(super) redelivery: Option<Redelivery>,
}

/// Why an answer does not count as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Redelivery {
    /// It is `fail`, which asks for it.
    Fail,
    /// There is nothing in it.
    Empty,
    /// It is `success` in quotes.
    Quoted,
    /// A byte order mark stands in front of `success`.
    ByteOrderMark,
    /// It is JSON.
    Json,
    /// It is HTML or XML.
    Markup,
    /// It holds `success`, but other text as well.
    Longer,
    /// It is something else.
    Other,
}

impl Reply {
    /// Reads what was given on the command line: the answer itself, or `@` and the file that holds it.
    pub(super) fn read(argument: &str) -> Result<Self, Failure> {
        let Some(file) = argument.strip_prefix('@') else { return Ok(Self::parse(argument.as_bytes())) };
        let bytes = fs::read(file).map_err(|error| {
            Failure::at(file, say!("the reply can't be read: {error}", "无法读取应答：{error}"))
        })?;
        Ok(Self::parse(&bytes))
    }

    /// An answer is its body, or the text of a whole HTTP response.
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body(bytes)).into_owned();
        Self { redelivery: redelivery(&text), text }
    }
}

/// The body of an HTTP response; anything else is a body itself.
fn body(bytes: &[u8]) -> &[u8] {
    let mut room = [EMPTY_HEADER; 256];
    let Some(at) =
        bytes.starts_with(b"HTTP/").then(|| bytes.iter().position(|byte| *byte == b'\n')).flatten()
    else {
        return bytes;
    };
    let headers = bytes.get(at + 1..).unwrap_or_default();
    match httparse::parse_headers(headers, &mut room) {
        Ok(Status::Complete((length, _))) => headers.get(length..).unwrap_or_default(),
        _ => bytes,
    }
}

/// Only the body is documented to count, and in it `success`, in any letter case.
fn redelivery(text: &str) -> Option<Redelivery> {
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    let text = text.trim();
    let bare = text.trim_matches(['"', '\'', '\u{feff}']).trim();
    if is(text, "success") {
        None
    } else if text.is_empty() {
        Some(Redelivery::Empty)
    } else if is(text, "fail") {
        Some(Redelivery::Fail)
    } else if is(bare, "success") {
        Some(if text.starts_with('\u{feff}') { Redelivery::ByteOrderMark } else { Redelivery::Quoted })
    } else if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        Some(Redelivery::Json)
    } else if text.starts_with('<') {
        Some(Redelivery::Markup)
    } else if text.to_ascii_lowercase().contains("success") {
        Some(Redelivery::Longer)
    } else {
        Some(Redelivery::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_alone_is_done() {
        for done in
            ["success", "SUCCESS", " success\n", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess"]
        {
            assert_eq!(Reply::parse(done.as_bytes()).redelivery, None, "{done}");
        }
    }

    #[test]
    fn anything_else_brings_it_again() {
        for (text, why) in [
            ("", Redelivery::Empty),
            ("HTTP/1.1 200 OK\n\n", Redelivery::Empty),
            ("FAIL", Redelivery::Fail),
            ("\"success\"", Redelivery::Quoted),
            ("\u{feff}success", Redelivery::ByteOrderMark),
            ("{\"code\":0}", Redelivery::Json),
            ("<html>success</html>", Redelivery::Markup),
            ("success!", Redelivery::Longer),
            ("ok", Redelivery::Other),
        ] {
            assert_eq!(Reply::parse(text.as_bytes()).redelivery, Some(why), "{text}");
        }
    }
}
