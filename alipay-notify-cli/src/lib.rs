//! The `alipay-notify` command: a library with one function, so that its tests are built with the
//! feature `full`.
//!
//! Exit codes: 0 all is well, 1 a problem was found, 2 the command can't do what it was asked to.

// The documentation site is the only caller of some functions, and a build without it is complete.
#![cfg_attr(not(feature = "full"), allow(dead_code))]

mod arguments;
mod atomic_file;
mod build;
mod chinese;
mod client;
mod completions;
mod config;
mod curl;
mod demo;
mod event;
mod explain;
mod failure;
mod frame;
mod help;
mod inbox;
mod input;
mod keygen;
mod lang;
mod listen;
mod listing;
mod mock_channel;
mod output;
mod pretty;
mod printable;
mod replay;
mod schema;
mod schemas;
mod send;
mod serve;
mod settings;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;
use lang::{Language, say};

#[derive(Debug, Parser)]
#[command(
    name = "alipay-notify",
    version,
    about = say!(
        "Receive Alipay's message notifications (支付宝消息服务): specify, sign and send, listen, and \
         find out why a verification failed",
        "接收支付宝消息服务的通知：定义消息、签名并发送、监听，以及查明验签失败的原因"
    ),
    after_help = say!(
        "Exit codes: 0 all is well, 1 a problem was found, 2 the command can't do what it was \
         asked to.",
        "退出码：0 正常，1 发现问题，2 用法有误或无法执行。"
    ) + &build::after_help(),
)]
struct Arguments {
    #[arg(
        long,
        global = true,
        display_order = arguments::LAST,
        value_name = "LANGUAGE",
        help = say!("Language of the output; the locale decides otherwise", "输出语言；默认取自系统区域设置")
    )]
    lang: Option<Language>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(about = say!(
        "Deliver genuine and tampered messages to a real gateway on this machine and show what \
         becomes of each",
        "向本机的网关投递真实的和被篡改的消息，展示每条消息的结果"
    ))]
    Demo(demo::Arguments),
    #[command(about = say!(
        "Work with the specifications of messages: import, check, list, show, export",
        "消息的定义（schema 文件）：导入、检查、列出、查看、导出"
    ))]
    Schema(schema::Arguments),
    #[command(about = say!("Make a throw-away key pair", "生成一对一次性密钥"))]
    Keygen(keygen::Arguments),
    #[command(about = say!("Sign a message as Alipay does and deliver it", "像支付宝一样签名并投递一条消息"))]
    Send(send::Arguments),
    #[command(about = say!(
        "Check a captured message: what it says, or why it was not verified and how to fix it",
        "检查抓取到的消息：展示内容，或说明为何验签失败以及如何修正"
    ))]
    Explain(explain::Arguments),
    #[command(about = say!("Run a gateway that prints every delivery", "运行一个网关，展示每次投递"))]
    Listen(listen::Arguments),
    #[command(about = say!(
        "Run a mock of Alipay's long connection (长连接) that pushes messages, and misbehaves on \
         request",
        "运行长连接的模拟服务器：推送消息，并可按要求出现异常"
    ))]
    MockChannel(mock_channel::Arguments),
    #[command(about = say!("Deliver captured messages again", "重新投递抓取到的消息"))]
    Replay(replay::Arguments),
    #[command(about = say!(
        "Show which options are set by environment variables and alipay-notify.toml",
        "查看由环境变量和 alipay-notify.toml 设置的选项"
    ))]
    Config(settings::show::Arguments),
    #[command(about = say!(
        "Look after an inbox: list, show, retry, drop, export and purge messages",
        "管理收件箱：列出、查看、重试、放弃、导出和清除消息"
    ))]
    Inbox(inbox::Arguments),
    #[command(about = say!(
        "Run the gateway as a program that delivers events to HTTP, NATS, Redis, RabbitMQ or \
         standard output",
        "把网关作为独立程序运行，将消息投递到 HTTP、NATS、Redis、RabbitMQ 或标准输出"
    ))]
    Serve(serve::Arguments),
    #[command(about = say!("Print a completion script for a shell", "输出 shell 的补全脚本"))]
    Completions(completions::Arguments),
}

/// Does what the arguments of the process ask for.
#[must_use]
pub fn run() -> ExitCode {
    let result = match arguments::parse::<Arguments>().command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Keygen(arguments) => keygen::run(&arguments),
        Command::Send(arguments) => send::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Listen(arguments) => listen::run(&arguments),
        Command::MockChannel(arguments) => mock_channel::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Config(arguments) => settings::show::run(&arguments),
        Command::Inbox(arguments) => inbox::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    result.unwrap_or_else(Failure::report)
}
