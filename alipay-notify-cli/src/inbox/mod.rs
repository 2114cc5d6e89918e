//! `alipay-notify inbox`: what is in an inbox, and what is done about it by hand.

mod age;
#[cfg(feature = "full")]
mod export;
#[cfg(feature = "full")]
mod list;
#[cfg(feature = "full")]
mod mend;
#[cfg(feature = "full")]
mod opened;
#[cfg(feature = "full")]
mod purge;
#[cfg(feature = "full")]
mod show;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use crate::config::SchemaOptions;
use crate::failure::Failure;
use crate::lang::say;

/// Names an inbox where `--url` does not.
const VARIABLE: &str = "ALIPAY_NOTIFY_INBOX_URL";

#[derive(Debug, Args)]
#[command(after_help = say!(
    "The inbox is named by its URL: sqlite:inbox.db, postgres://user@host/database or \
     nats://user@host/NAME. Put a URL with a password into the environment variable {VARIABLE}: \
     what stands on a command line is no secret.\n\n\
     Contents of messages, and the words with which handlers failed, are shown with \
     --show-content only, and exported.\n\n\
     Examples:\n  alipay-notify inbox list --url sqlite:inbox.db\n  \
     alipay-notify inbox list --state dead --json\n  \
     alipay-notify inbox show 2014060600164699:n1 --show-content\n  \
     alipay-notify inbox retry --dead\n  \
     alipay-notify inbox purge --older-than 90d",
    "收件箱由 URL 指定：sqlite:inbox.db、postgres://user@host/database 或 \
     nats://user@host/NAME。含有密码的 URL 请放入环境变量 {VARIABLE}：\
     命令行上的内容无法保密。\n\n\
     消息内容，以及处理函数失败时的说明，只有加上 --show-content 才会显示；导出的文件中也有消息内容。\n\n\
     示例：\n  alipay-notify inbox list --url sqlite:inbox.db\n  \
     alipay-notify inbox list --state dead --json\n  \
     alipay-notify inbox show 2014060600164699:n1 --show-content\n  \
     alipay-notify inbox retry --dead\n  \
     alipay-notify inbox purge --older-than 90d"
))]
pub(crate) struct Arguments {
    #[arg(
        long,
        global = true,
        value_name = "URL",
        hide_default_value = true,
        help = say!(
            "The inbox; the environment variable {VARIABLE} names it otherwise",
            "收件箱；默认取自环境变量 {VARIABLE}"
        )
    )]
    url: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(
        about = say!(
            "List what is in an inbox; exit code 1 if messages are dead",
            "列出收件箱中的消息；有死信时退出码为 1"
        ),
        after_help = say!(
            "Exit codes:\n  0  no message is dead\n  1  some are, whether they are listed or not\n\
             \x20 2  the command can't do what it was asked to",
            "退出码：\n  0  没有死信\n  1  有死信，不论是否列出\n  2  用法有误或无法执行"
        )
    )]
    List(ListArguments),
    #[command(about = say!("Show one message", "查看一条消息"))]
    Show(ShowArguments),
    #[command(
        about = say!(
            "Have messages tried again at once, with all their attempts",
            "立即重新处理消息，尝试次数重新计算"
        ),
        after_help = mending_help()
    )]
    Retry(RetryArguments),
    #[command(
        about = say!(
            "Count messages as done, without handling them",
            "不再处理这些消息，视为已完成"
        ),
        after_help = mending_help()
    )]
    Drop(DropArguments),
    #[command(about = say!(
        "Write messages to files that `replay` and `explain` read",
        "把消息写成 replay 和 explain 可读取的文件"
    ))]
    Export(ExportArguments),
    #[command(about = say!(
        "Remove old messages that are done, or those that are dead",
        "清除已完成的旧消息，或死信"
    ))]
    Purge(PurgeArguments),
}

fn mending_help() -> String {
    say!(
        "Exit codes:\n  0  all were changed\n  1  one is not there, is being handled, or is done\n\
         \x20 2  the command can't do what it was asked to",
        "退出码：\n  0  全部已更改\n  1  有消息不存在、正在处理或已完成\n  2  用法有误或无法执行"
    )
}

/// How it is printed.
#[derive(Debug, Args)]
struct OutputOptions {
    #[arg(long, help = say!("Print one JSON object", "输出一个 JSON 对象"))]
    json: bool,
}

/// Which of its messages.
#[derive(Debug, Args)]
struct FilterOptions {
    #[arg(
        long,
        value_enum,
        value_name = "STATE",
        help = say!(
            "Those in this state only; give it several times for several states",
            "只取处于该状态的消息；多个状态可重复使用此选项"
        )
    )]
    state: Vec<StateName>,
    #[arg(long, value_name = "NAME", help = say!(
        "Messages of this name only, such as trade_status_sync",
        "只取该名称的消息，如 trade_status_sync"
    ))]
    name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StateName {
    Waiting,
    Running,
    Stuck,
    Done,
    Dead,
}

#[derive(Debug, Args)]
struct ListArguments {
    #[command(flatten)]
    output: OutputOptions,
    #[command(flatten)]
    filter: FilterOptions,
    #[arg(
        long,
        value_name = "N",
        default_value_t = 100,
        help = say!("How many, at most; the oldest first", "最多列出的条数，最早的在前")
    )]
    limit: u32,
}

#[derive(Debug, Args)]
struct ShowArguments {
    #[arg(value_name = "KEY", help = say!("The key, as `list` shows it", "消息的 key，见 list 的输出"))]
    key: String,
    #[command(flatten)]
    output: OutputOptions,
    #[arg(long, help = say!(
        "Show the content, and what became of the last attempt in the handler's own words",
        "显示消息内容，以及处理函数对上次失败的说明"
    ))]
    show_content: bool,
    #[arg(long, value_name = "FILE", requires = "show_content", help = say!(
        "File with the app's content key (接口内容加密方式, AES): opens encrypted messages",
        "应用的内容密钥文件（接口内容加密方式，AES）：用于解密消息"
    ))]
    content_key_file: Option<PathBuf>,
    #[command(flatten)]
    schemas: SchemaOptions,
}

#[derive(Debug, Args)]
struct RetryArguments {
    #[arg(
        value_name = "KEY",
        required_unless_present = "dead",
        help = say!("Their keys, as `list` shows them", "消息的 key，见 list 的输出")
    )]
    keys: Vec<String>,
    #[arg(long, conflicts_with = "keys", help = say!("All that are dead", "所有死信"))]
    dead: bool,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Args)]
struct DropArguments {
    #[arg(
        value_name = "KEY",
        required = true,
        help = say!("Their keys, as `list` shows them", "消息的 key，见 list 的输出")
    )]
    keys: Vec<String>,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Args)]
struct ExportArguments {
    #[arg(long, value_name = "DIR", help = say!(
        "Folder to write the files to; it is made if it is not there. A file that is there is left",
        "存放文件的目录，不存在则创建；已存在的文件不会改动"
    ))]
    out: PathBuf,
    #[command(flatten)]
    output: OutputOptions,
    #[command(flatten)]
    filter: FilterOptions,
}

#[derive(Debug, Args)]
struct PurgeArguments {
    #[arg(
        long,
        value_name = "AGE",
        value_parser = age::parse,
        help = say!(
            "Those that ended longer ago than this, such as 90d or 12h; what could still be \
             delivered again stays in any case",
            "结束时间早于此时长的消息，如 90d、12h；仍可能重新投递的消息始终保留"
        )
    )]
    older_than: Duration,
    #[arg(long, help = say!(
        "Remove those that are dead, instead of those that are done",
        "清除死信，而不是已完成的消息"
    ))]
    dead: bool,
    #[command(flatten)]
    output: OutputOptions,
}

#[cfg(feature = "full")]
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(Failure::new)?.block_on(async {
        let inbox = opened::open(arguments.url.as_deref()).await?;
        match &arguments.command {
            Command::List(arguments) => list::run(&inbox, arguments).await,
            Command::Show(arguments) => show::run(&inbox, arguments).await,
            Command::Retry(arguments) => mend::retry(&inbox, arguments).await,
            Command::Drop(arguments) => mend::discard(&inbox, arguments).await,
            Command::Export(arguments) => export::run(&inbox, arguments).await,
            Command::Purge(arguments) => purge::run(&inbox, arguments).await,
        }
    })
}

/// A full build alone has the engines.
#[cfg(not(feature = "full"))]
pub(crate) fn run(_: &Arguments) -> Result<ExitCode, Failure> {
    Err(crate::build::lacks(&say!("inboxes", "收件箱功能")))
}
