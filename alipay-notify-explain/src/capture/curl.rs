//! A command line of curl, as browsers copy it and Alipay's documents have it.

use super::found::Pairs;
use super::{Capture, CaptureError, CaptureKind, Carrier, body, cut, encoded, http, query, shell};

/// Whether a text is a command line of curl, perhaps after a prompt.
pub(super) fn begins(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"$").unwrap_or(text).trim_ascii_start();
    matches!(text.split_at_checked(4), Some((name, [next, ..]))
        if name.eq_ignore_ascii_case(b"curl") && next.is_ascii_whitespace())
}

/// Reads the command line. Options that say nothing about the request are passed over.
pub(super) fn parse(text: &[u8]) -> Result<Capture, CaptureError> {
    let text = text.strip_prefix(b"$").unwrap_or(text);
    // A text that was cut ends within a quote.
    let (words, is_open) = match shell::split(text) {
        Some(words) => (words, false),
        None => (shell::split_open(text).ok_or(CaptureError::Unclosed)?, true),
    };
    let mut command = Command::default();
    let is_name = |word: &Vec<u8>| word.eq_ignore_ascii_case(b"curl");
    let mut words = words.into_iter().skip(1);
    let mut count = 1;
    while let Some(word) = words.next() {
        if is_name(&word) {
            // Another command follows.
            count += 1 + words.filter(is_name).count();
            break;
        }
        command.take(&word, &mut words)?;
    }
    let capture = command.into_capture().map(|capture| Capture { count, ..capture });
    if !is_open {
        return capture;
    }
    let mut capture = capture.map_err(|_| CaptureError::Unclosed)?;
    capture.cut = cut::Ending::of(text, &(0..text.len()), true).cut(&capture);
    if capture.cut.is_some() { Ok(capture) } else { Err(CaptureError::Unclosed) }
}

/// What a command line says of the request.
#[derive(Debug, Default)]
struct Command {
    method: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    headers: Vec<(String, String)>,
    /// The parts of the body, which curl joins by `&`.
    data: Vec<Vec<u8>>,
    /// The parts of a form of the kind for files.
    parts: Pairs,
    is_built: bool,
}

/// What an option with a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Method,
    Header,
    Url,
    /// Sent as it is written, unless it names a file.
    Data,
    /// Sent as it is written.
    RawData,
    /// Encoded before it is sent.
    EncodedData,
    Multipart,
    /// Nothing about the request.
    Other,
}

impl Command {
    /// Takes a word, and the next one where that is its value.
    fn take(
        &mut self,
        word: &[u8],
        following: &mut impl Iterator<Item = Vec<u8>>,
    ) -> Result<(), CaptureError> {
        match word {
            [b'-', b'-', ..] => match long(word) {
                Some(meaning) => self.mean(meaning, &following.next().unwrap_or_default()),
                None => Ok(()),
            },
            [b'-', cluster @ ..] if !cluster.is_empty() => match short(cluster) {
                Some((meaning, [])) => self.mean(meaning, &following.next().unwrap_or_default()),
                Some((meaning, value)) => self.mean(meaning, value),
                None => Ok(()),
            },
            _ => self.mean(Meaning::Url, word),
        }
    }

    fn mean(&mut self, meaning: Meaning, value: &[u8]) -> Result<(), CaptureError> {
        match meaning {
            // Lower-cased documents have `-x post`; to curl, `-x` is a proxy.
            Meaning::Method if value.iter().all(u8::is_ascii_alphabetic) => {
                self.method = Some(value.to_vec());
            }
            Meaning::Header => self.headers.extend(header(value)),
            Meaning::Url if self.target.is_none() => self.target = Some(value.to_vec()),
            Meaning::Data if value.starts_with(b"@") => return Err(CaptureError::DataInFile),
            Meaning::Data | Meaning::RawData => self.data.push(value.to_vec()),
            Meaning::EncodedData => {
                self.data.push(data_of(value)?);
                self.is_built = true;
            }
            Meaning::Multipart => self.parts.extend(part(value)),
            Meaning::Method | Meaning::Url | Meaning::Other => {}
        }
        Ok(())
    }

    fn into_capture(self) -> Result<Capture, CaptureError> {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let (has_data, target) = (!self.data.is_empty(), self.target.map(text));
        let is_query = || {
            let query = target.as_deref().and_then(query);
            query.is_some_and(|query| body::is_form(query.as_bytes()))
        };
        if !has_data && self.parts.is_empty() && !is_query() {
            return Err(CaptureError::NoData);
        }
        let method = if has_data || !self.parts.is_empty() { "POST" } else { "GET" };
        let mut capture = Capture {
            method: Some(self.method.map_or_else(|| method.to_owned(), text)),
            target,
            headers: self.headers,
            is_built: self.is_built,
            ..Capture::new(CaptureKind::Curl, self.data.join(&b'&'))
        };
        if self.parts.is_empty() {
            http::carried(&mut capture);
        } else {
            http::carry(&mut capture, Carrier::Multipart, &self.parts);
        }
        Ok(capture)
    }
}

/// What a long option means, if it takes a value; in any letter case.
fn long(option: &[u8]) -> Option<Meaning> {
    const OTHERS: [&[u8]; 18] = [
        b"--cacert",
        b"--cert",
        b"--connect-timeout",
        b"--cookie",
        b"--cookie-jar",
        b"--interface",
        b"--key",
        b"--limit-rate",
        b"--max-time",
        b"--output",
        b"--proxy",
        b"--referer",
        b"--resolve",
        b"--retry",
        b"--upload-file",
        b"--user",
        b"--user-agent",
        b"--write-out",
    ];
    match option.to_ascii_lowercase().as_slice() {
        b"--request" => Some(Meaning::Method),
        b"--header" => Some(Meaning::Header),
        b"--url" => Some(Meaning::Url),
        b"--data" | b"--data-ascii" | b"--data-binary" => Some(Meaning::Data),
        b"--data-raw" => Some(Meaning::RawData),
        b"--data-urlencode" => Some(Meaning::EncodedData),
        b"--form" | b"--form-string" => Some(Meaning::Multipart),
        option => OTHERS.contains(&option).then_some(Meaning::Other),
    }
}

/// What the first short option of a cluster such as `-sXPOST` means that takes a value, and the
/// value if it is there.
fn short(cluster: &[u8]) -> Option<(Meaning, &[u8])> {
    let meanings = cluster.iter().map(|option| match option {
        b'X' | b'x' => Some(Meaning::Method),
        b'H' | b'h' => Some(Meaning::Header),
        b'd' => Some(Meaning::Data),
        b'F' => Some(Meaning::Multipart),
        b'A' | b'b' | b'c' | b'e' | b'E' | b'K' | b'm' | b'o' | b'T' | b'u' | b'w' => {
            Some(Meaning::Other)
        }
        _ => None,
    });
    let (at, meaning) = meanings.enumerate().find_map(|(at, meaning)| Some((at, meaning?)))?;
    Some((meaning, cluster.get(at + 1..).unwrap_or_default()))
}

/// The part of `-F name=value`.
fn part(argument: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let at = argument.iter().position(|byte| *byte == b'=')?;
    Some((argument.get(..at)?.to_vec(), argument.get(at + 1..)?.to_vec()))
}

fn header(line: &[u8]) -> Option<(String, String)> {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

/// The data of `--data-urlencode`: `name=text`, `=text` or `text`, of which the text is encoded.
fn data_of(argument: &[u8]) -> Result<Vec<u8>, CaptureError> {
    let position = |sign| argument.iter().position(|byte| *byte == sign);
    let sign = position(b'=').or_else(|| position(b'@'));
    let (name, text) = argument.split_at(sign.unwrap_or_default());
    match text {
        [b'@', ..] if sign.is_some() => Err(CaptureError::DataInFile),
        // A name stays as it is written.
        [b'=', text @ ..] if !name.is_empty() => {
            Ok([name, b"=", encoded(text).as_bytes()].concat())
        }
        [b'=', text @ ..] => Ok(encoded(text).into_bytes()),
        _ => Ok(encoded(argument).into_bytes()),
    }
}
