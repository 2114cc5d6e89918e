//! A gateway behind each adapter on a free loopback port, and a client that sends bytes exactly as they are given.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::testing::TestKey;
use alipay_notify::{Gateway, Invalid, Notification, Reply, Verified, Verifier};

/// The key that stands for Alipay's.
pub static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// A server with one gateway at `/alipay`. It ends with the test process.
#[derive(Debug)]
pub struct Server {
    name: &'static str,
    address: SocketAddr,
    seen: Seen,
}

#[derive(Clone, Debug, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, what: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }
}

impl Server {
    /// The same gateway on axum and on actix-web.
    pub fn start_each() -> [Self; 2] {
        [Self::start("axum", serve_axum), Self::start("actix-web", serve_actix)]
    }

    fn start(name: &'static str, serve: fn(Gateway, mpsc::Sender<SocketAddr>)) -> Self {
        let seen = Seen::default();
        let gateway = gateway(&seen);
        let (ready, address) = mpsc::channel();
        thread::spawn(move || serve(gateway, ready));
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

    /// Sends a request on a connection of its own and reads the answer.
    pub fn exchange(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).expect("the server is there");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout can be set");
        // A server may answer and close before it has read everything.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&String::from_utf8_lossy(&answer))
    }
}

fn gateway(seen: &Seen) -> Gateway {
    let (cards, shops, filings, others, invalid) =
        (seen.clone(), seen.clone(), seen.clone(), seen.clone(), seen.clone());
    Gateway::builder(Verifier::new(KEY.public_key()))
        .on(move |n: Notification<UserOpencardResult>| {
            cards.note(format!("card {}", n.external_card_no));
            async { Reply::Success }
        })
        .on(move |n: Notification<ShopSaveRejected>| {
            shops.note(format!("shop {}", n.shop_id));
            let fails = n.envelope().notify_id() == "the handler fails";
            async move { if fails { Err("as it was told") } else { Ok(()) } }
        })
        .on(move |n: Notification<MiniIcpFaceauthCompleted>| {
            filings.note(format!("filing {}", n.mini_app_id));
            async { Reply::Success }
        })
        .fallback(move |verified: Verified| {
            others.note(format!("fallback {}", verified.envelope().msg_method()));
            async { Reply::Success }
        })
        .on_invalid(move |message: Invalid| {
            invalid.note(format!("invalid {}", message.verified().envelope().msg_method()));
            async { Reply::Fail }
        })
        .build()
        .expect("a good gateway")
}

fn serve_axum(gateway: Gateway, ready: mpsc::Sender<SocketAddr>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        ready.send(listener.local_addr().expect("bound")).expect("the test waits");
        let app = axum::Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
        axum::serve(listener, app).await.expect("served");
    });
}

fn serve_actix(gateway: Gateway, ready: mpsc::Sender<SocketAddr>) {
    actix_web::rt::System::new().block_on(async move {
        let app =
            move || actix_web::App::new().service(alipay_notify_actix::gateway("/alipay", gateway.clone()));
        let server = actix_web::HttpServer::new(app).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).expect("a free port");
        ready.send(server.addrs()[0]).expect("the test waits");
        server.run().await.expect("served");
    });
}

/// A delivery as Alipay sends it.
pub fn post(body: &[u8]) -> Vec<u8> {
    request("POST", "application/x-www-form-urlencoded; charset=utf-8", &[], body)
}

/// A request with a body; `method` may bring its own target.
pub fn request(method: &str, content_type: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let target =
        if method.contains(' ') { method.to_owned() } else { format!("{method} /alipay") } + " HTTP/1.1";
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
