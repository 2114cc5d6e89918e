//! Connections with TLS, and what holds for them from their first byte on.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify_axum::serve;
use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

const LONG: Duration = Duration::from_secs(3600);
const MANY: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// A server, and what trusts it.
struct Served {
    address: SocketAddr,
    client: TlsConnector,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Served {
    async fn start(head_time: Duration, connections: NonZeroUsize) -> Self {
        let (config, client) = tls();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().route("/", get(|| async { "hello" }));
        let server = serve(listener, router)
            .head_time(head_time)
            .connections(connections)
            .tls(Arc::new(config))
            .until(async { drop(stopped.await) });
        let task = tokio::spawn(server.into_future());
        Self { address, client: TlsConnector::from(Arc::new(client)), stop, task }
    }

    async fn answer(&self) -> String {
        let name = "localhost".try_into().expect("a name");
        let stream = self.client.connect(name, self.silent().await).await;
        let mut stream = stream.expect("a handshake");
        let request = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.expect("it reads");
        let mut response = String::new();
        stream.read_to_string(&mut response).await.expect("a whole response");
        response
    }

    /// A connection that says nothing.
    async fn silent(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("it listens")
    }
}

/// TLS of a server, and of a client that trusts it.
fn tls() -> (ServerConfig, ClientConfig) {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("one");
    let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let provider = Arc::new(aws_lc_rs::default_provider());
    let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key.into())
        .expect("a certificate and its key");
    let mut roots = RootCertStore::empty();
    roots.add(own.cert.der().clone()).expect("a root");
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    (server, client)
}

/// Waits until the server closes it, which it does without a word.
async fn closed(mut stream: TcpStream) {
    let read = stream.read(&mut [0; 64]).await;
    assert_eq!(read.unwrap_or(0), 0);
}

#[tokio::test]
async fn requests_are_answered_over_tls_and_nothing_else() {
    let served = Served::start(LONG, MANY).await;
    assert!(served.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
    let mut plain = served.silent().await;
    plain.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("it reads");
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    // At most an alert of TLS.
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[tokio::test]
async fn a_handshake_has_the_time_of_a_head() {
    let served = Served::start(Duration::from_millis(50), MANY).await;
    let mut half = served.silent().await;
    // The head of a record, of which nothing follows.
    half.write_all(&[0x16, 0x03, 0x01, 0x02, 0x00]).await.expect("it reads");
    closed(half).await;
    closed(served.silent().await).await;
}

#[tokio::test]
async fn a_handshake_gives_way_to_others() {
    let served = Served::start(LONG, NonZeroUsize::MIN).await;
    let silent = served.silent().await;
    assert!(served.answer().await.ends_with("hello"));
    closed(silent).await;
}

#[tokio::test]
async fn a_stop_waits_for_no_handshake() {
    let served = Served::start(LONG, MANY).await;
    let silent = served.silent().await;
    assert!(served.answer().await.ends_with("hello"));
    served.stop.send(()).expect("it waits for it");
    served.task.await.expect("no panic").expect("it ends");
    closed(silent).await;
}
