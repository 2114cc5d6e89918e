//! The same routes on each framework, on free loopback ports, and a client that sends bytes exactly
//! as they are given.

mod actix;
mod axum;
mod gateways;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use alipay_notify::testing::TestKey;

pub use gateways::content_key;

/// The key that stands for Alipay's.
pub static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// The key that stands for Alipay's where another gateway receives the messages of another app.
pub static OTHER_KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// The app's own key.
pub static APP_KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// A server with these routes, the same on each framework. It ends with the test process.
///
/// | Path | |
/// |---|---|
/// | `/alipay` | a gateway |
/// | `/nested/deeper/alipay` | the same gateway, in a router or scope inside another |
/// | `/behind/alipay` | the same gateway behind middleware, which adds the header `x-behind` |
/// | `/state/alipay` | the same gateway in a router with a state, or a scope with app data, of another type |
/// | `/other` | another gateway, of other keys; its content key opens what is encrypted |
/// | `/small` | a gateway that takes 1500 bytes |
/// | `/hurried` | a gateway that takes what arrives in 200 ms |
/// | `/real` | a gateway with the keys of what Alipay itself signed |
/// | `/activated` | a gateway that has the app's private key |
/// | `/crowded` | a gateway that has room for small bodies only |
/// | `/own/shop`, `/own/payment`, `/own/any` | handlers that extract one message, a payment, and any |
/// | `/own/real` | a handler that extracts a payment, with the keys of what Alipay itself signed |
/// | `/own/failing`, `/own/declining` | handlers that extract any message, and do not accept it |
/// | `/own/lenient` | a handler that takes rejections into its own hands |
/// | `/own/hurried` | a handler whose verifier takes what arrives in 200 ms |
/// | `/own/crowded` | a handler whose verifier has room for small bodies only |
/// | `/own/unconfigured` | actix-web only: a handler without a verifier |
/// | `/up` | something else |
#[derive(Debug)]
pub struct Server {
    name: &'static str,
    address: SocketAddr,
    seen: Seen,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    pub(crate) fn note(&self, what: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }
}

impl Server {
    /// The same routes on axum and on actix-web.
    pub fn start_each() -> [Self; 2] {
        [Self::start("axum", axum::serve), Self::start("actix-web", actix::serve)]
    }

    fn start(name: &'static str, serve: fn(Seen, mpsc::Sender<SocketAddr>)) -> Self {
        let seen = Seen::default();
        let (ready, address) = mpsc::channel();
        let noted = seen.clone();
        thread::spawn(move || serve(noted, ready));
        let address = address.recv_timeout(Duration::from_secs(30)).expect("the server starts");
        Self { name, address, seen }
    }

    /// The framework, for messages of failed tests.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What handlers saw since this was last asked.
    pub fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A connection of its own.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server is there");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout can be set");
        stream
    }

    /// Sends a request on a connection of its own and reads the answer.
    pub fn exchange(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server may answer and close before it has read everything.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&String::from_utf8_lossy(&answer))
    }
}

/// A delivery as Alipay sends it.
pub fn post(body: &[u8]) -> Vec<u8> {
    post_to("/alipay", body)
}

/// A delivery to a path, as Alipay sends it.
pub fn post_to(path: &str, body: &[u8]) -> Vec<u8> {
    request(&format!("POST {path}"), "application/x-www-form-urlencoded; charset=utf-8", &[], body)
}

/// A request with a body; `method` may bring its own target.
pub fn request(method: &str, content_type: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let target = if method.contains(' ') { method.to_owned() } else { format!("{method} /alipay") }
        + " HTTP/1.1";
    let length = format!("content-length: {}", body.len());
    let content_type = format!("content-type: {content_type}");
    let mut lines = vec![target.as_str(), "host: a", "connection: close", &content_type, &length];
    lines.extend(headers);
    [lines.join("\r\n").as_bytes(), b"\r\n\r\n", body].concat()
}

/// A response. Two are equal where status and body are.
#[derive(Debug)]
pub struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    /// A response to compare with: headers do not count.
    pub fn new(status: u16, body: &str) -> Self {
        Self { status, head: String::new(), body: body.to_owned() }
    }

    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer with a head");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Status line and headers.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The body.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(candidate, _)| candidate.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        (self.status, &self.body) == (other.status, &other.body)
    }
}
