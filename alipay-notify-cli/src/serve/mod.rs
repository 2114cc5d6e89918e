//! `alipay-notify serve`: the gateway as a program.

#[cfg(feature = "full")]
mod run;

use std::path::PathBuf;
#[cfg(not(feature = "full"))]
use std::process::ExitCode;

use clap::{Args, ValueHint};

#[cfg(not(feature = "full"))]
use crate::failure::Failure;
use crate::lang::say;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "The configuration is the table [serve] of a TOML file; the guide describes it. The program \
     listens, verifies, keeps what arrives in an inbox and delivers it as CloudEvents. Its log is \
     JSON, on standard error. Keys, schemas and certificates are reloaded when their files \
     change, and on SIGHUP.\n\n\
     Exit codes:\n  0  it was stopped, or the configuration has no mistakes\n  \
     1  --check has found mistakes\n  2  the command can't do what it was asked to\n\n\
     Examples:\n  alipay-notify serve --config alipay-notify.toml\n  \
     alipay-notify serve --check",
    "配置是 TOML 文件中的 [serve] 表，详见指南。程序监听并验签，把收到的消息存入收件箱，\
     再以 CloudEvents 格式投递到各个目的地。日志为 JSON，写入标准错误。\
     密钥、schema 和证书的文件变更后会自动重新加载，也可用 SIGHUP 触发。\n\n\
     退出码：\n  0  已停止，或配置无误\n  1  --check 发现错误\n  2  用法有误或无法执行\n\n\
     示例：\n  alipay-notify serve --config alipay-notify.toml\n  \
     alipay-notify serve --check"
))]
pub(crate) struct Arguments {
    #[arg(
        long,
        value_name = "FILE",
        default_value = "alipay-notify.toml",
        value_hint = ValueHint::FilePath,
        help = say!("File with the configuration", "配置文件")
    )]
    config: PathBuf,
    #[arg(long, help = say!(
        "Check the configuration, print what would run, and end",
        "只检查配置，列出将要运行的内容，然后退出"
    ))]
    check: bool,
}

#[cfg(feature = "full")]
pub(crate) use run::run;

/// A full build alone has what it delivers with.
#[cfg(not(feature = "full"))]
pub(crate) fn run(_: &Arguments) -> Result<ExitCode, Failure> {
    Err(crate::build::lacks(&say!("serve", "serve 功能")))
}
