//! `alipay-notify schema`: the specifications of messages.

mod check;
mod docs;
mod export;
mod import;
mod list;
mod rows;
mod show;
pub(crate) mod wording;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::lang::say;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(about = say!(
        "Make schema files from the text of document pages",
        "把文档页面变成 schema 文件"
    ))]
    Import(import::Arguments),
    #[command(about = say!("Find every mistake in schema files", "找出 schema 文件里的所有错误"))]
    Check(check::Arguments),
    #[command(about = say!("List the known messages", "列出已知的消息"))]
    List(list::Arguments),
    #[command(about = say!("Show the specification of one message", "查看一条消息的定义"))]
    Show(show::Arguments),
    #[command(about = say!("Write the specifications for other tools", "导出定义，供其他工具使用"))]
    Export(export::Arguments),
    #[command(about = say!("Write a static site that documents the messages", "生成消息文档的静态网站"))]
    Docs(docs::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Import(arguments) => import::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Docs(arguments) => docs::run(arguments),
    }
}
