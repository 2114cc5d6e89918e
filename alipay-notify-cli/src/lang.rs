//! The language in which the command speaks: English or Chinese.
//!
//! [`say!`] has each text in both, side by side.

use std::env;
use std::ffi::{OsStr, OsString};
use std::sync::OnceLock;

use clap::ValueEnum;

use crate::settings;

/// A language of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    #[value(name = "en")]
    English,
    #[value(name = "zh")]
    Chinese,
}

impl Language {
    /// The name of the language in HTML.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// A text in the language of this run: `say!("{count} files", "{count} 个文件")`.
macro_rules! say {
    ($english:literal, $chinese:literal $(,)?) => {
        match $crate::lang::current() {
            $crate::lang::Language::English => format!($english),
            $crate::lang::Language::Chinese => format!($chinese),
        }
    };
}
pub(crate) use say;

/// The language of this run, settled when it is first asked for: help is worded before arguments
/// are parsed.
pub(crate) fn current() -> Language {
    static LANGUAGE: OnceLock<Language> = OnceLock::new();
    *LANGUAGE.get_or_init(|| {
        let arguments = env::args_os().skip(1);
        chosen(arguments, settings::language, |name| env::var_os(name))
    })
}

/// What `--lang` says, or what is set, or else the locale: by variables as elsewhere on Unix, or
/// that of the system.
fn chosen(
    arguments: impl Iterator<Item = OsString>,
    set: impl Fn() -> Option<OsString>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Language {
    let locale = || {
        let mut set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable);
        set.find(|value| !value.is_empty()).or_else(|| sys_locale::get_locale().map(OsString::from))
    };
    match option(arguments).or_else(set).or_else(locale) {
        Some(value) if is_chinese(&value) => Language::Chinese,
        _ => Language::English,
    }
}

/// The value of `--lang`, wherever it stands. What is no language is reported once arguments are
/// parsed.
fn option(mut arguments: impl Iterator<Item = OsString>) -> Option<OsString> {
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            return None;
        }
        if argument == "--lang" {
            return arguments.next();
        }
        if let Some(value) = argument.to_str().and_then(|text| text.strip_prefix("--lang=")) {
            return Some(value.into());
        }
    }
    None
}

fn is_chinese(locale: &OsStr) -> bool {
    let text = locale.to_string_lossy();
    let language = text.split(['_', '-', '.', '@']).next().unwrap_or_default();
    language.eq_ignore_ascii_case("zh")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(arguments: &[&str], variables: &[(&str, &str)]) -> Language {
        let variable = |name: &str| {
            variables
                .iter()
                .find(|(candidate, _)| *candidate == name)
                .map(|(_, value)| value.into())
        };
        chosen(arguments.iter().map(Into::into), || None, variable)
    }

    #[test]
    fn the_option_comes_before_the_locale() {
        let (chinese, english) = (("LANG", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8"));
        assert_eq!(with(&["demo"], &[]), Language::English);
        assert_eq!(with(&["demo"], &[chinese]), Language::Chinese);
        assert_eq!(with(&["demo", "--lang", "en"], &[chinese]), Language::English);
        assert_eq!(with(&["--lang=zh", "demo"], &[english]), Language::Chinese);
        assert_eq!(with(&["demo", "--", "--lang=zh"], &[english]), Language::English);
    }

    #[test]
    fn of_the_locale_the_most_specific_variable_counts() {
        assert_eq!(with(&[], &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Language::English);
        assert_eq!(
            with(&[], &[("LC_ALL", ""), ("LC_MESSAGES", "zh"), ("LANG", "C")]),
            Language::Chinese
        );
        assert_eq!(with(&[], &[("LANG", "zhuang")]), Language::English);
    }
}
