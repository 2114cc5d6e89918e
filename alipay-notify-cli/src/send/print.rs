//! What would be sent, for other tools.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use crate::curl;
use crate::failure::Failure;
use crate::lang::say;

use super::message::Message;
use super::recipe::{Recipe, Stamps};

/// What is printed: a body as it would be sent, or a command for a shell that sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Print {
    Body,
    Curl,
}

impl Print {
    /// Prints the message, on a line of its own.
    pub(super) fn run(
        self,
        recipe: &Recipe,
        message: &Message,
        to: Option<&str>,
    ) -> Result<ExitCode, Failure> {
        let signed = recipe.sign(message, &recipe.notify_id()?, Stamps::default().next())?;
        let body = signed.body();
        let line = match (self, to) {
            (Self::Body, _) => String::from_utf8_lossy(&body).into_owned(),
            (Self::Curl, Some(to)) => {
                let content_type = recipe.content_type();
                let headers = [("Content-Type", content_type.as_bytes())];
                curl::command(to, &headers, &body).ok_or_else(too_long)?
            }
            (Self::Curl, None) => {
                let why = say!(
                    "--print curl needs the URL; add --to",
                    "--print curl 需要 URL；请加 --to"
                );
                return Err(Failure::new(why));
            }
        };
        writeln!(io::stdout(), "{line}")?;
        Ok(ExitCode::SUCCESS)
    }
}

fn too_long() -> Failure {
    Failure::new(say!(
        "the message is too long for a command line; print its --print body instead",
        "消息过长，无法写成命令行；请改用 --print body"
    ))
}
