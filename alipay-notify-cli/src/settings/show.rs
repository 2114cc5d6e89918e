//! `alipay-notify config`: what is set outside of the command line, and where.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Command, CommandFactory};
use serde::Serialize;

use super::{KEY_TEXT, Setting, Settings, Source, option_name};
use crate::failure::Failure;
use crate::lang::say;
use crate::output;
use crate::pretty::pretty;
use crate::printable::printable;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "An option that takes a value can be set in three places, of which the first counts:\n  \
     the command line           --to http://127.0.0.1:8080/alipay\n  \
     environment variables      ALIPAY_NOTIFY_SEND_TO, or ALIPAY_NOTIFY_TO for all commands\n  \
     alipay-notify.toml         in the working folder, or the nearest folder that it is in\n\n\
     For all commands at once: lang, key-file, app-key-file, content-key-file, app-id, schemas, \
     to. \
     The key of `send` is a private one, and has its own: ALIPAY_NOTIFY_SEND_KEY_FILE; so have \
     those of `mock-channel` and `schema docs`. \
     ALIPAY_NOTIFY_KEY is the text of Alipay's public key itself. Files are named as seen from the \
     folder of alipay-notify.toml.\n\n\
     Example:\n  key-file = \"keys/alipay_public_key.txt\"\n  schemas = \"schemas\"\n\n  [send]\n  \
     key-file = \"keys/private_key.pem\"\n  to = \"http://127.0.0.1:8080/alipay\"",
    "带值的选项可在三处设置，靠前的优先：\n  \
     命令行                     --to http://127.0.0.1:8080/alipay\n  \
     环境变量                   ALIPAY_NOTIFY_SEND_TO；对所有命令：ALIPAY_NOTIFY_TO\n  \
     alipay-notify.toml         位于当前目录，或最近的上级目录\n\n\
     可对所有命令统一设置：lang、key-file、app-key-file、content-key-file、app-id、schemas、to。\
     send、mock-channel 和 schema docs 的密钥是私钥，须单独设置，如 ALIPAY_NOTIFY_SEND_KEY_FILE。\
     ALIPAY_NOTIFY_KEY 是支付宝公钥的内容本身。\
     文件路径相对于 alipay-notify.toml 所在的目录。\n\n\
     示例：\n  key-file = \"keys/alipay_public_key.txt\"\n  schemas = \"schemas\"\n\n  [send]\n  \
     key-file = \"keys/private_key.pem\"\n  to = \"http://127.0.0.1:8080/alipay\""
))]
pub(crate) struct Arguments {
    #[arg(long, help = say!("Print one JSON document", "输出一个 JSON 文档"))]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let command = crate::Arguments::command();
    let settings = Settings::load(&command)?;
    let mut found = Found::default();
    found.look(&settings, &command, &[]);
    let report = Report {
        files: settings.files().map(|file| file.path.display().to_string()).collect(),
        settings: found.into_rows(),
    };
    let text = if arguments.json {
        pretty(&serde_json::to_string(&report).map_err(io::Error::from)?)
    } else {
        report.text()
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Report {
    /// The files that were found, the nearest first.
    files: Vec<String>,
    settings: Vec<Row>,
}

/// An option that is set in one place.
#[derive(Serialize)]
struct Row {
    option: String,
    values: Vec<String>,
    source: String,
    /// The commands that it is set for.
    commands: Vec<String>,
}

/// The commands of each option, by what it is set to and where.
#[derive(Default)]
struct Found(BTreeMap<(String, Vec<String>, String), Vec<String>>);

impl Found {
    fn look(&mut self, settings: &Settings, command: &Command, path: &[String]) {
        for argument in command.get_arguments() {
            let Some(name) = option_name(argument) else { continue };
            let Some(Setting { values, source }) = settings.of(path, argument) else { continue };
            let values =
                values.iter().map(|value| without_password(&value.to_string_lossy())).collect();
            let key = (format!("--{name}"), values, source.to_string());
            self.0.entry(key).or_default().push(path.join(" "));
        }
        for inner in command.get_subcommands() {
            let path: Vec<String> =
                path.iter().cloned().chain([inner.get_name().to_owned()]).collect();
            self.look(settings, inner, &path);
        }
    }

    fn into_rows(self) -> Vec<Row> {
        let row = |((option, values, source), commands)| Row { option, values, source, commands };
        let mut rows: Vec<Row> = self.0.into_iter().map(row).collect();
        if env::var_os(KEY_TEXT).is_some() {
            rows.push(Row {
                option: "--key-file".to_owned(),
                values: vec![say!("(the text of a key)", "（密钥内容）")],
                source: KEY_TEXT.to_owned(),
                commands: vec!["explain".to_owned(), "listen".to_owned()],
            });
        }
        rows
    }
}

/// A value without the password that a URL has.
fn without_password(value: &str) -> String {
    let parts = value.split_once("://").and_then(|(scheme, rest)| {
        let (user, host) = rest.rsplit_once('@')?;
        let (name, _) = user.split_once(':')?;
        Some(format!("{scheme}://{name}:…@{host}"))
    });
    parts.unwrap_or_else(|| value.to_owned())
}

impl Report {
    fn text(&self) -> String {
        if self.settings.is_empty() {
            return say!("nothing is set outside of the command line", "除命令行外没有任何设置");
        }
        let mut table = output::table(&[
            &say!("Option", "选项"),
            &say!("Value", "值"),
            &say!("Set by", "来源"),
            &say!("For", "命令"),
        ]);
        table.add_rows(self.settings.iter().map(|row| {
            let cells =
                [&row.option, &row.values.join(", "), &row.source, &row.commands.join(", ")];
            cells.map(|text| printable(text))
        }));
        output::keep_names_whole(&mut table);
        table.to_string()
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}
