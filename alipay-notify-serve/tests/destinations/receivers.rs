//! Receivers in Python and Node.js, with the official packages of CloudEvents and Standard
//! Webhooks: they verify and read what is sent, and refuse what was changed on its way.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use alipay_notify::AlipayNotify as _;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify_serve::{DeliveryError, Destination as _, Event, Http, Wanted};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::http::{OK, Receiver, secret};
use crate::{sample, skipped};

/// A receiver in a language of its own. It is killed when it is dropped.
struct Foreign {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Foreign {
    fn start(command: &mut Command, program: &str) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/receivers").join(program);
        command.arg(program).arg(secret()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("it runs");
        let mut lines = BufReader::new(process.stdout.take().expect("it is a pipe")).lines();
        let port = lines.next().expect("it prints its port").expect("a pipe");
        Self { process, lines, address: format!("127.0.0.1:{port}") }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it read of the next request.
    fn read(&mut self) -> Value {
        let line = self.lines.next().expect("it prints a line").expect("a pipe");
        serde_json::from_str(&line).expect("JSON")
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A file in the target folder.
fn target(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(path)
}

#[tokio::test]
async fn python_verifies_and_reads_them() {
    let python = target("receivers/bin/python");
    if !python.exists() {
        return skipped(
            "there is no target/receivers; python3 -m venv target/receivers && \
             target/receivers/bin/pip install cloudevents standardwebhooks",
        );
    }
    try_out(Foreign::start(&mut Command::new(python), "receiver.py")).await;
}

#[tokio::test]
async fn node_verifies_and_reads_them() {
    let modules = target("npm/node_modules");
    if !modules.join("standardwebhooks").exists() || !modules.join("cloudevents").exists() {
        return skipped(
            "there is no cloudevents or standardwebhooks in target/npm; \
             npm install --prefix target/npm cloudevents standardwebhooks",
        );
    }
    try_out(Foreign::start(Command::new("node").env("NODE_PATH", modules), "receiver.js")).await;
}

async fn try_out(mut receiver: Foreign) {
    let signed = Http::new(&receiver.url("/signed")).expect("a URL");
    let signed = signed.secret(&secret()).expect("a secret");
    let binary = Http::new(&receiver.url("/binary")).expect("a URL");
    for (number, http) in [&signed, &binary].into_iter().enumerate() {
        let id = format!("n{number}");
        assert_eq!(http.deliver(&sample::event(&id).await).await, Ok(()));
        assert_eq!(receiver.read(), read(&id, None));
        let said = "reason: 300 characters, at most 256";
        assert_eq!(http.deliver(&broken(&id).await).await, Ok(()));
        let mut expected = read(&id, Some(said));
        expected["reason"] = json!("由".repeat(300));
        assert_eq!(receiver.read(), expected);
    }

    let others = format!("whsec_{}", "A".repeat(32));
    let others = Http::new(&receiver.url("/signed")).expect("a URL").secret(&others);
    let result = others.expect("a secret").deliver(&sample::event("n2").await).await;
    assert_eq!(result, Err(DeliveryError::Status(401)));
    assert_eq!(receiver.read(), json!({ "refused": "No matching signature found" }));

    let (head, body) = captured().await;
    for (body, status) in [(body.replace("no0001", "no0002"), "401"), (body, "204")] {
        assert_eq!(status_of(&receiver.address, &format!("{head}{body}")).await, status);
    }
    assert_eq!(receiver.read(), json!({ "refused": "No matching signature found" }));
    assert_eq!(receiver.read(), read("n3", None));
}

/// What a receiver reads of an event.
fn read(notify_id: &str, violations: Option<&str>) -> Value {
    json!({
        "id": format!("2014060600164699:{notify_id}"),
        "source": "alipay:2014060600164699",
        "type": "alipay.message.ant.merchant.expand.shop.save.rejected",
        "time": "2026-11-27T09:30:00.125Z",
        "violations": violations,
        "reason": "资料有问题,拒绝",
    })
}

/// An event that breaks its specification.
async fn broken(notify_id: &str) -> Event {
    let content = sample::message(notify_id).biz_content().expect("it has one").to_owned();
    let content = content.replace("资料有问题,拒绝", &"由".repeat(300));
    let message = sample::message(notify_id).content(content);
    let wanted = Wanted { violations: true, raw: false };
    sample::of(message, Some(ShopSaveRejected::SPEC), wanted).await.expect("wanted")
}

/// A signed request as it is on the wire.
async fn captured() -> (String, String) {
    let wire = Receiver::answering(OK).await;
    let url = wire.url.replace("/hook?a=b", "/signed");
    let http = Http::new(&url).expect("a URL").secret(&secret()).expect("a secret");
    assert_eq!(http.deliver(&sample::event("n3").await).await, Ok(()));
    wire.requests().pop().expect("one request")
}

/// Sends a request as it is, and returns the status of the answer.
async fn status_of(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut status = [0; "HTTP/1.1 204".len()];
    stream.read_exact(&mut status).await.expect("it answers");
    String::from_utf8_lossy(&status["HTTP/1.1 ".len()..]).into_owned()
}
