//! A line to a server that can be cut and mended, as a server that goes down and comes up.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// A port that leads to a server.
pub(crate) struct Line {
    address: SocketAddr,
    server: String,
    forwarding: JoinHandle<()>,
}

impl Line {
    /// A line to a server, `host:port`.
    pub(crate) async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let forwarding = tokio::spawn(forward(listener, server.to_owned()));
        Self { address, server: server.to_owned(), forwarding }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Ends all connections, and refuses new ones.
    pub(crate) async fn cut(&mut self) {
        self.forwarding.abort();
        let _ = (&mut self.forwarding).await;
    }

    pub(crate) fn mend(&mut self) {
        let socket = TcpSocket::new_v4().expect("a socket");
        // Connections that ended just now still have the port.
        socket.set_reuseaddr(true).expect("it can be set");
        socket.bind(self.address).expect("nobody took the port");
        let listener = socket.listen(64).expect("it is bound");
        self.forwarding = tokio::spawn(forward(listener, self.server.clone()));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}

async fn forward(listener: TcpListener, server: String) {
    // They end together with this task.
    let mut connections = JoinSet::new();
    loop {
        let (mut client, _) = listener.accept().await.expect("it listens");
        let server = server.clone();
        connections.spawn(async move {
            if let Ok(mut server) = TcpStream::connect(server).await {
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}
