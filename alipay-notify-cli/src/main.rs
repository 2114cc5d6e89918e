//! The `alipay-notify` command.
//!
//! Exit codes: 0 all is well, 1 a problem was found, 2 the command can't do what it was asked to.

mod config;
mod demo;
mod failure;
mod listen;
mod output;
mod printable;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// Receive Alipay's message notifications (支付宝消息服务): try it, check a captured body, or listen.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str =
    "Exit codes: 0 all is well, 1 a problem was found, 2 the command can't do what it was asked to.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Deliver genuine and spoilt messages to a real gateway on this machine and show what becomes of each
    Demo(demo::Arguments),
    /// Check one captured request body: is it authentic, and what does it say?
    Verify(verify::Arguments),
    /// Run a gateway that prints every delivery
    Listen(listen::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Listen(arguments) => listen::run(&arguments),
    };
    result.unwrap_or_else(Failure::report)
}
