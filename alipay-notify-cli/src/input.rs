//! What the user has the command read: a file, or standard input.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use alipay_notify_explain::Capture;

use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;

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

/// The bytes of a capture, whatever it is of.
pub(crate) fn capture_bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let hint = say!(
        "reading the capture from the terminal; Ctrl-D ends it",
        "请粘贴抓取的内容，以 Ctrl-D 结束"
    );
    read_with_hint(file, &hint).map_err(|error| {
        Failure::at(
            file.display(),
            say!("the capture can't be read: {error}", "无法读取抓取的内容：{error}"),
        )
    })
}

/// The delivery in a capture.
pub(crate) fn capture_of(file: &Path, bytes: &[u8]) -> Result<Capture, Failure> {
    Capture::read(bytes).map_err(|error| {
        let why = error.localized();
        let forms = say!(
            "a capture is a raw form-encoded body, the text of an HTTP request, a curl command \
             line, or the parameters as JSON or as a program prints them",
            "可接受的形式：表单编码的原始请求体、HTTP 请求文本、curl 命令行、JSON 或程序打印的参数"
        );
        Failure::at(file.display(), say!("{why}; {forms}", "{why}；{forms}"))
    })
}
