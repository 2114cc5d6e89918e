//! Connections that bring no delivery, and stops: what the ready ways to serve are for.

#![cfg(unix)]

mod process;
mod stop;

use std::future::pending;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::http::KeepAlive;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestMessage;
use alipay_notify::{Gateway, Notification, Reply, Verifier};
use alipay_notify_axum::Serve;
use alipay_notify_tests::servers::{KEY, post};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// For what has to wait for the test to end it.
const HOUR: Duration = Duration::from_hours(1);

/// Where something else happened than should have.
const HANGS: Duration = Duration::from_mins(1);

/// Half a head.
const HALF: &[u8] = b"POST /alipay HTTP/1.1\r\nhost:";

/// A head whose body is still to come.
const HEAD: &[u8] = b"POST /alipay HTTP/1.1\r\nhost: a\r\n\
    content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\n";

fn message(notify_id: &str) -> Vec<u8> {
    TestMessage::example::<ShopSaveRejected>().notify_id(notify_id).sign(&KEY).body()
}

fn delivery(notify_id: &str) -> Vec<u8> {
    post(&message(notify_id))
}

/// A delivery whose connection stays open.
fn kept_alive(notify_id: &str) -> Vec<u8> {
    String::from_utf8(delivery(notify_id))
        .expect("a form is ASCII")
        .replace("connection: close\r\n", "")
        .into_bytes()
}

fn connect(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(HANGS)).expect("a timeout can be set");
    // It may be closed already.
    let _ = stream.write_all(bytes);
    stream
}

/// The body of the next answer, which is in one segment.
fn answer(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer).expect("an answer");
    let answer = String::from_utf8_lossy(&buffer[..length]).into_owned();
    answer.rsplit("\r\n\r\n").next().unwrap_or_default().to_owned()
}

/// Waits until the server has closed a connection.
fn is_closed(mut stream: TcpStream) -> bool {
    let rest = stream.read_to_end(&mut Vec::new());
    !rest.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}

/// A gateway whose handler says that it began and goes on once it may.
struct Held {
    gateway: Gateway,
    begun: mpsc::Receiver<String>,
    may_end: watch::Sender<bool>,
}

impl Held {
    fn new() -> Self {
        let (begin, begun) = mpsc::channel();
        let (may_end, ends) = watch::channel(false);
        let handler = move |n: Notification<ShopSaveRejected>| {
            let (begin, mut ends) = (begin.clone(), ends.clone());
            async move {
                begin
                    .send(n.envelope().notify_id().unwrap_or_default().to_owned())
                    .expect("the test waits");
                ends.wait_for(|may_end| *may_end).await.map(|_| ())
            }
        };
        let builder = Gateway::builder(Verifier::new(KEY.public_key())).time_limit(HOUR);
        Self { gateway: builder.on(handler).build().expect("one handler"), begun, may_end }
    }

    fn begun(&self) -> String {
        self.begun.recv_timeout(HANGS).expect("the handler begins")
    }

    fn end(&self) {
        self.may_end.send(true).expect("the handler waits");
    }
}

fn gateway() -> Gateway {
    Gateway::builder(Verifier::new(KEY.public_key()))
        .on(|_: Notification<ShopSaveRejected>| async { Reply::Success })
        .build()
        .expect("one handler")
}

/// Serves a gateway with axum. The receiver tells that the server has ended.
fn axum(
    gateway: Gateway,
    settings: impl FnOnce(Serve) -> Serve + Send + 'static,
) -> (SocketAddr, mpsc::Receiver<()>) {
    let (ready, address) = mpsc::channel();
    let (end, ended) = mpsc::channel();
    thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
            ready.send(listener.local_addr().expect("bound")).expect("the test waits");
            let app = Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
            let served = settings(alipay_notify_axum::serve(listener, app).until(pending()));
            served.await.expect("no signal is waited for");
        });
        let _ = end.send(());
    });
    (address.recv_timeout(HANGS).expect("the server starts"), ended)
}

fn actix(gateway: Gateway, head_time: Duration) -> SocketAddr {
    let (ready, address) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || {
                actix_web::App::new()
                    .service(alipay_notify_actix::gateway("/alipay", gateway.clone()))
            };
            let server = actix_web::HttpServer::new(app)
                .workers(1)
                .disable_signals()
                .client_request_timeout(head_time)
                .keep_alive(KeepAlive::Disabled)
                .bind(("127.0.0.1", 0))
                .expect("a free port");
            ready.send(server.addrs()[0]).expect("the test waits");
            server.run().await.expect("served");
        });
    });
    address.recv_timeout(HANGS).expect("the server starts")
}

#[test]
fn connections_without_a_request_are_closed() {
    // actix-web looks at its clock twice a second.
    let head_time = Duration::from_secs(2);
    let (with_axum, _ended) = axum(gateway(), move |serve| serve.head_time(head_time));
    for (name, address) in [("axum", with_axum), ("actix-web", actix(gateway(), head_time))] {
        let silent = connect(address, b"");
        let half = connect(address, HALF);
        let mut idle = connect(address, &kept_alive("1"));
        assert_eq!(answer(&mut idle), "success", "{name}");
        let mut another = connect(address, &kept_alive("2"));
        assert_eq!(answer(&mut another), "success", "{name}");
        // With actix-web it is closed by now.
        let _ = another.write_all(HALF);

        assert!(is_closed(silent), "{name}: silent");
        assert!(is_closed(half), "{name}: half a head");
        assert!(is_closed(idle), "{name}: idle after an answer");
        assert!(is_closed(another), "{name}: half a head after an answer");
    }
}

#[test]
fn who_has_waited_longest_makes_room() {
    let bound = NonZeroUsize::new(8).expect("more than zero");
    let settings = move |serve: Serve| serve.head_time(HOUR).connections(bound);
    let (address, _ended) = axum(gateway(), settings);
    let kinds = [&b""[..], HALF, HEAD];
    let waiting: Vec<_> = (0..40).map(|number| connect(address, kinds[number % 3])).collect();
    for number in 0..20 {
        let mut genuine = connect(address, &delivery(&number.to_string()));
        assert_eq!(answer(&mut genuine), "success");
    }
    // Of the eight that were left, the oldest went for the first delivery.
    assert!(waiting.into_iter().take(33).all(is_closed));
}

#[test]
fn who_is_at_work_makes_no_room() {
    let held = Held::new();
    let bound = NonZeroUsize::new(2).expect("more than zero");
    let settings = move |serve: Serve| serve.head_time(HOUR).connections(bound);
    let (address, _ended) = axum(held.gateway.clone(), settings);
    let mut first = connect(address, &kept_alive("1"));
    assert_eq!(held.begun(), "1");
    let mut second = connect(address, &delivery("2"));
    assert_eq!(held.begun(), "2");
    let mut third = connect(address, &delivery("3"));
    held.end();
    assert_eq!([&mut first, &mut second, &mut third].map(answer), ["success"; 3]);
}
