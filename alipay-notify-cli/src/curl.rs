//! Requests as command lines of curl.

use alipay_notify_schema::text::is_invisible;

/// As many bytes as a system takes in one argument, less some room.
const LONGEST: usize = 120 * 1024;

/// A command that posts a body with these headers. `None` where no command line can hold the body:
/// it is too long, or has a NUL in it.
pub(crate) fn command(to: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Option<String> {
    if body.len() > LONGEST {
        return None;
    }
    // Of brackets and braces curl would make several URLs.
    let literal = if to.contains(['[', ']', '{', '}']) { "--globoff " } else { "" };
    let mut command = format!("curl {literal}-X POST {}", quoted(to.as_bytes())?);
    for (name, value) in headers {
        let header = [name.as_bytes(), b": ", value].concat();
        command.extend([" -H ", &quoted(&header)?]);
    }
    Some(command + " --data-raw " + &quoted(body)?)
}

/// One word for a shell. What can't be seen, or is no text, is written in escapes, which bash and
/// zsh read.
fn quoted(bytes: &[u8]) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains(is_invisible) => {
            Some(format!("'{}'", text.replace('\'', r"'\''")))
        }
        _ => Some(format!("$'{}'", bytes.iter().map(|byte| escaped(*byte)).collect::<String>())),
    }
}

fn escaped(byte: u8) -> String {
    match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_quotes() {
        for (body, word) in [
            (&b"a=1&b=%22"[..], "'a=1&b=%22'"),
            (b"a='; rm -rf $(b) `c`", r"'a='\''; rm -rf $(b) `c`'"),
            ("支付".as_bytes(), "'支付'"),
            (b"a\n'\\\x1b[2J\xd6\xa7", r"$'a\x0a\'\\\x1b[2J\xd6\xa7'"),
            ("\u{202e}x".as_bytes(), r"$'\xe2\x80\xaex'"),
        ] {
            let expected = format!("curl -X POST 'http://a/' -H 'x-a: b' --data-raw {word}");
            assert_eq!(command("http://a/", &[("x-a", b"b")], body), Some(expected));
        }
    }

    #[test]
    fn what_no_command_line_can_hold_is_none() {
        assert_eq!(command("http://a/", &[], b"a\0"), None);
        assert_eq!(command("http://a/", &[], &vec![b'a'; LONGEST + 1]), None);
    }
}
