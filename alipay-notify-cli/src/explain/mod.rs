//! `alipay-notify explain`: whether a captured message is genuine and what it says, or why it was
//! not verified.

#[cfg(feature = "full")]
pub(crate) mod frame;
#[cfg(feature = "full")]
pub(crate) mod inspected;
mod report;
pub(crate) mod sentence;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use alipay_notify_explain::{Keys, Options, Reply, explain};
use clap::Args;

#[cfg(not(feature = "full"))]
use crate::build;
use crate::config::{self, KeyOptions, SchemaOptions};
use crate::failure::Failure;
use crate::frame::is_frame;
use crate::input;
use crate::lang::say;
use crate::schemas::Schemas;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  \
     alipay-notify explain body.txt --key-file alipay_public_key.txt\n  \
     alipay-notify explain request.http --key-file alipay_public_key.txt --app-key-file \
     app_public_key.txt\n  \
     alipay-notify explain --key-file alipay_public_key.txt --redact < body.txt\n  \
     alipay-notify explain body.txt --key-file alipay_public_key.txt --reply '{{\"code\":0}}'\n\n\
     Exit codes:\n  0  genuine, within its specification, and done if a reply was given\n  1  a \
     problem was found\n  \
     2  the command can't do what it was asked to",
    "示例：\n  \
     alipay-notify explain body.txt --key-file alipay_public_key.txt\n  \
     alipay-notify explain request.http --key-file alipay_public_key.txt --app-key-file \
     app_public_key.txt\n  \
     alipay-notify explain --key-file alipay_public_key.txt --redact < body.txt\n  \
     alipay-notify explain body.txt --key-file alipay_public_key.txt --reply '{{\"code\":0}}'\n\n\
     退出码：\n  0  消息真实且符合定义；若给出应答，应答也表示处理成功\n  1  发现问题\n  2  无法执行"
))]
pub(crate) struct Arguments {
    #[arg(value_name = "FILE", default_value = "-", help = say!(
        "Captured delivery, or - for standard input: a raw body, the text of an HTTP request, a \
         curl command line, the parameters as JSON or as a program prints them, or a frame of the \
         long connection, whole or its JSON; which one is found out",
        "抓取的投递，- 表示标准输入；自动识别原始请求体、HTTP 请求文本、curl 命令行、JSON 或程序打印的参数，\
         以及长连接的帧（整个或只有 JSON）"
    ))]
    file: PathBuf,
    #[command(flatten)]
    keys: KeyOptions,
    #[arg(long, value_name = "FILE", help = say!(
        "File with the app's own public key (应用公钥), to find out whether the two were mixed up",
        "应用公钥文件，用于判断是否与支付宝公钥混淆"
    ))]
    app_key_file: Option<PathBuf>,
    #[arg(long, value_name = "TEXT", help = say!(
        "What your server answered, body or whole HTTP response; @FILE reads it from a file. Says \
         whether Alipay would deliver again",
        "服务器的应答：正文或完整的 HTTP 应答，@FILE 表示从文件读取；用于判断支付宝是否会重新投递"
    ))]
    reply: Option<String>,
    #[arg(long, help = say!(
        "Print no part of biz_content, so that the output can be shown to others",
        "不输出 biz_content 的任何值，便于把结果发给他人"
    ))]
    redact: bool,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[arg(long, help = say!("Print one JSON document", "输出一个 JSON 文档"))]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut keys = arguments.keys.keys()?;
    if let Some(file) = &arguments.app_key_file {
        keys = keys.own_key(file.display().to_string(), config::own_key(file)?);
    }
    let schemas = arguments.schemas.load()?;
    let mut options = Options::new().schemas(schemas.iter());
    if let Some(reply) = &arguments.reply {
        options = options.reply(read_reply(reply)?);
    }
    let bytes = input::capture_bytes(&arguments.file)?;
    if is_frame(&bytes) {
        return explain_frame(arguments, &bytes, &keys, &schemas);
    }
    let capture = input::capture_of(&arguments.file, &bytes)?;
    // It may be long, and the capture has what is needed of it.
    drop(bytes);

    let explanation = explain(&capture, &keys, &options);
    let report = report::Report { explanation: &explanation, redact: arguments.redact };
    let text = if arguments.json { report.json_text()? } else { report.text() };
    writeln!(anstream::stdout(), "{text}")?;
    Ok(if explanation.cause.is_fine() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Explains a frame of the long connection.
fn explain_frame(
    arguments: &Arguments,
    bytes: &[u8],
    keys: &Keys,
    schemas: &Schemas,
) -> Result<ExitCode, Failure> {
    if arguments.reply.is_some() {
        let why = say!(
            "this is a frame of the long connection, which is not replied to but acknowledged by \
             another frame; leave out --reply",
            "这是长连接的帧，不用应答，而是由另一个帧确认；请去掉 --reply"
        );
        return Err(Failure::at(arguments.file.display(), why));
    }
    #[cfg(feature = "full")]
    return frame::run(bytes, keys, schemas, arguments.redact, arguments.json);
    #[cfg(not(feature = "full"))]
    {
        let _ = (bytes, keys, schemas);
        Err(build::lacks(&say!("long connection", "长连接")))
    }
}

/// What was given on the command line: the reply itself, or `@` and the file that holds it.
fn read_reply(argument: &str) -> Result<Reply, Failure> {
    let Some(file) = argument.strip_prefix('@') else {
        return Ok(Reply::read(argument.as_bytes()));
    };
    let bytes = fs::read(file).map_err(|error| {
        Failure::at(file, say!("the reply can't be read: {error}", "无法读取应答：{error}"))
    })?;
    Ok(Reply::read(&bytes))
}
