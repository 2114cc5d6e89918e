//! Options that need not be typed each time: environment variables, and `alipay-notify.toml` in the
//! working folder or one that it is in.
//!
//! What is typed comes first, then the variable of the command (`ALIPAY_NOTIFY_SEND_TO`), then that
//! of all commands (`ALIPAY_NOTIFY_TO`), then the nearest file, and of a file the table of the
//! command before what stands outside of tables: the order of cargo.

mod file;
pub(crate) mod show;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Arg, Command};

use crate::failure::Failure;
use file::File;

/// Options that mean the same in every command that has them.
const SHARED: [&str; 7] =
    ["lang", "key-file", "app-key-file", "content-key-file", "app-id", "schemas", "to"];

/// The variable that holds Alipay's public key itself.
pub(crate) const KEY_TEXT: &str = "ALIPAY_NOTIFY_KEY";

/// What is set outside of the command line.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    files: Vec<File>,
}

/// An option that is set, and where.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) values: Vec<OsString>,
    pub(crate) source: Source,
}

/// Where an option is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Variable(String),
    File(PathBuf),
}

impl Settings {
    /// Reads the files that are found from the working folder upwards, for a command that has no
    /// settings yet.
    pub(crate) fn load(command: &Command) -> Result<Self, Failure> {
        let files = File::all_from(&env::current_dir().unwrap_or_default())?;
        files.iter().try_for_each(|file| file.check(command))?;
        Ok(Self { files })
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// Gives the options of a command, and of those below it, the values that are set.
    pub(crate) fn apply(&self, command: Command, path: &[String]) -> Command {
        let command = command.mut_args(|argument| match self.of(path, &argument) {
            Some(Setting { values, .. }) => {
                let optional = argument.required(false).required_unless_present(Resettable::Reset);
                optional.default_values(values)
            }
            None if is_key_file(path, &argument) && env::var_os(KEY_TEXT).is_some() => {
                argument.required(false)
            }
            None => argument,
        });
        command.mut_subcommands(|inner| {
            let path: Vec<String> =
                path.iter().cloned().chain([inner.get_name().to_owned()]).collect();
            self.apply(inner, &path)
        })
    }

    /// What an option of a command is set to.
    pub(crate) fn of(&self, path: &[String], argument: &Arg) -> Option<Setting> {
        let name = option_name(argument)?;
        let of_all = is_shared(path, name);
        let variables = [Some(variable(path, name)), of_all.then(|| variable(&[], name))];
        let by_variable = variables.into_iter().flatten().find_map(|variable| {
            let value = env::var_os(&variable).filter(|value| !value.is_empty())?;
            Some(Setting { values: vec![value], source: Source::Variable(variable) })
        });
        if by_variable.is_none() && is_key_file(path, argument) && env::var_os(KEY_TEXT).is_some() {
            return None;
        }
        let by_file = || {
            self.files.iter().find_map(|file| {
                let values = file.values(path, argument, of_all)?;
                Some(Setting { values, source: Source::File(file.path.clone()) })
            })
        };
        by_variable.or_else(by_file)
    }
}

/// The name of an option that takes a value; `None` for anything else.
pub(crate) fn option_name(argument: &Arg) -> Option<&str> {
    argument.get_long().filter(|_| argument.get_action().takes_values())
}

/// Whether an option may be set for all commands at once. The key of those that sign is another.
fn is_shared(path: &[String], name: &str) -> bool {
    let signs =
        || path.iter().any(|command| ["send", "mock-channel", "docs"].contains(&command.as_str()));
    SHARED.contains(&name) && !(name == "key-file" && signs())
}

/// Whether an argument is Alipay's public key.
fn is_key_file(path: &[String], argument: &Arg) -> bool {
    argument.get_long() == Some("key-file") && is_shared(path, "key-file")
}

/// `ALIPAY_NOTIFY_SEND_KEY_FILE`.
fn variable(path: &[String], name: &str) -> String {
    let words = path.iter().map(String::as_str).chain([name]);
    let words: Vec<String> =
        words.map(|word| word.replace('-', "_").to_ascii_uppercase()).collect();
    format!("ALIPAY_NOTIFY_{}", words.join("_"))
}

/// The language that is set, for words that are needed before arguments are read. Mistakes in files
/// are reported once they are.
pub(crate) fn language() -> Option<OsString> {
    let of_variable = env::var_os("ALIPAY_NOTIFY_LANG").filter(|value| !value.is_empty());
    of_variable.or_else(|| {
        let files = File::all_from(&env::current_dir().ok()?).ok()?;
        files.iter().find_map(|file| file.text("lang")).map(OsString::from)
    })
}
