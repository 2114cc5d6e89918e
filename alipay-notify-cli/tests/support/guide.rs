//! What the guide has its readers write and run.

use std::env;
use std::ffi::OsString;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use super::outcome;

/// Chapters of the guide in one language, with addresses of a test's own in place of those that
/// readers use.
pub(crate) struct Guide<'g> {
    pub(crate) text: &'static str,
    pub(crate) locale: &'static str,
    pub(crate) addresses: &'g [(&'static str, String)],
}

impl Guide<'_> {
    /// What is fenced after `<!-- walk-through: step -->`.
    pub(crate) fn step(&self, step: &str) -> String {
        let mark = format!("<!-- walk-through: {step} -->\n```");
        let (_, rest) =
            self.text.split_once(&mark).unwrap_or_else(|| panic!("the guide has {step}"));
        let (_, block) = rest.split_once('\n').expect("the fence has a line of its own");
        let (block, _) = block.split_once("```").expect("the fence ends");
        let mine = |text: String, (theirs, mine): &(&str, String)| text.replace(theirs, mine);
        self.addresses.iter().fold(block.to_owned(), mine)
    }

    /// The commands of a step.
    pub(crate) fn commands(&self, step: &str) -> Vec<String> {
        self.step(step).lines().map(str::to_owned).collect()
    }

    /// Runs a command as the reader's shell does; exit code and standard output.
    pub(crate) fn run(&self, folder: &Path, line: &str) -> (Option<i32>, String) {
        let output = self.shell(folder, line).output().expect("there is a shell");
        let (code, out, _) = outcome(&output);
        (code, out)
    }

    /// The reader's shell with a command.
    pub(crate) fn shell(&self, folder: &Path, line: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(folder).env("PATH", path());
        shell.env("LC_ALL", self.locale);
        shell
    }
}

/// The built command before all others.
fn path() -> OsString {
    let folder =
        Path::new(env!("CARGO_BIN_EXE_alipay-notify")).parent().expect("it is in a folder");
    let others = env::var_os("PATH").unwrap_or_default();
    env::join_paths([folder.to_owned()].into_iter().chain(env::split_paths(&others)))
        .expect("plain paths")
}

pub(crate) fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has one").to_string()
}

pub(crate) fn wait_for(address: &str) {
    for _ in 0..600 {
        if TcpStream::connect(address).is_ok() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing listens on {address}");
}
