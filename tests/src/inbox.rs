//! The process `inbox_victim`, and the messages that it takes.

use std::fs;
use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use alipay_notify::testing::{TestKey, TestMessage};
use tempfile::TempDir;

/// The files of one run.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
    /// The URL of the inbox.
    pub url: String,
    /// Whose messages it takes.
    key: TestKey,
}

/// A running process. It is killed when it is dropped.
#[derive(Debug)]
pub struct Clerk {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Desk {
    /// A folder with the key that stands for Alipay's, and with the inbox, unless this URL says
    /// where that is.
    pub fn new(url: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let key = TestKey::generate();
        fs::write(folder.path().join("key.pem"), key.public_key_pem()).expect("a new file");
        let file = || format!("sqlite:{}", folder.path().join("inbox.db").display());
        Self { url: url.unwrap_or_else(file), folder, key }
    }

    /// A message of this number, as one line.
    pub fn message(&self, msg_method: &str, number: usize) -> String {
        self.message_with(msg_method, number, "")
    }

    /// A message of this number, and a text for it to be long.
    pub fn message_with(&self, msg_method: &str, number: usize, text: &str) -> String {
        let message = TestMessage::new(msg_method)
            .notify_id(&format!("{msg_method}{number}"))
            .content(format!(r#"{{"number":"{number}","text":"{text}"}}"#));
        String::from_utf8(message.sign(&self.key).body()).expect("forms are ASCII")
    }

    /// Starts a process that is to be killed at this step, and waits until it is ready. `wrapper`
    /// is what runs it, with arguments of its own.
    pub fn start(&self, program: &str, wrapper: &[&str], step: &str, nth: usize) -> Clerk {
        let mut command = match wrapper {
            [] => Command::new(program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        let mut process = command
            .arg(&self.url)
            .args([self.file("key.pem"), self.file("effects")])
            .args([step, &nth.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary of this package starts");
        let input = process.stdin.take().expect("it is piped");
        let output = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let mut clerk = Clerk { process, input, output };
        assert_eq!(clerk.line().as_deref(), Some("ready"));
        clerk
    }

    /// A file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The numbers in the file of effects, as often as they are there.
    pub fn effects(&self) -> Vec<usize> {
        let effects = fs::read_to_string(self.file("effects")).unwrap_or_default();
        effects.lines().map(|number| number.parse().expect("whole lines")).collect()
    }
}

impl Clerk {
    /// Delivers a message.
    pub fn deliver(&mut self, message: &str) {
        self.input.write_all(format!("{message}\n").as_bytes()).expect("it reads");
    }

    /// The next line that it writes; none once it is dead.
    pub fn line(&mut self) -> Option<String> {
        self.output.next()?.ok()
    }

    /// SIGKILL; what it had written before.
    pub fn kill(mut self) -> Vec<String> {
        self.process.kill().expect("it was started");
        self.process.wait().expect("it ends");
        let rest = std::iter::from_fn(|| self.output.next()?.ok());
        rest.collect()
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        // It may have been killed before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
