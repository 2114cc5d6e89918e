//! A server that notes what it is sent, and answers what it is told to.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// The server. It answers one request after the other, each when its answer is there.
pub(crate) struct Application {
    pub(crate) url: String,
    answers: Sender<String>,
    requests: Receiver<Request>,
}

/// What it was sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

impl Application {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let url = format!("http://{}/notify", listener.local_addr().expect("bound"));
        let (answers, answering) = mpsc::channel::<String>();
        let (noting, requests) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let Some(request) = read(&mut stream) else { continue };
                let is_wanted = noting.send(request).is_ok();
                let Some(answer) = answering.recv().ok().filter(|_| is_wanted) else { return };
                // Whoever asked may be gone.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, answers, requests }
    }

    /// Answers one request, the next or the one that is waiting.
    pub(crate) fn answer(&self, head: &str, body: &str) {
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.answers.send(answer).expect("the server runs");
    }

    /// The next request, once it is there.
    pub(crate) fn request(&self) -> Request {
        self.requests.recv().expect("the server runs")
    }

    /// The requests that have not been asked for.
    pub(crate) fn rest(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).expect("heads are ASCII");
    let header = |name: &str| {
        let found = head.lines().filter_map(|line| line.split_once(": "));
        found
            .into_iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
    };
    let length = header("content-length")?.parse().expect("a number");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let line = head.lines().next()?.to_owned();
    Some(Request { line, content_type: header("content-type")?, body })
}
