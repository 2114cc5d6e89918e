//! What a gateway costs a server: the ready route, next to a handler of the same framework that
//! reads the body and makes one RSA verification by the same backend; and a gateway whose handler
//! waits, next to one whose handler is ready at once.
//!
//! All are routes of one server. A client on loopback asks two of them in turns, over connections
//! that are kept alive. Each figure is the median of the ratios of neighbouring turns: of requests
//! per second, in which the client has a part, and, on Linux, of requests per second of processor
//! time that the server's threads took, which other programs disturb less. It takes about a
//! minute and a half. `cargo bench -p alipay-notify-tests --bench throughput`
//!
//! With the name of a framework and of a route, 100,000 requests go to that one: so a profile of
//! one route can be subtracted from that of the other.
//! `perf stat -e instructions:u cargo bench … --bench throughput -- axum /bare`

use std::env;
use std::error::Error;
use std::fs;
use std::future::pending;
use std::io::{Read, Write, stdout};
use std::net::{SocketAddr, TcpStream};
use std::process;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use actix_web::web;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage, signed_content};
use alipay_notify::verify::SignMode;
use alipay_notify::{Gateway, Notification, Reply, Verifier};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RSA2,
};
use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const ROUNDS: usize = 101;
const TURN: Duration = Duration::from_millis(60);

/// So many that the server always has something to do.
const CONNECTIONS: usize = 16;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    let key = TestKey::generate();
    let message = TestMessage::example::<ShopSaveRejected>().sign(&key);
    for (name, serve) in [
        ("axum", (|routes, bound| serve_axum(routes, bound, false)) as Serve),
        ("axum_serve", |routes, bound| serve_axum(routes, bound, true)),
        ("actix", serve_actix),
    ] {
        if arguments.first().is_some_and(|only| only != name) {
            continue;
        }
        let routes = Routes {
            ready: gateway(&key, false)?,
            waiting: gateway(&key, true)?,
            bare: Arc::new(Bare::new(&key, &message)?),
        };
        let (ready, address) = mpsc::channel();
        thread::spawn(move || serve(routes, ready));
        let address = address.recv_timeout(Duration::from_secs(30))?;
        if let Some(path) = arguments.get(1) {
            Client::new(address, path, &message.body())?.ask(100_000)?;
            continue;
        }
        for (what, route, beside) in [
            ("route/bare_handler", "/ready", "/bare"),
            ("waiting_handler/ready_handler", "/waiting", "/ready"),
        ] {
            let mut route = Client::new(address, route, &message.body())?;
            let mut beside = Client::new(address, beside, &message.body())?;
            compare(&format!("{name}_{what}"), &mut route, &mut beside)?;
        }
    }
    Ok(())
}

/// Prints the median ratios of neighbouring turns, and what they are ratios of.
fn compare(what: &str, route: &mut Client, beside: &mut Client) -> Outcome<()> {
    for client in [&mut *route, &mut *beside] {
        client.turn()?;
    }
    let mut turns = Vec::new();
    for round in 0..ROUNDS {
        // Whoever is second in one round is first in the next.
        turns.push(if round % 2 == 0 {
            let ours = route.turn()?;
            (ours, beside.turn()?)
        } else {
            let theirs = beside.turn()?;
            (route.turn()?, theirs)
        });
    }
    print(&format!("ratio {what}"), &turns, |turn| Some(turn.elapsed))?;
    print(&format!("ratio of processor time {what}"), &turns, |turn| turn.of_server)
}

fn print(what: &str, turns: &[(Turn, Turn)], time: fn(&Turn) -> Option<Duration>) -> Outcome<()> {
    let per_second = |turn: &Turn| Some(f64::from(turn.answered) / time(turn)?.as_secs_f64());
    let rates: Option<Vec<_>> =
        turns.iter().map(|(ours, theirs)| Some((per_second(ours)?, per_second(theirs)?))).collect();
    let Some(rates) = rates else { return Ok(()) };
    let ratio = median(rates.iter().map(|(ours, theirs)| ours / theirs).collect());
    let ours = median(rates.iter().map(|(ours, _)| ours).copied().collect());
    let theirs = median(rates.iter().map(|(_, theirs)| theirs).copied().collect());
    writeln!(stdout(), "{what} {ratio:.3} ({ours:.0} over {theirs:.0} requests per second)")?;
    Ok(())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// What a server is asked for.
struct Routes {
    ready: Gateway,
    waiting: Gateway,
    bare: Arc<Bare>,
}

/// A gateway whose handler is ready at once, or after it has waited for nothing.
fn gateway(key: &TestKey, waits: bool) -> Outcome<Gateway> {
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .on(move |n: Notification<ShopSaveRejected>| async move {
            if waits {
                tokio::task::yield_now().await;
            }
            if n.shop_id.is_empty() { Reply::Fail } else { Reply::Success }
        })
        .build()?;
    Ok(gateway)
}

/// One RSA verification, whatever is in the body.
struct Bare {
    key: ParsedPublicKey,
    content: Vec<u8>,
    signature: Vec<u8>,
}

impl Bare {
    fn new(key: &TestKey, message: &SignedMessage) -> Outcome<Self> {
        let value = |name| message.value(name).unwrap_or_default();
        let parameters = message.names().map(|name| (name, value(name)));
        Ok(Self {
            key: ParsedPublicKey::new(&RSA2, STANDARD.decode(key.public_key_base64())?)?,
            content: signed_content(parameters, SignMode::V1),
            signature: STANDARD.decode(value("sign"))?,
        })
    }

    fn answer(&self, body: &[u8]) -> &'static str {
        let genuine = self.key.verify_sig(&self.content, &self.signature).is_ok();
        if genuine && !body.is_empty() { "success" } else { "fail" }
    }
}

type Serve = fn(Routes, mpsc::Sender<SocketAddr>);

/// A server of axum's own, or the one of the adapter, which keeps connections within bounds.
fn serve_axum(routes: Routes, bound: mpsc::Sender<SocketAddr>, in_bounds: bool) {
    let Routes { ready, waiting, bare } = routes;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        bound.send(listener.local_addr().expect("bound")).expect("the client waits");
        let app = Router::new()
            .route("/ready", alipay_notify_axum::gateway(ready))
            .route("/waiting", alipay_notify_axum::gateway(waiting))
            .route("/bare", post(|body: Bytes| async move { bare.answer(&body) }));
        let served = if in_bounds {
            alipay_notify_axum::serve(listener, app).until(pending()).await
        } else {
            axum::serve(listener, app).await
        };
        served.expect("never ends");
    });
}

fn serve_actix(Routes { ready, waiting, bare }: Routes, bound: mpsc::Sender<SocketAddr>) {
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            let bare = Arc::clone(&bare);
            let handler = move |body: web::Bytes| {
                let bare = Arc::clone(&bare);
                async move { bare.answer(&body) }
            };
            actix_web::App::new()
                .service(alipay_notify_actix::gateway("/ready", ready.clone()))
                .service(alipay_notify_actix::gateway("/waiting", waiting.clone()))
                .route("/bare", web::post().to(handler))
        };
        let server = actix_web::HttpServer::new(app).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).expect("a free port");
        bound.send(server.addrs()[0]).expect("the client waits");
        server.run().await.expect("served");
    });
}

/// Sends the same request over all its connections, then reads the answers, and so on.
struct Client {
    connections: Vec<TcpStream>,
    request: Vec<u8>,
}

impl Client {
    fn new(address: SocketAddr, path: &str, body: &[u8]) -> Outcome<Self> {
        let connect = || {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(10)))?;
            Ok(stream)
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        Ok(Self {
            connections: (0..CONNECTIONS).map(|_| connect()).collect::<Outcome<_>>()?,
            request: [head.as_bytes(), body].concat(),
        })
    }

    /// Asks for as long as a turn takes.
    fn turn(&mut self) -> Outcome<Turn> {
        let (started, of_server) = (Instant::now(), time_of_server());
        let mut answered = 0;
        while started.elapsed() < TURN {
            answered += self.ask_once()?;
        }
        let of_server = time_of_server().zip(of_server).map(|(now, then)| now.saturating_sub(then));
        Ok(Turn { answered, elapsed: started.elapsed(), of_server })
    }

    /// Asks so many times at least.
    fn ask(&mut self, times: u32) -> Outcome<()> {
        let mut answered = 0;
        while answered < times {
            answered += self.ask_once()?;
        }
        Ok(())
    }

    /// Asks over each connection, and returns how many there are.
    fn ask_once(&mut self) -> Outcome<u32> {
        let (mut answered, mut answer) = (0, [0; 1024]);
        for connection in &mut self.connections {
            connection.write_all(&self.request)?;
        }
        for connection in &mut self.connections {
            let length = connection.read(&mut answer)?;
            let answer = &answer[..length];
            if !(answer.starts_with(b"HTTP/1.1 200 OK\r\n") && answer.ends_with(b"success")) {
                return Err(format!("not accepted: {}", String::from_utf8_lossy(answer)).into());
            }
            answered += 1;
        }
        Ok(answered)
    }
}

/// What one turn took.
struct Turn {
    answered: u32,
    elapsed: Duration,
    /// Time on a processor, where the system tells it.
    of_server: Option<Duration>,
}

/// How long all threads but this one, which is the client, have been on a processor.
fn time_of_server() -> Option<Duration> {
    let of_client = process::id().to_string();
    let mut nanoseconds = 0;
    for thread in fs::read_dir("/proc/self/task").ok()?.flatten() {
        if thread.file_name() != *of_client {
            let times = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            nanoseconds += times.split(' ').next()?.parse::<u64>().ok()?;
        }
    }
    Some(Duration::from_nanos(nanoseconds))
}
