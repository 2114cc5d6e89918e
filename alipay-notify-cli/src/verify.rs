//! `alipay-notify verify`: one captured body.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alipay_notify::{Rejection, Verified};
use alipay_notify_explain::{Capture, CaptureKind};
use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::chinese::Localized;
use crate::config::{KeyOptions, SchemaOptions};
use crate::failure::Failure;
use crate::input::{self, without_line_break};
use crate::lang::say;
use crate::output::{self, Fields};
use crate::schemas::Schemas;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  alipay-notify verify body.txt --key-file alipay_public_key.txt\n  \
     alipay-notify verify - --key-file alipay_public_key.txt --json < body.txt\n\n\
     Exit codes:\n  0  authentic, also where the message breaks its specification, which is then said\n  \
     1  not authentic, or authentic but unreadable\n  \
     2  the command can't do what it was asked to",
    "示例：\n  alipay-notify verify body.txt --key-file alipay_public_key.txt\n  \
     alipay-notify verify - --key-file alipay_public_key.txt --json < body.txt\n\n\
     退出码：\n  0  消息真实；不符合定义的地方也会指出\n  \
     1  消息不真实，或真实但无法读取\n  \
     2  用法有误或无法执行"
))]
pub(crate) struct Arguments {
    #[arg(
        value_name = "FILE",
        help = say!(
            "File with the request body exactly as it was received, or - for standard input; one line break at the \
             end, as editors leave it, is not taken as part of the body. HTTP requests, as listen --save writes them, \
             curl command lines and JSON objects of parameters are read as well",
            "原样保存的请求体，- 表示标准输入；末尾由编辑器加上的一个换行不计入请求体。也可以是 HTTP 请求（如 listen --save \
             所写）、curl 命令行或由参数组成的 JSON 对象"
        )
    )]
    body: PathBuf,
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[arg(long, help = say!("Print one JSON object", "输出一个 JSON 对象"))]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let verifier = arguments.keys.verifier()?;
    let schemas = arguments.schemas.load()?;
    match verifier.verify(&body(&arguments.body)?) {
        Ok(verified) => {
            let text = shown(&verified, &schemas, arguments.json)?;
            writeln!(io::stdout(), "{}", text.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            writeln!(io::stdout(), "{}", explained(&error, arguments.json))?;
            Ok(ExitCode::from(1))
        }
    }
}

#[derive(Serialize)]
struct Authentic<'v> {
    #[serde(flatten)]
    fields: Fields<'v>,
    authentic: bool,
}

fn shown(verified: &Verified, schemas: &Schemas, json: bool) -> io::Result<String> {
    let violations = schemas.violations(verified);
    if json {
        let fields = Fields::new(verified, &violations)?;
        return output::json_line(&Authentic { fields, authentic: true });
    }
    let schema = schemas.get(verified.envelope().msg_method());
    let readable = output::readable(verified, schema, &violations);
    Ok(say!("authentic: {readable}", "验证通过：{readable}"))
}

fn explained(error: &Rejection, json: bool) -> String {
    let authentic = matches!(error, Rejection::Unreadable(_));
    if json {
        json!({ "authentic": authentic, "reason": error.to_string() }).to_string()
    } else if authentic {
        error.localized()
    } else {
        let why = error.localized();
        say!("not authentic: {why}", "验证未通过：{why}")
    }
}

/// The body of what was captured. What is no capture is a body that is not authentic; so is one
/// with other text around it.
fn body(file: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = input::read(file).map_err(|error| {
        Failure::at(
            file.display(),
            say!("the body can't be read: {error}", "无法读取请求体：{error}"),
        )
    })?;
    Ok(match Capture::read(&bytes) {
        Ok(capture) if capture.left_out == 0 && capture.kind != CaptureKind::Printed => {
            capture.body
        }
        _ => without_line_break(&bytes).to_vec(),
    })
}
