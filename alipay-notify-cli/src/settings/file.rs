//! `alipay-notify.toml`.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Arg, Command, ValueHint};
use toml::{Table, Value};

use super::{is_shared, option_name};
use crate::failure::Failure;
use crate::lang::say;

/// What the file is called.
pub(crate) const NAME: &str = "alipay-notify.toml";

/// A file with settings.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    table: Table,
}

/// Why a file could not be read. It has no words yet: which language they are in may be what the
/// file says.
pub(super) enum Unread {
    File(PathBuf, io::Error),
    Toml { path: PathBuf, line: usize, why: String },
}

impl From<Unread> for Failure {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::File(path, error) => {
                let why = say!("it can't be read: {error}", "无法读取：{error}");
                Self::at(path.display(), why)
            }
            Unread::Toml { path, line, why } => {
                Self::at(format_args!("{}:{line}", path.display()), why)
            }
        }
    }
}

impl File {
    /// The files in a folder and in those that it is in, the nearest first.
    pub(super) fn all_from(folder: &Path) -> Result<Vec<Self>, Unread> {
        folder.ancestors().filter_map(|folder| Self::read(folder.join(NAME)).transpose()).collect()
    }

    fn read(path: PathBuf) -> Result<Option<Self>, Unread> {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Unread::File(path, error)),
        };
        match text.parse::<Table>() {
            Ok(table) => Ok(Some(Self { path, table })),
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
                Err(Unread::Toml { path, line, why: error.message().to_owned() })
            }
        }
    }

    /// A text that stands outside of tables.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.table.get(name)?.as_str()
    }

    /// What an option is set to: in the table of its command, or else for all commands.
    pub(super) fn values(
        &self,
        path: &[String],
        argument: &Arg,
        of_all: bool,
    ) -> Option<Vec<OsString>> {
        let name = option_name(argument)?;
        let own =
            path.iter().try_fold(&self.table, |table, command| table.get(command)?.as_table());
        let own = own.and_then(|table| table.get(name)).filter(|_| !path.is_empty());
        let value = own.or_else(|| self.table.get(name).filter(|_| of_all))?;
        let values = texts(value)?;
        let is_path = matches!(
            argument.get_value_hint(),
            ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath
        );
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let written = |text: String| {
            if is_path && text != "-" { folder.join(text).into_os_string() } else { text.into() }
        };
        Some(values.into_iter().map(written).collect())
    }

    /// Whether each setting is that of an option.
    pub(super) fn check(&self, command: &Command) -> Result<(), Failure> {
        self.check_table(&self.table, command, &[])
    }

    fn check_table(
        &self,
        table: &Table,
        command: &Command,
        path: &[String],
    ) -> Result<(), Failure> {
        for (name, value) in table {
            // That is a whole configuration, which `serve` checks itself.
            if path.is_empty() && name == "serve" {
                continue;
            }
            if let (Some(inner), Value::Table(own)) = (command.find_subcommand(name), value) {
                let path: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
                self.check_table(own, inner, &path)?;
                continue;
            }
            let place =
                if path.is_empty() { String::new() } else { format!("[{}] ", path.join(".")) };
            let at = |why: String| Failure::at(self.path.display(), format!("{place}{why}"));
            let known = options(command, path);
            if !known.iter().any(|known| known == name) {
                let known = known.join(", ");
                return Err(at(say!(
                    "`{name}` can't be set here; what can is: {known}",
                    "此处不能设置 `{name}`；可设置的有：{known}"
                )));
            }
            if texts(value).is_none() {
                return Err(at(say!(
                    "`{name}` has to be a text, a number, or a list of such",
                    "`{name}` 应为文本、数字，或由其组成的数组"
                )));
            }
        }
        Ok(())
    }
}

/// The options that a table may set.
fn options(command: &Command, path: &[String]) -> Vec<String> {
    let own = command.get_arguments().filter_map(option_name).map(str::to_owned);
    let mut names: Vec<String> = if path.is_empty() {
        super::SHARED
            .iter()
            .filter(|name| is_shared(path, name))
            .map(|name| (*name).to_owned())
            .collect()
    } else {
        own.collect()
    };
    names.sort();
    names.dedup();
    names
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Integer(number) => Some(vec![number.to_string()]),
        Value::Array(values) => {
            let texts: Option<Vec<Vec<String>>> = values.iter().map(texts).collect();
            texts.map(|texts| texts.concat())
        }
        _ => None,
    }
}
