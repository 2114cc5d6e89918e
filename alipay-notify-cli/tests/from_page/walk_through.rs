//! The walk-through of the guide, command by command.

use std::env;
use std::ffi::OsString;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::project::Project;
use crate::support::outcome;

const PAGE: &str = include_str!("../../../docs/coupon-expired.txt");
const ENGLISH: &str = concat!(
    include_str!("../../../docs/guide/en/own-messages.md"),
    include_str!("../../../docs/guide/en/not-verified.md"),
);
const CHINESE: &str = concat!(
    include_str!("../../../docs/guide/zh/own-messages.md"),
    include_str!("../../../docs/guide/zh/not-verified.md"),
);
const ADDRESS: &str = "127.0.0.1:8080";

/// The chapters of a guide, with an address of this test's own in place of the one that readers
/// use.
struct Guide {
    text: &'static str,
    locale: &'static str,
    address: String,
}

impl Guide {
    /// What is fenced after `<!-- walk-through: step -->`.
    fn step(&self, step: &str) -> String {
        let mark = format!("<!-- walk-through: {step} -->\n```");
        let (_, rest) =
            self.text.split_once(&mark).unwrap_or_else(|| panic!("the guide has {step}"));
        let (_, block) = rest.split_once('\n').expect("the fence has a line of its own");
        let (block, _) = block.split_once("```").expect("the fence ends");
        block.replace(ADDRESS, &self.address)
    }

    /// The commands of a step.
    fn commands(&self, step: &str) -> Vec<String> {
        self.step(step).lines().map(str::to_owned).collect()
    }

    /// Runs a command as the reader's shell does; exit code and standard output.
    fn run(&self, project: &Project, line: &str) -> (Option<i32>, String) {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(project.folder()).env("PATH", path());
        let output = shell.env("LC_ALL", self.locale).output().expect("there is a shell");
        let (code, out, _) = outcome(&output);
        (code, out)
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

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has one").to_string()
}

fn wait_for(address: &str) {
    for _ in 0..600 {
        if TcpStream::connect(address).is_ok() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing listens on {address}");
}

#[test]
#[cfg_attr(windows, ignore = "it takes a POSIX shell")]
fn the_walk_through_does_what_it_says() {
    let address = free_address();
    let english = Guide { text: ENGLISH, locale: "C", address: address.clone() };
    let chinese = Guide { text: CHINESE, locale: "zh_CN.UTF-8", address };
    let project = Project::new("coupons");
    project.write("page.txt", PAGE);

    let program = english.step("src/main.rs");
    let [import] = english.commands("import").try_into().expect("one command");
    let (code, declaration) = english.run(&project, &import);
    assert_eq!(code, Some(0), "{declaration}");
    assert!(program.contains(&format!("\n\n{declaration}\n")), "{declaration}");

    let [keygen, run, send] = english.commands("run").try_into().expect("three commands");
    assert_eq!(english.run(&project, &keygen).0, Some(0));
    assert_eq!(run, "cargo run");
    if project.build(&program) {
        let mut program = project.start(&[]);
        wait_for(&english.address);
        let (code, sent) = english.run(&project, &send);
        assert_eq!(code, Some(0), "{sent}");
        assert_eq!(program.line(), english.step("printed"));
        let [tampered, too_long] = english.commands("break").try_into().expect("two commands");
        for (command, answer) in [(tampered, "403 fail"), (too_long, "200 fail")] {
            let (code, sent) = english.run(&project, &command);
            assert_eq!(code, Some(1), "{sent}");
            assert!(sent.contains(&format!(" {answer} in ")), "{sent}");
        }
    }

    for guide in [&english, &chinese] {
        let [tamper, explain] = guide.commands("explain").try_into().expect("two commands");
        assert_eq!(guide.run(&project, &tamper), (Some(0), String::new()));
        let (code, explained) = guide.run(&project, &explain);
        assert_eq!(code, Some(1), "{explained}");
        assert_eq!(explained.lines().last(), guide.step("cause").lines().last(), "{explained}");
    }
}
