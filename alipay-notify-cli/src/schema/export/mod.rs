//! `alipay-notify schema export`: the specifications for other tools.

#[cfg(feature = "full")]
mod asyncapi;
#[cfg(feature = "full")]
mod event;
mod named;
mod openapi;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::atomic_file;
use crate::config::SchemaOptions;
use crate::failure::Failure;
use crate::lang::say;
use crate::printable::printable;
use crate::schemas::{Known, Schemas};
use named::Named;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "With --openapi, each message is a webhook of that name: a POST of a form with the nine common \
     parameters, biz_content among them, whose schema is the message's own file; or, of a \
     notification, with the parameters that the file lists. Your gateway answers by success or \
     fail.\n\n\
     With --asyncapi or --events, each message is the event that `alipay-notify serve` sends to \
     its destinations: CloudEvents 1.0, whose data is what the file specifies.\n\n\
     Examples:\n  alipay-notify schema export --openapi > openapi.json\n  \
     alipay-notify schema export --openapi --schemas schemas --out openapi.json\n  \
     alipay-notify schema export --asyncapi --out asyncapi.json\n  \
     alipay-notify schema export --events opencard shop",
    "使用 --openapi 时，每条消息是一个同名的 webhook：以表单 POST 九个公共参数，其中 biz_content \
     的结构由该消息的 schema 文件定义；异步通知则以表单 POST schema 文件所列的参数。\
     网关应答 success 或 fail。\n\n\
     使用 --asyncapi 或 --events 时，每条消息是 `alipay-notify serve` 发往各目的地的事件，\
     遵循 CloudEvents 1.0，其 data 的结构由 schema 文件定义。\n\n\
     示例：\n  alipay-notify schema export --openapi > openapi.json\n  \
     alipay-notify schema export --openapi --schemas schemas --out openapi.json\n  \
     alipay-notify schema export --asyncapi --out asyncapi.json\n  \
     alipay-notify schema export --events opencard shop"
))]
pub(crate) struct Arguments {
    #[arg(
        value_name = "MSG",
        help = say!(
            "Messages, by name or a part of it that no other message has; all known ones where \
             none is named",
            "消息：消息名，或能唯一确定一条消息的一部分；不指定则导出所有已知的消息"
        )
    )]
    messages: Vec<String>,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[command(flatten)]
    form: Form,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "Write to this file, in the place of what is in it, and not to standard output",
            "写入该文件（覆盖原有内容），不写到标准输出"
        )
    )]
    out: Option<PathBuf>,
}

/// What is written.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Form {
    #[arg(
        long,
        help = say!("Write an OpenAPI 3.1 document, as JSON", "导出 OpenAPI 3.1 文档（JSON）")
    )]
    openapi: bool,
    #[arg(
        long,
        help = say!("Write an AsyncAPI 3.0 document, as JSON", "导出 AsyncAPI 3.0 文档（JSON）")
    )]
    asyncapi: bool,
    #[arg(
        long,
        help = say!("Write the JSON Schema of the events", "导出事件的 JSON Schema")
    )]
    events: bool,
}

impl Form {
    fn document(&self, messages: &[Named<'_>]) -> Result<String, Failure> {
        if self.openapi { Ok(openapi::document(messages)?) } else { self.events(messages) }
    }

    #[cfg(feature = "full")]
    fn events(&self, messages: &[Named<'_>]) -> Result<String, Failure> {
        let document = if self.asyncapi { asyncapi::document } else { event::document };
        Ok(document(messages)?)
    }

    /// A full build alone has events.
    #[cfg(not(feature = "full"))]
    #[expect(clippy::unused_self, reason = "a full build looks which of them")]
    fn events(&self, _: &[Named<'_>]) -> Result<String, Failure> {
        Err(crate::build::lacks(&say!("events", "事件")))
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let schemas = arguments.schemas.load()?;
    let known = chosen(&schemas, &arguments.messages)?;
    let document = arguments.form.document(&Named::all(&known))?;
    let Some(file) = &arguments.out else {
        writeln!(io::stdout(), "{document}")?;
        return Ok(ExitCode::SUCCESS);
    };
    atomic_file::replace(file, (document + "\n").as_bytes()).map_err(|error| {
        Failure::at(
            file.display(),
            say!("the file can't be written: {error}", "无法写入文件：{error}"),
        )
    })?;
    let (count, name) = (known.len(), printable(&file.to_string_lossy()));
    let plural = if count == 1 { "" } else { "s" };
    writeln!(
        io::stdout(),
        "{}",
        say!("{count} message{plural} written to {name}", "已将 {count} 条消息写入 {name}")
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The messages that the user named, each once and in order; all of them where none is named.
fn chosen<'s>(schemas: &'s Schemas, names: &[String]) -> Result<Vec<&'s Known>, Failure> {
    if names.is_empty() {
        return Ok(schemas.known().collect());
    }
    let found: Vec<_> = names.iter().map(|name| schemas.find(name)).collect::<Result<_, _>>()?;
    let is_wanted = |known: &&Known| found.iter().any(|other| std::ptr::eq(*other, *known));
    Ok(schemas.known().filter(is_wanted).collect())
}
