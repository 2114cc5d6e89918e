//! What is between `serve` and a server that a test may not stop: to `serve`, it is stopped and
//! started.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Hands connections on to a server while it is up. It ends with the test's runtime.
pub(crate) struct Proxy {
    port: u16,
    up: watch::Sender<bool>,
}

impl Proxy {
    pub(crate) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (up, is_up) = watch::channel(true);
        tokio::spawn(async move {
            loop {
                let (from, _) = listener.accept().await.expect("it listens");
                tokio::spawn(hand_on(from, server, is_up.clone()));
            }
        });
        Self { port, up }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Cuts all connections, or lets them through again.
    pub(crate) fn set_up(&self, up: bool) {
        self.up.send_replace(up);
    }
}

async fn hand_on(mut from: TcpStream, server: SocketAddr, mut is_up: watch::Receiver<bool>) {
    if !*is_up.borrow() {
        return;
    }
    let Ok(mut to) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = is_up.wait_for(|up| !up) => {}
        _ = copy_bidirectional(&mut from, &mut to) => {}
    }
}
