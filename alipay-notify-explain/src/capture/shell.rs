//! A command line as a shell splits it into words.

/// The words; `None` where a quote is not closed.
pub(super) fn split(command: &[u8]) -> Option<Vec<Vec<u8>>> {
    if command.windows(2).any(|bytes| bytes == b"^\"") {
        return Some(windows(command));
    }
    let plain = in_plain_quotes(command)?;
    let mut words = shlex::bytes::Shlex::new(&plain);
    let split: Vec<_> = words.by_ref().collect();
    (!words.had_error).then_some(split)
}

/// The words of a command that ends within a quote.
pub(super) fn split_open(command: &[u8]) -> Option<Vec<Vec<u8>>> {
    let command = command.trim_ascii_end();
    let closings: [&[u8]; 2] = [b"'", b"\""];
    closings.into_iter().find_map(|closing| split(&[command, closing].concat()))
}

/// The words of a command for the shell of Windows, as browsers write it: `^` escapes each mark,
/// quotes included; within quotes a backslash escapes a quote.
fn windows(command: &[u8]) -> Vec<Vec<u8>> {
    let mut plain = Vec::with_capacity(command.len());
    let mut rest = command;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'^' {
            plain.push(*byte);
        } else if let Some(next) = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"))
        {
            // Within quotes, a line break takes another one to escape.
            rest = next;
        } else if let Some((escaped, next)) = after.split_first() {
            plain.push(*escaped);
            rest = next;
        }
    }
    let (mut words, mut word, mut is_quoted) = (Vec::new(), Vec::new(), false);
    let mut rest = plain.as_slice();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'\\', [escaped @ (b'"' | b'\\'), next @ ..]) => {
                word.push(*escaped);
                rest = next;
            }
            (b'"', _) => is_quoted = !is_quoted,
            (space, _) if space.is_ascii_whitespace() && !is_quoted => {
                words.push(std::mem::take(&mut word));
            }
            _ => word.push(*byte),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The same command without what POSIX shells don't know: `$'…'`, in which browsers write bodies,
/// becomes `'…'`, and without continued lines, of which the splitter makes empty words.
fn in_plain_quotes(command: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(command.len());
    let (mut rest, mut quote) = (command, None);
    while let Some((byte, after)) = rest.split_first() {
        let (taken, next) = match (quote, byte, after) {
            (None, b'$', [b'\'', text @ ..]) => {
                let (text, after) = unescaped(text, b'\'')?;
                push_quoted(&text, &mut plain);
                (&[][..], after)
            }
            (None, b'\\', [b'\n', after @ ..] | [b'\r', b'\n', after @ ..]) => (&[][..], after),
            (None | Some(b'"'), b'\\', [_, after @ ..]) => (&rest[..2], after),
            _ => (&rest[..1], after),
        };
        plain.extend_from_slice(taken);
        quote = match (quote, byte) {
            (None, b'\'' | b'"') => Some(*byte),
            (Some(open), _) if open == *byte => None,
            _ => quote,
        };
        rest = next;
    }
    Some(plain)
}

/// Puts a text into single quotes, in which nothing but a single quote needs care.
fn push_quoted(text: &[u8], plain: &mut Vec<u8>) {
    plain.push(b'\'');
    for byte in text {
        match byte {
            b'\'' => plain.extend_from_slice(br"'\''"),
            _ => plain.push(*byte),
        }
    }
    plain.push(b'\'');
}

/// A text with escapes up to its closing quote, and what follows that.
pub(super) fn unescaped(mut rest: &[u8], quote: u8) -> Option<(Vec<u8>, &[u8])> {
    let mut text = Vec::new();
    loop {
        rest = match rest {
            [byte, after @ ..] if *byte == quote => return Some((text, after)),
            [b'\\', kind, after @ ..] => escape(*kind, after, &mut text),
            [byte, after @ ..] => {
                text.push(*byte);
                after
            }
            [] => return None,
        };
    }
}

/// A text with escapes that breaks off before its closing quote.
pub(super) fn broken_off(text: &[u8], quote: u8) -> Vec<u8> {
    let closed = [text, &[quote]].concat();
    unescaped(&closed, quote).map_or_else(|| text.to_vec(), |(text, _)| text)
}

/// What follows the closing quote of a text with escapes.
pub(super) fn closing(mut rest: &[u8], quote: u8) -> Option<&[u8]> {
    loop {
        rest = match rest {
            [byte, after @ ..] if *byte == quote => return Some(after),
            [b'\\', _, after @ ..] | [_, after @ ..] => after,
            [] => return None,
        };
    }
}

/// Adds what an escape stands for, and returns what follows it. What is no escape stays as it is
/// written.
fn escape<'r>(kind: u8, rest: &'r [u8], text: &mut Vec<u8>) -> &'r [u8] {
    let byte = match kind {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'a' => 0x07,
        b'b' => 0x08,
        b'v' => 0x0b,
        b'f' => 0x0c,
        b'e' | b'E' => 0x1b,
        b'\\' | b'\'' | b'"' | b'?' => kind,
        b'x' => return numbered(rest, 16, 2, text),
        b'u' => return numbered(rest, 16, 4, text),
        b'U' => return numbered(rest, 16, 8, text),
        _ => {
            text.extend([b'\\', kind]);
            return rest;
        }
    };
    text.push(byte);
    rest
}

/// Adds a character by its number: one byte by two digits, a character by more.
fn numbered<'r>(rest: &'r [u8], radix: u32, digits: usize, text: &mut Vec<u8>) -> &'r [u8] {
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let length = rest.iter().take(digits).take_while(is_digit).count();
    let (number, after) = rest.split_at(length);
    let number = number.iter().fold(0u32, |sum, byte| {
        sum.wrapping_mul(radix).wrapping_add(char::from(*byte).to_digit(radix).unwrap_or_default())
    });
    if let (2, Ok(byte)) = (digits, u8::try_from(number)) {
        text.push(byte);
    } else {
        let ch = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
    }
    after
}
