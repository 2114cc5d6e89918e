//! The process that is killed.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use alipay_notify::testing::TestKey;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The files of one run.
pub(crate) struct Workplace {
    folder: TempDir,
}

/// A running process. It is killed when it is dropped.
pub(crate) struct Victim {
    process: Child,
    pub(crate) port: u16,
}

impl Workplace {
    pub(crate) fn new(name: &str, key: &TestKey) -> Self {
        let folder =
            tempfile::Builder::new().prefix(name).tempdir().expect("a folder for temporary files");
        fs::write(folder.path().join("key.pem"), key.public_key_pem()).expect("a new file");
        Self { folder }
    }

    pub(crate) fn start(&self, store: &str) -> Victim {
        let mut process = Command::new(env!("CARGO_BIN_EXE_victim"))
            .args([self.folder.path().join("key.pem"), self.folder.path().join("effects")])
            .arg(store)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary of this package starts");
        let mut port = String::new();
        let output = process.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut port).expect("it prints its port");
        Victim { port: port.trim().parse().expect("a port"), process }
    }

    /// The messages that took effect.
    pub(crate) fn effects(&self) -> HashSet<usize> {
        let effects = fs::read_to_string(self.folder.path().join("effects")).unwrap_or_default();
        effects.lines().map(|number| number.parse().expect("whole lines")).collect()
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        self.process.kill().expect("it runs until it is killed");
        self.process.wait().expect("it ends");
    }
}

/// Delivers a message; whether it was answered `success`. A process that dies meanwhile answers
/// nothing.
pub(crate) async fn deliver(port: u16, body: &[u8], number: usize) -> (usize, bool) {
    let answer = exchange(port, body).await.unwrap_or_default();
    (number, answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\nsuccess"))
}

async fn exchange(port: u16, body: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let head = format!(
        "POST /alipay HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
