//! The server `victim` as a process: killed by the test `crash`, stopped by `soak`.

use std::collections::HashSet;
use std::fs;
use std::io::BufReader;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use alipay_notify::testing::TestKey;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::process::next_line;

/// The files of one run.
#[derive(Debug)]
pub struct Workplace {
    folder: TempDir,
}

/// A running process. It is killed when it is dropped.
#[derive(Debug)]
pub struct Victim {
    /// The process.
    pub process: Child,
    /// Where it listens.
    pub port: u16,
}

/// How a victim serves.
#[derive(Clone, Copy, Debug)]
pub struct Manner<'m> {
    /// The binary, whose path only tests know.
    pub program: &'m str,
    /// `axum` or `actix-web`.
    pub framework: &'m str,
    /// What its handler waits before its effect, and after it.
    pub pause: Duration,
    /// The URL of the store, and the name of a table or a prefix after a space.
    pub store: &'m str,
}

impl Workplace {
    /// A folder with the key that stands for Alipay's, and no effects yet.
    pub fn new(name: &str, key: &TestKey) -> Self {
        let folder =
            tempfile::Builder::new().prefix(name).tempdir().expect("a folder for temporary files");
        fs::write(folder.path().join("key.pem"), key.public_key_pem()).expect("a new file");
        Self { folder }
    }

    /// Starts a process, and waits until it listens.
    pub fn start(&self, manner: Manner<'_>) -> Victim {
        let mut process = Command::new(manner.program)
            .args([manner.framework, &manner.pause.as_millis().to_string()])
            .args([self.folder.path().join("key.pem"), self.folder.path().join("effects")])
            .arg(manner.store)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary of this package starts");
        let mut output = BufReader::new(process.stdout.take().expect("it is piped"));
        Victim { port: next_line(&mut output).parse().expect("a port"), process }
    }

    /// The messages that took effect.
    pub fn effects(&self) -> HashSet<usize> {
        let effects = fs::read_to_string(self.folder.path().join("effects")).unwrap_or_default();
        effects.lines().map(|number| number.parse().expect("whole lines")).collect()
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        self.process.wait().expect("it ends");
    }
}

/// A message that has an effect: its number in the file of effects.
pub fn effect(key: &TestKey, app_id: &str, number: usize) -> Vec<u8> {
    alipay_notify::testing::TestMessage::new("my.effect")
        .app_id(app_id)
        .notify_id(&notify_id(number))
        .content(format!(r#"{{"number":"{number}"}}"#))
        .sign(key)
        .body()
}

/// The `notify_id` of such a message.
pub fn notify_id(number: usize) -> String {
    format!("effect{number}")
}

/// Delivers a message, and says what was answered: `success`, `fail`, or nothing by a process that
/// dies meanwhile.
pub async fn deliver(port: u16, body: &[u8]) -> &'static str {
    let answer = exchange(port, body).await.unwrap_or_default();
    match answer.rsplit_once("\r\n\r\n") {
        Some((head, "success")) if head.starts_with("HTTP/1.1 200") => "success",
        Some((_, "fail")) => "fail",
        _ => "",
    }
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
