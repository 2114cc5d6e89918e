//! What the user has the command read: a file, or standard input.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

/// Whether a path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The content of a file, or of standard input.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !is_stdin(path) {
        return fs::read(path);
    }
    let mut content = Vec::new();
    io::stdin().read_to_end(&mut content)?;
    Ok(content)
}

/// The same, after it was said what is waited for, where somebody sits at a terminal.
pub(crate) fn read_with_hint(path: &Path, hint: &str) -> io::Result<Vec<u8>> {
    if is_stdin(path) && io::stdin().is_terminal() {
        // Where standard error is closed there is nobody left to tell.
        let _ = writeln!(io::stderr(), "{hint}");
    }
    read(path)
}

/// A content without the one line break at its end that editors leave.
pub(crate) fn without_line_break(content: &[u8]) -> &[u8] {
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    content.strip_suffix(b"\r").unwrap_or(content)
}
