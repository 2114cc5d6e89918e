//! The command line, and what clap says about it, in the language of the run.

use std::io::Write;
use std::process;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, Error, FromArgMatches};

use crate::failure::Failure;
use crate::help::{self, SEAM};
use crate::lang::{self, Language, say};
use crate::output::{self, WRONG};
use crate::printable::{may_hold_key, printable};
use crate::settings::Settings;

/// Where options stand that every command has: after its own.
pub(crate) const LAST: usize = 1000;

/// The widest that help is laid out: longer lines are hard to read.
const WIDEST: u16 = 100;

/// Parses the arguments of the process, or ends it as clap does: with help, or with exit code 2.
pub(crate) fn parse<A: CommandFactory + FromArgMatches>() -> A {
    let mut command = match Settings::load(&A::command()) {
        Ok(settings) => worded(settings.apply(A::command(), &[]), true),
        Err(failure) => {
            let _ = failure.report();
            process::exit(2)
        }
    };
    let parsed = command.try_get_matches_from_mut(std::env::args_os());
    match parsed.and_then(|mut matches| A::from_arg_matches_mut(&mut matches)) {
        Ok(arguments) => arguments,
        Err(error) => complain(&error),
    }
}

/// A command and those below it, with the words that clap adds to help in the language of the run.
fn worded(command: Command, is_root: bool) -> Command {
    let mut command = command.disable_help_flag(true).disable_help_subcommand(true).arg(
        Arg::new("help")
            .short('h')
            .long("help")
            .action(ArgAction::Help)
            .help(say!("Print this help", "显示帮助"))
            .display_order(LAST + 1),
    );
    if is_root {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(say!("Print the version", "显示版本"))
                .display_order(LAST + 2),
        );
    }
    let usage = say!("Usage: ", "用法：");
    command = command.help_template(format!(
        "{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{SEAM}{{after-help}}"
    ));
    if lang::current() == Language::Chinese {
        command = in_chinese(command);
    }
    command.mut_subcommands(|inner| worded(inner, false))
}

fn in_chinese(command: Command) -> Command {
    command.subcommand_help_heading("命令").mut_args(|argument| {
        let heading = if argument.is_positional() { "参数" } else { "选项" };
        let heading = argument.get_help_heading().unwrap_or(heading).to_owned();
        with_choices(argument).help_heading(heading)
    })
}

/// Words what clap would append to an argument's help.
fn with_choices(argument: Arg) -> Arg {
    if !argument.get_action().takes_values() {
        return argument;
    }
    let named = |values: Vec<String>| values.join("、");
    let hides = argument.is_hide_default_value_set();
    let defaults = argument
        .get_default_values()
        .iter()
        .filter(|_| !hides)
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    let possible =
        argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    for (what, values) in [("默认", named(defaults)), ("可选值", named(possible))] {
        if !values.is_empty() {
            help.extend([" [", what, "：", &values, "]"]);
        }
    }
    argument.help(help).hide_default_value(true).hide_possible_values(true)
}

fn complain(error: &Error) -> ! {
    match error.kind() {
        ErrorKind::DisplayHelp => {
            show(error, &mut anstream::stdout());
            process::exit(0)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            show(error, &mut anstream::stderr());
            process::exit(2)
        }
        _ => {}
    }
    if may_hold_key(&error.to_string()) {
        // PEM begins with dashes, and passes for an option. Its text is not repeated.
        let failure = Failure::new(say!(
            "a key stands on the command line, where the name of its file belongs; what stands \
             there is no secret",
            "命令行中出现了密钥，而该处应为密钥文件名：命令行上的内容无法保密"
        ));
        let _ = failure.report();
        process::exit(2)
    }
    let in_chinese = match lang::current() {
        Language::Chinese => chinese(error),
        Language::English => None,
    };
    if output::is_json() {
        let what = in_chinese.unwrap_or_else(|| plain(error));
        let _ = Failure::new(what).report();
        process::exit(2)
    }
    match in_chinese {
        Some(what) => {
            anstream::eprintln!(
                "{WRONG}错误：{WRONG:#}{}\n\n使用 --help 查看用法。",
                printable(&what)
            );
            process::exit(2)
        }
        None => error.exit(),
    }
}

/// What clap says of a mistake, and what was probably meant.
fn plain(error: &Error) -> String {
    let text = error.to_string();
    let what = text.split("\n\n").next().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(what);
    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
    match suggested(error) {
        Some(suggested) => format!("{what}; did you mean {suggested}?"),
        None => what,
    }
}

/// What was probably meant.
fn suggested(error: &Error) -> Option<String> {
    const KINDS: [ContextKind; 3] =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    KINDS.into_iter().find_map(|kind| text_of(error, kind))
}

/// A text that clap has on a mistake.
fn text_of(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(&say!(", ", "、"))),
        _ => None,
    }
}

/// Shows the help that was asked for.
fn show(help: &Error, out: &mut impl Write) {
    let width = output::width().map_or(WIDEST, |width| width.min(WIDEST));
    // Where the output is closed there is nobody left to help.
    let _ = write!(out, "{}", help::laid_out(&help.render().ansi().to_string(), width.into()));
}

/// The mistake in Chinese, of the kinds that users make.
fn chinese(error: &Error) -> Option<String> {
    let text = |kind| text_of(error, kind);
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let mut what = match (error.kind(), argument, value) {
        (ErrorKind::UnknownArgument, Some(argument), _) => format!("没有这个参数：{argument}"),
        (ErrorKind::MissingRequiredArgument, Some(arguments), _) => {
            format!("缺少参数：{arguments}")
        }
        (ErrorKind::ArgumentConflict, Some(argument), _) => match text(ContextKind::PriorArg) {
            Some(prior) if prior == argument => format!("{argument} 只能使用一次"),
            Some(prior) => format!("{argument} 不能与 {prior} 同时使用"),
            None => format!("{argument} 不能这样使用"),
        },
        (ErrorKind::InvalidValue, Some(argument), Some(value)) if value.is_empty() => {
            format!("{argument} 缺少值")
        }
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(argument), Some(value)) => {
            format!("{argument} 的值 {value} 无效")
        }
        (ErrorKind::MissingSubcommand, ..) => {
            let valid = text(ContextKind::ValidSubcommand).unwrap_or_default();
            format!("缺少命令；可选：{valid}")
        }
        (ErrorKind::InvalidSubcommand, ..) => {
            format!("没有这个命令：{}", text(ContextKind::InvalidSubcommand)?)
        }
        _ => return None,
    };
    if let Some(valid) = text(ContextKind::ValidValue) {
        what.extend(["；可选值：", &valid]);
    }
    if let Some(suggested) = suggested(error) {
        what.extend(["；是否想用 ", &suggested, "？"]);
    }
    Some(what)
}
