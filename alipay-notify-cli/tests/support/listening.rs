//! `alipay-notify listen`, running.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::Duration;

use super::command;

/// A listening command, ended when it is dropped.
pub(crate) struct Listening {
    child: Child,
    err: BufReader<ChildStderr>,
    pub(crate) address: String,
}

impl Listening {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(Path::new("."), arguments)
    }

    /// Starts it in a folder.
    pub(crate) fn start_in(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_into(Stdio::piped(), folder, arguments)
    }

    /// Starts it with a standard output of the test's choice.
    pub(crate) fn start_into(out: Stdio, folder: &Path, arguments: &[&str]) -> Self {
        let arguments = [&["listen", "--port", "0", "--verbose"], arguments].concat();
        Self::start_as(out, folder, &arguments)
    }

    /// Starts any command that says on its first line where it is.
    pub(crate) fn start_as(out: Stdio, folder: &Path, arguments: &[&str]) -> Self {
        let mut child = command(arguments)
            .current_dir(folder)
            .stdout(out)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut err = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        err.read_line(&mut line).expect("it says where it listens");
        let address = line.split("://").nth(1);
        let address = address.and_then(|rest| rest.split([',', '，', ';', '；']).next());
        Self {
            address: address.unwrap_or_else(|| panic!("an address: {line}")).to_owned(),
            err,
            child,
        }
    }

    /// Delivers a body; the answer's status and body.
    pub(crate) fn post(&self, path: &str, body: &[u8]) -> String {
        post(&self.address, path, body)
    }

    /// Sends a request; its length is added. Returns the whole answer.
    pub(crate) fn exchange(&self, head: &str, body: &[u8]) -> String {
        exchange(&self.address, head, body)
    }

    /// Sends a request and waits for nothing.
    pub(crate) fn send(&self, head: &str, body: &[u8]) -> TcpStream {
        send(&self.address, head, body)
    }

    /// Ends it, unless it has ended, and returns what it printed.
    pub(crate) fn output(mut self) -> String {
        self.child.kill().expect("it runs, or has ended");
        let mut out = String::new();
        self.child.stdout.take().expect("piped").read_to_string(&mut out).expect("UTF-8");
        out
    }

    /// Sends a signal, such as `-INT`, which Ctrl-C is.
    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        send_signal(&self.child, signal);
    }

    /// The next line of its standard error.
    pub(crate) fn error_line(&mut self) -> String {
        let mut line = String::new();
        self.err.read_line(&mut line).expect("UTF-8");
        line
    }

    /// Waits until it has ended by itself.
    pub(crate) fn end(&mut self) -> ExitStatus {
        self.child.wait().expect("it runs")
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let out = self.child.stdout.as_mut().expect("piped");
        let mut line = Vec::new();
        while !line.ends_with(b"\n") {
            let mut byte = [0];
            out.read_exact(&mut byte).expect("it prints a line");
            line.extend(byte);
        }
        String::from_utf8(line).expect("UTF-8")
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Delivers a body to whatever listens at an address; the answer's status and body.
pub(crate) fn post(address: &str, path: &str, body: &[u8]) -> String {
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let answer = exchange(address, &format!("POST {path} HTTP/1.1\r\nhost: a\r\n{form}"), body);
    let status = answer.split(' ').nth(1).unwrap_or_default();
    format!("{status} {}", answer.rsplit("\r\n").next().unwrap_or_default())
}

fn exchange(address: &str, head: &str, body: &[u8]) -> String {
    let mut stream = send(address, head, body);
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

fn send(address: &str, head: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout can be set");
    let head = format!("{head}connection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).expect("it reads");
    stream
}

#[cfg(unix)]
pub(crate) fn send_signal(process: &Child, signal: &str) {
    let kill = Command::new("kill").args([signal, &process.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
}
