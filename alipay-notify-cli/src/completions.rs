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
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
