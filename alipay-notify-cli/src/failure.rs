//! What keeps the command from doing what it was asked to.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::lang::say;
use crate::output::{self, WRONG};
use crate::printable::{one_line, printable};

/// One line for the user.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something about the command line, a file or the machine.
    Because(String),
    /// Nobody reads the output any more.
    OutputClosed,
}

impl Failure {
    pub(crate) fn new(what: impl Display) -> Self {
        Self::Because(what.to_string())
    }

    /// A failure about something with a name, such as a file.
    pub(crate) fn at(place: impl Display, what: impl Display) -> Self {
        Self::Because(format!("{place}: {what}"))
    }

    /// Tells the user, or with `--json` the program, and says how to exit.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            // Where standard error is closed there is nobody left to tell.
            Self::Because(what) if output::is_json() => {
                let error = one_line(&serde_json::json!({ "error": what }).to_string());
                let _ = writeln!(io::stderr(), "{error}");
                ExitCode::from(2)
            }
            Self::Because(what) => {
                let label = say!("error: ", "错误：");
                let _ = writeln!(anstream::stderr(), "{WRONG}{label}{WRONG:#}{}", printable(&what));
                ExitCode::from(2)
            }
            Self::OutputClosed => ExitCode::SUCCESS,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::at(say!("output", "输出"), error),
        }
    }
}
