//! What only shows over sockets: a connection that is dropped while its message is handled, and a
//! server that stops.

use std::future::pending;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::Limits;
use alipay_notify::{Gateway, MemoryStore, Notification, Reply, Verifier};
use alipay_notify_tests::servers::post;

type Serve = fn(Gateway, mpsc::Sender<SocketAddr>);

const FRAMEWORKS: [(&str, Serve); 2] = [("axum", axum), ("actix-web", actix)];

fn axum(gateway: Gateway, ready: mpsc::Sender<SocketAddr>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        ready.send(listener.local_addr().expect("bound")).expect("the test waits");
        let app = axum::Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
        // The framework's own, not the adapter's, which takes care that a sender that hangs up is
        // not noticed.
        axum::serve(listener, app).await.expect("served");
    });
}

fn actix(gateway: Gateway, ready: mpsc::Sender<SocketAddr>) {
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            actix_web::App::new().service(alipay_notify_actix::gateway("/alipay", gateway.clone()))
        };
        let server = actix_web::HttpServer::new(app).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).expect("a free port");
        ready.send(server.addrs()[0]).expect("the test waits");
        server.run().await.expect("served");
    });
}

fn start(serve: Serve, gateway: Gateway) -> SocketAddr {
    let (ready, address) = mpsc::channel();
    thread::spawn(move || serve(gateway, ready));
    address.recv_timeout(Duration::from_secs(30)).expect("the server starts")
}

fn send(address: SocketAddr, request: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("the server is there");
    stream.write_all(request).expect("the server reads");
    stream
}

fn body(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.rsplit("\r\n\r\n").next().unwrap_or_default().to_owned()
}

/// A gateway whose handler hangs in its first run, which it reports, and succeeds in every other.
fn hangs_once(key: &TestKey, limit: Duration) -> (Gateway, mpsc::Receiver<()>) {
    let (entered, has_entered) = mpsc::channel();
    let runs = Arc::new(AtomicUsize::new(0));
    let handler = move |_: Notification<ShopSaveRejected>| {
        let is_first = runs.fetch_add(1, Ordering::SeqCst) == 0;
        let entered = entered.clone();
        async move {
            if is_first {
                entered.send(()).expect("the test waits");
                pending::<()>().await;
            }
            Reply::Success
        }
    };
    let gateway = Gateway::builder(Verifier::new(key.public_key()))
        .dedupe(MemoryStore::default())
        .time_limit(limit)
        .on(handler)
        .build();
    (gateway.expect("one handler"), has_entered)
}

/// Asks again and again until the answer is this one: what has to happen first takes as long as it
/// takes.
fn eventually(address: SocketAddr, request: &[u8], wanted: &str) -> bool {
    (0..3000).any(|_| {
        let is_there = body(send(address, request)) == wanted;
        if !is_there {
            thread::sleep(Duration::from_millis(20));
        }
        is_there
    })
}

/// A handler whose sender has gone goes on, to its end or, as here, to its time limit.
#[test]
fn a_dropped_connection_leaves_its_message_to_the_next_delivery() {
    let key = TestKey::generate();
    let request = post(&TestMessage::example::<ShopSaveRejected>().sign(&key).body());
    for (name, serve) in FRAMEWORKS {
        let (gateway, has_entered) = hangs_once(&key, Duration::from_secs(5));
        let address = start(serve, gateway);
        let first = send(address, &request);
        has_entered.recv_timeout(Duration::from_secs(30)).expect("the handler runs");
        assert_eq!(body(send(address, &request)), "fail", "{name}: it is being handled");
        drop(first);
        assert!(eventually(address, &request, "success"), "{name}: the claim was not released");
    }
}

#[test]
fn a_delivery_goes_on_though_its_sender_hangs_up() {
    let key = TestKey::generate();
    let request = post(&TestMessage::example::<ShopSaveRejected>().sign(&key).body());
    for (name, serve) in FRAMEWORKS {
        let (entered, has_entered) = mpsc::channel();
        let (ended, has_ended) = mpsc::channel();
        let handler = move |_: Notification<ShopSaveRejected>| {
            let (entered, ended) = (entered.clone(), ended.clone());
            async move {
                entered.send(()).expect("the test waits");
                // A server that notices it has time to.
                tokio::time::sleep(Duration::from_millis(300)).await;
                ended.send(()).expect("the test waits");
                Reply::Success
            }
        };
        let gateway =
            Gateway::builder(Verifier::new(key.public_key())).on(handler).build().expect("good");
        let sender = send(start(serve, gateway), &request);
        has_entered.recv_timeout(Duration::from_secs(30)).expect("the handler runs");
        drop(sender);
        assert_eq!(has_ended.recv_timeout(Duration::from_secs(30)), Ok(()), "{name}");
    }
}

#[test]
fn while_a_server_stops_its_handlers_finish_and_nothing_new_is_taken() {
    let key = TestKey::generate();
    let request = |notify_id: &str| {
        post(&TestMessage::example::<ShopSaveRejected>().notify_id(notify_id).sign(&key).body())
    };
    for (name, serve) in FRAMEWORKS {
        let (entered, has_entered) = mpsc::channel();
        let (finish, may_finish) = tokio::sync::watch::channel(false);
        let handler = move |_: Notification<ShopSaveRejected>| {
            let (entered, mut may_finish) = (entered.clone(), may_finish.clone());
            async move {
                entered.send(()).expect("the test waits");
                may_finish.wait_for(|may| *may).await.map(|_| ())
            }
        };
        let gateway =
            Gateway::builder(Verifier::new(key.public_key())).on(handler).build().expect("good");
        let address = start(serve, gateway.clone());
        let running = send(address, &request("1"));
        has_entered.recv_timeout(Duration::from_secs(30)).expect("the handler runs");
        let ended = gateway.shut_down();
        assert_eq!(body(send(address, &request("2"))), "fail", "{name}");
        finish.send(true).expect("the handler waits");
        assert_eq!(body(running), "success", "{name}");
        futures_executor::block_on(ended);
    }
}

#[test]
fn a_connection_that_breaks_gives_back_what_its_body_took() {
    const KIB: usize = 1024;
    let limits =
        Limits::default().body(32 * KIB).bodies(64 * KIB).body_time(Duration::from_hours(1));
    let key = TestKey::generate();
    let long = format!(r#"{{"text":"{}"}}"#, "a".repeat(24 * KIB));
    let large = post(&TestMessage::new("my.large").content(long).sign(&key).body());
    for (name, serve) in FRAMEWORKS {
        let gateway = Gateway::builder(Verifier::new(key.public_key()).limits(limits))
            .fallback(|_| async { Reply::Success })
            .build()
            .expect("a fallback");
        let address = start(serve, gateway);
        let unfinished = &large[..large.len() - 1];
        let held = [send(address, unfinished), send(address, unfinished)];
        assert!(eventually(address, &large, "fail"), "{name}: there was room");
        drop(held);
        assert!(eventually(address, &large, "success"), "{name}: the room was not given back");
    }
}
