//! `alipay-notify schema show`: the specification of one message.

mod terminal;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::config::SchemaOptions;
use crate::failure::Failure;
use crate::lang::say;
use crate::schemas::Known;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  alipay-notify schema show opencard\n  \
     alipay-notify schema show my.company.order.paid --schemas schemas\n  \
     alipay-notify schema show schemas/my.company.order.paid.json\n  \
     alipay-notify schema show shop --json | jq -r '.properties | keys[]'",
    "示例：\n  alipay-notify schema show opencard\n  \
     alipay-notify schema show my.company.order.paid --schemas schemas\n  \
     alipay-notify schema show schemas/my.company.order.paid.json\n  \
     alipay-notify schema show shop --json | jq -r '.properties | keys[]'"
))]
pub(crate) struct Arguments {
    #[arg(
        value_name = "MSG",
        help = say!(
            "The message: its name, a part of it that no other message has, or the path of a \
             schema file",
            "消息：消息名、能唯一确定一条消息的一部分，或 schema 文件的路径"
        )
    )]
    message: String,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[arg(
        long,
        help = say!(
            "Print the schema file as it is, a JSON Schema, also that of a built-in message",
            "原样输出 schema 文件（JSON Schema），内置的消息也可以"
        )
    )]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let schemas = arguments.schemas.load()?;
    let known = match path(&arguments.message) {
        Some(file) => Cow::Owned(Known::read(file)?),
        None => Cow::Borrowed(schemas.find(&arguments.message)?),
    };
    let text =
        if arguments.json { known.text.trim_end().to_owned() } else { terminal::written(&known) };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// A path, where that is what was given: the name of no message looks like one.
fn path(message: &str) -> Option<&Path> {
    let path = Path::new(message);
    let is_path = message.contains(std::path::is_separator)
        || path.extension().is_some_and(|extension| extension == "json");
    is_path.then_some(path)
}
