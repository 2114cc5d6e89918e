//! A folder with keys and a configuration, and what is said to the server that it makes.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_inbox::{AnyInbox, Health};
use alipay_notify_serve::{Config, ConfigErrors, Server};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// The app of all tests.
pub(crate) const APP_ID: &str = "2014060600164699";

/// The smallest configuration, but for its destinations.
pub(crate) const HEAD: &str = r#"
[serve]
listen = "127.0.0.1:0"

[[serve.app]]
id = "2014060600164699"
path = "/alipay"
alipay_public_key_file = "alipay.pem"
"#;

/// A folder of its own.
pub(crate) struct Folder {
    folder: TempDir,
    pub(crate) key: TestKey,
}

impl Folder {
    /// With `alipay.pem`, the public key that `key` signs for.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let own = Self { folder, key: TestKey::generate() };
        own.write("alipay.pem", &own.key.public_key_pem());
        own
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).expect("a file can be written");
    }

    /// The configuration with this text.
    pub(crate) fn config(&self, text: &str) -> Result<Config, ConfigErrors> {
        self.write("serve.toml", text);
        Config::read(&self.path("serve.toml"))
    }

    /// The server of a configuration with these destinations.
    pub(crate) async fn server(&self, destinations: &str) -> Server {
        let config = self.config(&format!("{HEAD}{destinations}")).expect("a good one");
        Server::start(config).await.expect("it starts")
    }

    /// A message, signed.
    pub(crate) fn body(&self, message: TestMessage) -> Vec<u8> {
        message.app_id(APP_ID).sign(&self.key).body()
    }

    /// How the inbox of a destination is.
    pub(crate) async fn health(&self, destination: &str) -> Health {
        let url = format!("sqlite:{}", self.path("inbox").join(destination).display()) + ".db";
        let inbox = AnyInbox::open_existing(&url).await.expect("the server has made it");
        inbox.health().await.expect("it can be read")
    }
}

/// Waits until something is so; a test that waits for ever is told so by its runner.
pub(crate) async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    while !is_so().await {
        sleep(Duration::from_millis(20)).await;
    }
}

/// What is answered to a delivery.
pub(crate) async fn deliver(address: SocketAddr, body: &[u8]) -> (u16, String) {
    let stream = TcpStream::connect(address).await.expect("it listens");
    deliver_over(stream, body).await
}

/// The same, over a connection that is open.
pub(crate) async fn deliver_over(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    body: &[u8],
) -> (u16, String) {
    let head = format!(
        "POST /alipay HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    exchange(stream, &[head.as_bytes(), body].concat()).await
}

/// What is at a path.
pub(crate) async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    exchange(stream, request.as_bytes()).await
}

/// The status and the body.
async fn exchange(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    request: &[u8],
) -> (u16, String) {
    stream.write_all(request).await.expect("it reads");
    let mut response = Vec::new();
    // TLS may be ended without a word.
    let _ = stream.read_to_end(&mut response).await;
    let response = String::from_utf8(response).expect("UTF-8");
    let (head, body) = response.split_once("\r\n\r\n").expect("a response");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.expect("a status"), body.to_owned())
}
