//! Traces reach a collector. The test starts itself again, for variables of a process of its own.

use std::env;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;

use alipay_notify_serve::log_to_stderr;

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

#[test]
fn a_span_arrives_at_the_collector() {
    if env::var_os(ENDPOINT).is_some() {
        let log = log_to_stderr(&"info".parse().expect("a level")).expect("the first");
        tracing::info_span!("deliver", destination = "orders").in_scope(|| {});
        tracing::debug_span!("beneath").in_scope(|| {});
        return drop(log);
    }
    let collector = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = collector.local_addr().expect("an address");
    let mut program = Command::new(env::current_exe().expect("a path"))
        .args(["--exact", "a_span_arrives_at_the_collector"])
        .env(ENDPOINT, format!("http://{address}"))
        .spawn()
        .expect("it starts");
    let (mut stream, _) = collector.accept().expect("it connects");
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).expect("it sends");
        assert_ne!(count, 0, "it ended early");
        request.extend_from_slice(&piece[..count]);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("it reads");
    assert!(program.wait().expect("it ends").success());
    let request = String::from_utf8_lossy(&request);
    assert!(request.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{request}");
    for word in ["alipay-notify", "deliver", "destination", "orders"] {
        assert!(request.contains(word), "{word} is missing: {request}");
    }
    assert!(!request.contains("beneath"), "{request}");
}

/// Whether a request is there with its body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).into_owned();
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().ok())?
    });
    request.len() >= head.len() + 4 + length.expect("a length")
}
