//! What stands around a key where it was copied from.

use std::borrow::Cow;

use super::error::KeyError;
use super::text::is_path;

/// The key of a text: without white space, a byte order mark, quotes and `NAME=` around it, and
/// with real line breaks where it has `\n` for them.
pub(crate) fn unwrapped(text: &str) -> Result<Cow<'_, str>, KeyError> {
    let mut key = trimmed(text);
    while let Some(inner) = without_name(key).or_else(|| without_quotes(key)) {
        key = trimmed(inner);
    }
    if key.is_empty() {
        return Err(KeyError::Empty);
    }
    if is_path(key) || !key.contains("\\n") {
        return Ok(Cow::Borrowed(key));
    }
    Ok(Cow::Owned(key.replace("\\r", "").replace("\\n", "\n")))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|ch: char| ch.is_whitespace() || ch == '\u{feff}')
}

/// `"key"`, also with the `;` or `,` after it.
fn without_quotes(text: &str) -> Option<&str> {
    let text = text.trim_end_matches([';', ',']).trim_end();
    ["\"\"", "''", "``", "“”"].iter().find_map(|quotes| {
        let mut quotes = quotes.chars();
        let inner = text.strip_prefix(quotes.next()?)?;
        inner.strip_suffix(quotes.next()?)
    })
}

/// `NAME=key`, `export NAME=key`, `name: key`.
fn without_name(text: &str) -> Option<&str> {
    let text = text.strip_prefix("export ").unwrap_or(text).trim_start();
    let (name, key) = text.split_once('=').or_else(|| text.split_once(": "))?;
    let name = name.trim_end();
    let is_name = (1..=LONGEST_NAME).contains(&name.len())
        && name.chars().all(|ch| ch.is_ascii_alphanumeric() || "_.-".contains(ch));
    // The `=` at the end of base64 is followed by nothing, or by another one.
    let is_key = !key.trim_matches(['=', ' ']).is_empty();
    (is_name && is_key).then_some(key)
}

/// Keys are longer.
const LONGEST_NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_a_key_is_gone() {
        for (text, key) in [
            ("\u{feff} MIIB \r\n", "MIIB"),
            ("\"MIIB\"", "MIIB"),
            ("'MIIB';", "MIIB"),
            ("“MIIB”", "MIIB"),
            ("ALIPAY_PUBLIC_KEY=MIIB", "MIIB"),
            ("export KEY='MIIB'", "MIIB"),
            ("alipay.public-key = \"MIIB\"", "MIIB"),
            ("publicKey: \"MIIB\",", "MIIB"),
            ("a=\"-----BEGIN X-----\\nMII\\r\\nB\\n\"", "-----BEGIN X-----\nMII\nB\n"),
            ("AAECAwQFBgcICQoLDA0ODw==", "AAECAwQFBgcICQoLDA0ODw=="),
            ("C:\\new\\key.pem", "C:\\new\\key.pem"),
            ("\"", "\""),
        ] {
            assert_eq!(unwrapped(text).as_deref(), Ok(key), "{text}");
        }
        for text in ["", " \n", "\"\"", "'' "] {
            assert_eq!(unwrapped(text), Err(KeyError::Empty), "{text}");
        }
    }
}
