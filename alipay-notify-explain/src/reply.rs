//! What Alipay makes of a reply: of its body, `success` in any letter case is documented to count,
//! and nothing else.

use std::borrow::Cow;

use httparse::{EMPTY_HEADER, Status};
use serde::Serialize;

use crate::capture::joined;

/// Why a reply does not count as done, so that the message is delivered again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Redelivery {
    /// It is `fail`, which asks for it.
    Fail,
    /// There is nothing in it.
    Empty,
    /// It is `success` in quotes.
    Quoted,
    /// A byte order mark stands before `success`.
    ByteOrderMark,
    /// `success` stands between other characters that nobody sees.
    Invisible,
    /// It is JSON, or begins as such.
    Json,
    /// It is HTML or XML.
    Markup,
    /// It holds `success`, but other text as well.
    Longer,
    /// It is something else.
    Other,
}

impl Redelivery {
    /// Why a message with this reply is delivered again; `None` where it is done.
    #[must_use]
    pub fn after(reply: &str) -> Option<Self> {
        let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
        if is(reply.trim(), "success") {
            return None;
        }
        let has_mark = reply.trim_start().starts_with('\u{feff}');
        let text = reply.trim_matches(|ch: char| ch.is_whitespace() || is_unseen(ch));
        Some(if text.is_empty() {
            Self::Empty
        } else if is(text, "fail") {
            Self::Fail
        } else if is(text, "success") && has_mark {
            Self::ByteOrderMark
        } else if is(text, "success") {
            Self::Invisible
        } else if is(text.trim_matches(['"', '\'']).trim(), "success") {
            Self::Quoted
        } else if text.starts_with('<') {
            Self::Markup
        } else if text.starts_with(['{', '[']) || alipay_notify_schema::json::read(text).is_ok() {
            Self::Json
        } else if text.to_ascii_lowercase().contains("success") {
            Self::Longer
        } else {
            Self::Other
        })
    }
}

/// What a server replied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The body.
    pub text: String,
    /// Why Alipay would deliver the message again, if it would.
    pub redelivery: Option<Redelivery>,
}

impl Reply {
    /// Reads a reply: its body, or the text of a whole HTTP response.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(&body(bytes)).into_owned();
        Self { redelivery: Redelivery::after(&text), text }
    }
}

/// Whether nobody sees a character.
fn is_unseen(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

/// The body of an HTTP response, its chunks put together; anything else is a body itself.
fn body(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut room = [EMPTY_HEADER; 256];
    let Some(at) =
        bytes.starts_with(b"HTTP/").then(|| bytes.iter().position(|byte| *byte == b'\n')).flatten()
    else {
        return Cow::Borrowed(bytes);
    };
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let Ok(Status::Complete((length, headers))) = httparse::parse_headers(rest, &mut room) else {
        return Cow::Borrowed(bytes);
    };
    let is_chunked = headers.iter().any(|header| {
        header.name.eq_ignore_ascii_case("transfer-encoding")
            && header.value.eq_ignore_ascii_case(b"chunked")
    });
    let body = rest.get(length..).unwrap_or_default();
    let joined = is_chunked.then(|| joined(body)).flatten();
    joined.map_or(Cow::Borrowed(body), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_alone_is_done() {
        for (reply, expected) in [
            ("success", None),
            (" SUCCESS\r\n", None),
            ("", Some(Redelivery::Empty)),
            (" \u{feff}\n", Some(Redelivery::Empty)),
            ("Fail\n", Some(Redelivery::Fail)),
            ("\u{feff}success", Some(Redelivery::ByteOrderMark)),
            ("\u{200b}success\u{feff}", Some(Redelivery::Invisible)),
            ("success\0", Some(Redelivery::Invisible)),
            ("\"success\"", Some(Redelivery::Quoted)),
            ("' Success '", Some(Redelivery::Quoted)),
            ("<html>success</html>", Some(Redelivery::Markup)),
            ("<p>success", Some(Redelivery::Markup)),
            ("{\"code\":\"success\"}", Some(Redelivery::Json)),
            ("{code: success}", Some(Redelivery::Json)),
            ("\"ok\"", Some(Redelivery::Json)),
            ("success!", Some(Redelivery::Longer)),
            ("unsuccessful", Some(Redelivery::Longer)),
            ("ok", Some(Redelivery::Other)),
        ] {
            assert_eq!(Redelivery::after(reply), expected, "{reply}");
        }
    }

    #[test]
    fn the_body_of_a_response_counts() {
        for (reply, expected) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess", None),
            ("HTTP/1.1 200 OK\n\n", Some(Redelivery::Empty)),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n7\r\nsuccess\r\n0\r\n\r\n", None),
            (
                "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n\u{feff}success",
                Some(Redelivery::ByteOrderMark),
            ),
        ] {
            assert_eq!(Reply::read(reply.as_bytes()).redelivery, expected, "{reply}");
        }
    }
}
