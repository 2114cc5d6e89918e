//! A form of the kind for files, `multipart/form-data`.

use super::found::Pairs;

/// The parameters of a body, if it is of that kind.
pub(super) fn pairs(body: &[u8]) -> Option<Pairs> {
    let body = body.trim_ascii_start();
    let end = body.iter().position(|byte| *byte == b'\n')?;
    let boundary = body.get(..end)?.trim_ascii_end();
    if !boundary.starts_with(b"--") {
        return None;
    }
    let mut pairs = Pairs::new();
    for part in split(body.get(end + 1..)?, boundary) {
        let Some((head, value)) = divided(part) else { continue };
        let Some(name) = name(head) else { continue };
        let value = value.strip_suffix(b"\n").unwrap_or(value);
        pairs.push((name, value.strip_suffix(b"\r").unwrap_or(value).to_vec()));
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// What stands between the boundaries, each at the beginning of a line.
fn split<'b>(body: &'b [u8], boundary: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = Some(body);
    std::iter::from_fn(move || {
        let body = rest.filter(|body| !body.is_empty())?;
        let mut line = 0;
        while let Some(text) = body.get(line..).filter(|text| !text.is_empty()) {
            if text.starts_with(boundary) {
                let after = text.iter().position(|byte| *byte == b'\n');
                rest = after.and_then(|after| text.get(after + 1..));
                return body.get(..line);
            }
            line += text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
        }
        rest = None;
        Some(body)
    })
}

/// The headers of a part and its value, with an empty line between them.
fn divided(part: &[u8]) -> Option<(&[u8], &[u8])> {
    let lines = [&b"\r\n\r\n"[..], b"\n\n"].into_iter().filter_map(|empty| {
        let at = part.windows(empty.len()).position(|bytes| bytes == empty)?;
        Some((part.get(..at)?, part.get(at + empty.len()..)?))
    });
    lines.min_by_key(|(head, _)| head.len())
}

/// What `Content-Disposition` calls the part.
fn name(head: &[u8]) -> Option<Vec<u8>> {
    const NAME: &[u8] = b" name=";
    let at = head.windows(NAME.len()).position(|bytes| bytes.eq_ignore_ascii_case(NAME))?;
    let name = head.get(at + NAME.len()..)?;
    let name = match name.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| *byte == b'"').next()?,
        None => name.split(|byte| matches!(byte, b';' | b'\r' | b'\n')).next()?,
    };
    Some(name.to_vec())
}
