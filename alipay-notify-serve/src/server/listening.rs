//! The sockets.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use listenfd::ListenFd;
use rustls::ServerConfig;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::ServeError;
use super::operations::Operations;
use crate::config::Fixed;
use crate::reload::Live;

/// The sockets, and what serves them.
pub(super) struct Listening {
    deliveries: Socket,
    /// Where it has one of its own.
    operations: Option<Socket>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

struct Socket {
    /// Until it is served.
    listener: Option<tokio::net::TcpListener>,
    address: SocketAddr,
}

impl Listening {
    /// Listens; nothing is answered yet.
    pub(super) fn bind(fixed: &Fixed) -> Result<Self, ServeError> {
        let deliveries = match activated().map_err(ServeError::Activated)? {
            Some(listener) => Socket::of(listener).map_err(ServeError::Activated)?,
            None => Socket::bind(fixed.listen)?,
        };
        let operations = fixed.operations.map(Socket::bind).transpose()?;
        Ok(Self { deliveries, operations, stop: watch::Sender::new(false), tasks: Vec::new() })
    }

    /// Answers, from now on.
    pub(super) fn serve(
        mut self,
        router: Router,
        operations: Operations,
        fixed: &Fixed,
        tls: Option<Arc<ServerConfig>>,
    ) -> Self {
        let own = operations.router();
        let (router, own) = match &self.operations {
            Some(_) => (router, Some(own)),
            None => (router.merge(own), None),
        };
        let stop = self.stop.clone();
        let mut begin = |socket: &mut Socket, router: Router, tls: Option<Arc<ServerConfig>>| {
            let Some(listener) = socket.listener.take() else { return };
            let mut stops = stop.subscribe();
            let stopped = async move { drop(stops.wait_for(|stops| *stops).await) };
            let serve = alipay_notify_axum::serve(listener, router)
                .connections(fixed.connections)
                .head_time(fixed.head)
                .stop_time(fixed.stop)
                .until(stopped);
            let serve = match tls {
                Some(tls) => serve.tls(tls),
                None => serve,
            };
            self.tasks.push(tokio::spawn(async move { drop(serve.await) }));
        };
        begin(&mut self.deliveries, router, tls);
        if let (Some(socket), Some(own)) = (&mut self.operations, own) {
            begin(socket, own, None);
        }
        tracing::info!(address = %self.deliveries.address, "listening");
        self
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.deliveries.address
    }

    pub(super) fn operations(&self) -> SocketAddr {
        self.operations.as_ref().unwrap_or(&self.deliveries).address
    }

    /// Accepts nothing any more, and waits for what is being answered.
    pub(super) async fn stop(&mut self) {
        self.stop.send_replace(true);
        for task in self.tasks.drain(..) {
            let _ = task.await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Socket {
    fn bind(address: SocketAddr) -> Result<Self, ServeError> {
        let listener = TcpListener::bind(address).and_then(Self::of);
        listener.map_err(|error| ServeError::Listen(address, error))
    }

    fn of(listener: TcpListener) -> std::io::Result<Self> {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self { listener: Some(tokio::net::TcpListener::from_std(listener)?), address })
    }
}

/// The socket that systemd has opened for this process, where it did: it may have a port below
/// 1024, which the process itself has no right to.
fn activated() -> std::io::Result<Option<TcpListener>> {
    let mut passed = ListenFd::from_env();
    match passed.len() {
        0 => Ok(None),
        1 => passed.take_tcp_listener(0),
        count => Err(std::io::Error::other(format!("there are {count}"))),
    }
}

/// TLS, with the certificate that is in force when a connection begins.
pub(super) fn tls(live: &Arc<Live>) -> Result<Arc<ServerConfig>, ServeError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().map_err(ServeError::Tls)?;
    let certificate: Arc<Live> = Arc::clone(live);
    let mut config = builder.with_no_client_auth().with_cert_resolver(certificate);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
