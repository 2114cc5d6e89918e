//! The guide's chapter on `serve`, command by command: from a configuration of ten lines to events
//! that programs in Python and Node.js read.

#![cfg(unix)]

mod support;

use std::env;
use std::fs;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use support::guide::{Guide, free_address, wait_for};
use support::program::Program;
use support::{MODULES, skipped};
use tempfile::TempDir;

const ENGLISH: &str = include_str!("../../docs/guide/en/serve.md");
const CHINESE: &str = include_str!("../../docs/guide/zh/serve.md");

/// What both programs share, as `openssl rand` would make it.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn the_chapter_does_what_it_says() {
    let Some(tools) = Tools::find() else { return };
    for (text, locale) in [(ENGLISH, "C"), (CHINESE, "zh_CN.UTF-8")] {
        let (gateway, nats, receiver) = (free_address(), free_address(), free_address());
        let port = |address: &str| address.rsplit(':').next().unwrap_or_default().to_owned();
        let addresses = [
            ("127.0.0.1:8080", gateway.clone()),
            ("127.0.0.1:4222", nats.clone()),
            ("127.0.0.1:3000", receiver.clone()),
            ("listen(3000", format!("listen({}", port(&receiver))),
            ("--jetstream", format!("--jetstream --addr 127.0.0.1 --port {}", port(&nats))),
        ];
        let guide = Guide { text, locale, addresses: &addresses };
        let desk = Desk::new(&guide, &tools);
        let started = Instant::now();
        for name in ["alipay-notify.toml", "orders.py", "receiver.js"] {
            desk.write(name, &guide.step(name));
        }
        assert!(
            guide.step("alipay-notify.toml").lines().filter(|line| !line.is_empty()).count() < 10
        );
        desk.append("alipay-notify.toml", &guide.step("webhook"));

        let [keygen, server, serve] = guide.commands("start").try_into().expect("three commands");
        assert_eq!(guide.run(desk.folder(), &keygen).0, Some(0));
        let _server = desk.start(&server);
        wait_for(&nats);
        let _serve = desk.start(&serve);
        let mut node = desk.start("node receiver.js &");
        wait_for(&gateway);
        wait_for(&receiver);

        let [send] = guide.commands("send").try_into().expect("one command");
        assert_eq!(guide.run(desk.folder(), &send).0, Some(0));
        assert_eq!(node.line(), "alipay.notify.trade_status_sync shop-1001\n");
        let [read] = guide.commands("read").try_into().expect("one command");
        let mut orders = desk.start(&format!("{read} &"));
        assert_eq!(orders.line(), guide.step("printed"));
        let took = started.elapsed().as_secs();
        let _ = writeln!(stdout(), "from the configuration to the event: {took} s");

        let [list] = guide.commands("inbox").try_into().expect("one command");
        let (code, listed) = guide.run(desk.folder(), &list);
        assert_eq!(code, Some(0), "{listed}");
        assert!(listed.contains("trade_status_sync"), "{listed}");
    }
}

/// What the chapter asks its readers to have.
struct Tools {
    /// The folder of a Python with `nats-py`.
    python: PathBuf,
}

impl Tools {
    /// None where something is missing, with a line that says so.
    fn find() -> Option<Self> {
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/receivers/bin");
        let has_nats = Command::new("nats-server").arg("--version").output().is_ok();
        let mut import = Command::new(python.join("python3"));
        let has_python =
            import.args(["-c", "import nats"]).status().is_ok_and(|status| status.success());
        let has_modules = ["cloudevents", "standardwebhooks"]
            .iter()
            .all(|name| Path::new(MODULES).join(name).is_dir());
        let missing = match (has_nats, has_python, has_modules) {
            (true, true, true) => return Some(Self { python }),
            (false, ..) => ("there is no nats-server on the path", "install NATS"),
            (_, false, _) => (
                "there is no nats-py in target/receivers",
                "python3 -m venv target/receivers && target/receivers/bin/pip install nats-py",
            ),
            (.., false) => (
                "there is no cloudevents or standardwebhooks in target/npm",
                "npm install --prefix target/npm cloudevents standardwebhooks",
            ),
        };
        skipped("the guide's chapter on serve", missing.0, missing.1);
        None
    }
}

/// A reader's folder and shell.
struct Desk<'g> {
    guide: &'g Guide<'g>,
    tools: &'g Tools,
    folder: TempDir,
}

impl<'g> Desk<'g> {
    fn new(guide: &'g Guide<'g>, tools: &'g Tools) -> Self {
        Self { guide, tools, folder: tempfile::tempdir().expect("a folder can be made") }
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder().join(name), text).expect("it can be written");
    }

    fn append(&self, name: &str, text: &str) {
        let before = fs::read_to_string(self.folder().join(name)).expect("it was written");
        self.write(name, &format!("{before}\n{text}"));
    }

    /// Starts what the reader starts with `&`.
    fn start(&self, line: &str) -> Program {
        let line = line.strip_suffix(" &").expect("it goes on");
        let mut shell = self.guide.shell(self.folder(), &format!("exec {line}"));
        let path = env::var_os("PATH").unwrap_or_default();
        let own = [self.tools.python.clone()].into_iter();
        if line.starts_with("python3") {
            let path = env::join_paths(own.chain(env::split_paths(&path))).expect("plain paths");
            shell.env("PATH", path);
        }
        shell.env("NODE_PATH", MODULES).env("WEBHOOK_SECRET", SECRET);
        Program::start(shell.stderr(Stdio::null()))
    }
}
