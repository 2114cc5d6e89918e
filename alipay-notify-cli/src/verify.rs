//! `alipay-notify verify`: one captured body.

use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use alipay_notify::{Verified, VerifyError};
use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::config::{KeyOptions, SchemaOptions, Schemas};
use crate::failure::Failure;
use crate::output::{self, Fields};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  alipay-notify verify body.txt --key-file alipay_public_key.txt\n  \
                        alipay-notify verify - --key-file alipay_public_key.txt --json < body.txt\n\n\
                        Exit codes:\n  0  authentic, also where the message breaks its specification, which is then said\n  \
                        1  not authentic, or authentic but unreadable\n  \
                        2  the command can't do what it was asked to")]
pub(crate) struct Arguments {
    /// File with the request body exactly as it was received, or - for standard input
    ///
    /// One line break at the end, as editors leave it, is not taken as part of the body.
    #[arg(value_name = "FILE")]
    body: PathBuf,
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    schemas: SchemaOptions,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let verifier = arguments.keys.verifier()?;
    let schemas = arguments.schemas.load()?;
    let body = read(&arguments.body)?;
    match verifier.verify(without_line_break(&body)) {
        Ok(verified) => {
            let text = shown(&verified, &schemas, arguments.json)?;
            writeln!(io::stdout(), "{}", text.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            writeln!(io::stdout(), "{}", explained(&error, arguments.json))?;
            Ok(ExitCode::from(1))
        }
    }
}

#[derive(Serialize)]
struct Authentic<'v> {
    #[serde(flatten)]
    fields: Fields<'v>,
    authentic: bool,
}

fn shown(verified: &Verified, schemas: &Schemas, json: bool) -> io::Result<String> {
    let violations = schemas.violations(verified);
    if json {
        let fields = Fields::new(verified, &violations)?;
        return output::json_line(&Authentic { fields, authentic: true });
    }
    let schema = schemas.get(verified.envelope().msg_method());
    Ok(format!("authentic: {}", output::readable(verified, schema, &violations)))
}

fn explained(error: &VerifyError, json: bool) -> String {
    let authentic = matches!(error, VerifyError::Unreadable(_));
    if json {
        json!({ "authentic": authentic, "reason": error.to_string() }).to_string()
    } else if authentic {
        error.to_string()
    } else {
        format!("not authentic: {error}")
    }
}

fn read(file: &PathBuf) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    let result = if file.as_os_str() == "-" {
        io::stdin().read_to_end(&mut body).map(|_| body)
    } else {
        fs::read(file)
    };
    result.map_err(|error| Failure::at(file.display(), format!("the body can't be read: {error}")))
}

fn without_line_break(body: &[u8]) -> &[u8] {
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    body.strip_suffix(b"\r").unwrap_or(body)
}
