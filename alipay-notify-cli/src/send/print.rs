//! What would be sent, for other tools.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::ValueEnum;

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
        let body = String::from_utf8_lossy(&signed.body()).into_owned();
        let line = match (self, to) {
            (Self::Body, _) => body,
            (Self::Curl, Some(to)) => curl(to, &recipe.content_type(), &body),
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

/// A command that posts a body. Nothing in an encoded body has a meaning for a shell, but between
/// quotes.
fn curl(to: &str, content_type: &str, body: &str) -> String {
    // Of brackets and braces curl would make several URLs.
    let literal = if to.contains(['[', ']', '{', '}']) { "--globoff " } else { "" };
    let to = to.replace('\'', r"'\''");
    format!("curl {literal}-X POST '{to}' -H 'Content-Type: {content_type}' --data-raw '{body}'")
}
