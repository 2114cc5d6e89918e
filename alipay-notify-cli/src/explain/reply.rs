//! The reply of a server, as it is given on the command line.

use std::fs;

use httparse::{EMPTY_HEADER, Status};

use crate::failure::Failure;
use crate::lang::say;
use crate::reply::Redelivery;

/// An answer, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) text: String,
    /// Why Alipay would deliver the message again, if it would.
    pub(super) redelivery: Option<Redelivery>,
}

impl Reply {
    /// Reads what was given on the command line: the answer itself, or `@` and the file that holds
    /// it.
    pub(super) fn read(argument: &str) -> Result<Self, Failure> {
        let Some(file) = argument.strip_prefix('@') else {
            return Ok(Self::parse(argument.as_bytes()));
        };
        let bytes = fs::read(file).map_err(|error| {
            Failure::at(file, say!("the reply can't be read: {error}", "无法读取应答：{error}"))
        })?;
        Ok(Self::parse(&bytes))
    }

    /// An answer is its body, or the text of a whole HTTP response.
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body(bytes)).into_owned();
        Self { redelivery: Redelivery::after(&text), text }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_alone_is_done() {
        for done in [
            "success",
            "SUCCESS",
            " success\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess",
        ] {
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
