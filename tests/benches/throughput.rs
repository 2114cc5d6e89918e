//! What a gateway costs a server: requests per second of the ready route, next to a handler of the
//! same framework that reads the body and makes one RSA verification by the same backend.
//!
//! Both are routes of one server. A client on loopback asks them in turns, over connections that
//! are kept alive; each figure is the median of the ratios of neighbouring turns. It takes about
//! half a minute. `cargo bench -p alipay-notify-tests --bench throughput`
//!
//! With the name of a framework and of a route, 100,000 requests go to that one: so a profile of
//! one route can be subtracted from that of the other.
//! `perf stat -e instructions:u cargo bench … --bench throughput -- axum /bare`

use std::env;
use std::error::Error;
use std::io::{Read, Write, stdout};
use std::net::{SocketAddr, TcpStream};
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
    for (name, serve) in [("axum", serve_axum as Serve), ("actix", serve_actix)] {
        if arguments.first().is_some_and(|only| only != name) {
            continue;
        }
        let (gateway, bare) = (gateway(&key)?, Arc::new(Bare::new(&key, &message)?));
        let (ready, address) = mpsc::channel();
        thread::spawn(move || serve(gateway, bare, ready));
        let address = address.recv_timeout(Duration::from_secs(30))?;
        if let Some(path) = arguments.get(1) {
            Client::new(address, path, &message.body())?.ask(100_000)?;
            continue;
        }
        let mut route = Client::new(address, "/ready", &message.body())?;
        let mut bare = Client::new(address, "/bare", &message.body())?;
        let (ratio, per_second) = compare(&mut route, &mut bare)?;
        writeln!(
            stdout(),
            "ratio {name}_route/bare_handler {ratio:.3} ({per_second:.0} requests per second)"
        )?;
    }
    Ok(())
}

/// The median ratio of neighbouring turns, and the median throughput of the first client.
fn compare(route: &mut Client, bare: &mut Client) -> Outcome<(f64, f64)> {
    for client in [&mut *route, &mut *bare] {
        client.turn()?;
    }
    let (mut ratios, mut throughputs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Whoever is second in one round is first in the next.
        let (ours, theirs) = if round % 2 == 0 {
            let ours = route.turn()?;
            (ours, bare.turn()?)
        } else {
            let theirs = bare.turn()?;
            (route.turn()?, theirs)
        };
        ratios.push(ours / theirs);
        throughputs.push(ours);
    }
    Ok((median(ratios), median(throughputs)))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn gateway(key: &TestKey) -> Outcome<Gateway> {
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .on(|n: Notification<ShopSaveRejected>| async move {
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

type Serve = fn(Gateway, Arc<Bare>, mpsc::Sender<SocketAddr>);

fn serve_axum(gateway: Gateway, bare: Arc<Bare>, ready: mpsc::Sender<SocketAddr>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        ready.send(listener.local_addr().expect("bound")).expect("the client waits");
        let app = Router::new()
            .route("/ready", alipay_notify_axum::gateway(gateway))
            .route("/bare", post(|body: Bytes| async move { bare.answer(&body) }));
        axum::serve(listener, app).await.expect("served");
    });
}

fn serve_actix(gateway: Gateway, bare: Arc<Bare>, ready: mpsc::Sender<SocketAddr>) {
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            let bare = Arc::clone(&bare);
            let handler = move |body: web::Bytes| {
                let bare = Arc::clone(&bare);
                async move { bare.answer(&body) }
            };
            actix_web::App::new()
                .service(alipay_notify_actix::gateway("/ready", gateway.clone()))
                .route("/bare", web::post().to(handler))
        };
        let server = actix_web::HttpServer::new(app).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).expect("a free port");
        ready.send(server.addrs()[0]).expect("the client waits");
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

    /// Requests per second over one turn.
    fn turn(&mut self) -> Outcome<f64> {
        let started = Instant::now();
        let mut answered = 0;
        while started.elapsed() < TURN {
            answered += self.ask_once()?;
        }
        Ok(f64::from(answered) / started.elapsed().as_secs_f64())
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
