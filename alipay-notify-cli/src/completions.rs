//! `alipay-notify completions`: what a shell needs to complete the command's arguments.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::failure::Failure;
use crate::lang::say;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  alipay-notify completions bash > \
     ~/.local/share/bash-completion/completions/alipay-notify\n  \
     alipay-notify completions zsh > ~/.zfunc/_alipay-notify\n  \
     alipay-notify completions fish > ~/.config/fish/completions/alipay-notify.fish",
    "示例：\n  alipay-notify completions bash > \
     ~/.local/share/bash-completion/completions/alipay-notify\n  \
     alipay-notify completions zsh > ~/.zfunc/_alipay-notify\n  \
     alipay-notify completions fish > ~/.config/fish/completions/alipay-notify.fish"
))]
pub(crate) struct Arguments {
    #[arg(value_name = "SHELL", help = say!("The shell", "使用的 shell"))]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut crate::Arguments::command(),
        "alipay-notify",
        &mut script,
    );
    if arguments.shell == Shell::Bash {
        script = with_one_name(script);
    }
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// The script for bash with one name for the command: `clap_complete` 4.6 takes the hyphen in it
/// for a subcommand in one half of the script, and then completes nothing after any subcommand.
fn with_one_name(script: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(script) {
        Ok(text) => text.replace("alipay__subcmd__notify", "alipay__notify").into_bytes(),
        Err(error) => error.into_bytes(),
    }
}
