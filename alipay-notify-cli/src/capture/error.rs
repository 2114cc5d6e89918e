//! Why something is no capture.

use std::fmt;

use crate::lang::say;

/// Why a capture can't be read. Nothing of it is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CaptureError {
    /// There is nothing.
    Empty,
    /// It is in none of the forms.
    Unknown,
    /// It begins as an HTTP request, but its headers can't be told from its body.
    Headers,
    /// It begins as an HTTP request, but its chunks can't be put together.
    Chunks,
    /// A quote of the command line is not closed.
    Unclosed,
    /// The command line names no data.
    NoData,
    /// The command line takes its data from a file.
    DataInFile,
    /// The command line sends a form of another kind.
    Multipart,
    /// It begins as JSON, but breaks off or makes no sense.
    Json { line: usize, column: usize },
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self {
            Self::Empty => say!("there is nothing in it", "内容为空"),
            Self::Unknown => say!("it is in none of the known forms", "无法识别内容的形式"),
            Self::Headers => say!(
                "it begins as an HTTP request, but its headers can't be read, or no empty line follows them",
                "开头是 HTTP 请求，但请求头无法读取，或请求头之后没有空行"
            ),
            Self::Chunks => say!(
                "it is an HTTP request in chunks, and they can't be put together",
                "这是分块传输的 HTTP 请求，但各块无法拼接"
            ),
            Self::Unclosed => say!(
                "it is a curl command line with a quote that is not closed",
                "这是 curl 命令行，但有引号没有闭合"
            ),
            Self::NoData => say!(
                "it is a curl command line without data (-d, --data-raw, --data-urlencode, --data-binary)",
                "这是 curl 命令行，但没有数据（-d、--data-raw、--data-urlencode、--data-binary）"
            ),
            Self::DataInFile => say!(
                "it is a curl command line that takes its data from a file (@); give that file",
                "这是 curl 命令行，其数据取自文件（@）；请直接给出该文件"
            ),
            Self::Multipart => say!(
                "it is a curl command line that sends multipart/form-data (-F), as Alipay never does",
                "这是发送 multipart/form-data（-F）的 curl 命令行，支付宝从不这样发送"
            ),
            Self::Json { line, column } => say!(
                "it begins as JSON, but is not one object of parameters (line {line}, column {column})",
                "开头是 JSON，但不是一个由参数组成的对象（第 {line} 行，第 {column} 列）"
            ),
        };
        f.write_str(&say!(
            "{why}; a capture is a raw form-encoded body, the text of an HTTP request, a curl command line, or the \
             parameters as JSON or as a program prints them",
            "{why}；可接受的形式：表单编码的原始请求体、HTTP 请求文本、curl 命令行、JSON 或程序打印的参数"
        ))
    }
}
