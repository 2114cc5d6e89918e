//! `alipay-notify verify`: one captured body.

use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use alipay_notify::{Verified, VerifyError, Violations};
use clap::Args;
use serde_json::json;

use crate::config::{KeyOptions, SchemaOptions};
use crate::failure::Failure;
use crate::output;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  alipay-notify verify body.txt --key-file alipay_public_key.txt\n  \
                        alipay-notify verify - --key-file alipay_public_key.txt --json < body.txt")]
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
            let schema = schemas.get(verified.envelope().msg_method());
            let mut violations = verified.envelope().violations();
            if let Some(Ok(found)) = schema.map(|schema| schema.check(verified.biz_content())) {
                violations.append(found);
            }
            let text = if arguments.json {
                json_line(&verified, &violations)
            } else {
                format!("authentic: {}", output::readable(&verified, schema, &violations))
            };
            writeln!(io::stdout(), "{}", text.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let authentic = matches!(error, VerifyError::Unreadable(_));
            let text = if arguments.json {
                json!({ "authentic": authentic, "reason": error.to_string() }).to_string()
            } else if authentic {
                error.to_string()
            } else {
                format!("not authentic: {error}")
            };
            writeln!(io::stdout(), "{text}")?;
            Ok(ExitCode::from(1))
        }
    }
}

fn json_line(verified: &Verified, violations: &Violations) -> String {
    let mut fields = output::fields(verified, violations);
    fields.insert("authentic".to_owned(), json!(true));
    json!(fields).to_string()
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
