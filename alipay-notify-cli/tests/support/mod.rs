//! Runs the command as its users do, in English and without their settings.

#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod application;
pub(crate) mod browser;
pub(crate) mod guide;
pub(crate) mod listening;
pub(crate) mod program;

use std::fs;
use std::io::{Write, stderr};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// What changes what the command does or prints.
const SETTINGS: [&str; 12] = [
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "ALIPAY_NOTIFY_KEY",
    "ALIPAY_NOTIFY_KEY_FILE",
    "ALIPAY_NOTIFY_LANG",
    "ALIPAY_NOTIFY_SCHEMAS",
    "ALIPAY_NOTIFY_TO",
    "ALIPAY_NOTIFY_APP_ID",
    "ALIPAY_NOTIFY_INBOX_URL",
];

/// Where `npm install --prefix target/npm` puts what it installs.
pub(crate) const MODULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/npm/node_modules");

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alipay-notify"));
    command.args(arguments).stdin(Stdio::null());
    for variable in SETTINGS {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the command runs")
}

/// Every command, as its arguments.
pub(crate) fn commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        let arguments: Vec<&str> =
            path.iter().map(String::as_str).chain(["--help", "--lang", "en"]).collect();
        let (_, help, _) = outcome(&run(&arguments));
        let listed = help.split("\nCommands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
        let names = listed.unwrap_or_default().lines().filter(|line| !line.starts_with("   "));
        found.extend(names.filter_map(|line| {
            let name = line.split_whitespace().next()?;
            Some(path.iter().cloned().chain([name.to_owned()]).collect())
        }));
        next += 1;
    }
    found
}

/// Exit code, standard output and standard error.
pub(crate) fn outcome(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Says, past the capture of the test harness, that a test did not run, why, and how to have it
/// run. `.ci/run` takes that for a failure.
pub(crate) fn skipped(what: &str, why: &str, how: &str) {
    let _ = stderr().write_all(format!("skipped: {what}: {why}; {how}\n").as_bytes());
}

/// A file with this content, in a folder that the build has for tests.
pub(crate) fn file(name: &str, content: &[u8]) -> String {
    let path =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    fs::write(&path, content).expect("the folder for tests can be written to");
    path.to_str().expect("a UTF-8 path").to_owned()
}

/// A folder with this name that is not there yet, next to those files.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("it is of an earlier run");
    }
    folder
}
