//! A server that silent, slow and forgotten connections can't take up, and whose stop ends.

mod connection;
mod connections;
#[cfg(not(feature = "tls"))]
mod no_tls;
mod signals;
mod visit;

use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;

pub use signals::stop_signal;

use connections::Connections;
use signals::StopRequest;

/// Serves a router, of which a [`gateway`](crate::gateway) is a part, until the process is asked to
/// stop. It is to [`axum::serve`](https://docs.rs/axum/latest/axum/fn.serve.html) what an open port
/// needs besides:
///
/// - **Time.** A connection that does not send the head of a request in time is closed: a silent
///   one, one that stops half-way, and an idle one that was kept alive
///   ([`head_time`](Serve::head_time)). A handshake of TLS may take as long. How long a body may
///   take is a limit of the verifier.
/// - **Connections.** There is a bound on them ([`connections`](Serve::connections)). When it is
///   reached, or the process has no descriptor left, each new connection takes the place of the one
///   that has waited longest for a head or a body. One whose request is being answered is never
///   closed for another.
/// - **Memory.** The head of a request is at most 16 KiB.
/// - **Hanging up.** A sender that closes its half of the connection after its request is answered.
/// - **A stop that ends.** From then on no connection is accepted. Those without a request are
///   closed at once, a request that is still arriving has a second more, and those that are at work
///   have until a deadline ([`stop_time`](Serve::stop_time)).
///
/// It speaks HTTP/1 without upgrades. TLS is for a proxy in front of it, or, with the feature of
/// that name, for [`Serve::tls`]. Handlers can extract `ConnectInfo<SocketAddr>`.
///
/// ```no_run
/// # async fn run(app: axum::Router) -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await?;
/// alipay_notify_axum::serve(listener, app).await
/// # }
/// ```
///
/// # Errors
///
/// As it starts: the signals of the process can't be waited for. With [`until`](Serve::until),
/// none.
pub fn serve(listener: TcpListener, router: Router) -> Serve {
    Serve {
        listener,
        router,
        limits: Limits { head_time: Duration::from_secs(10), connections: 512 },
        tls: None,
        stop_time: Duration::from_secs(30),
        stop: None,
    }
}

/// A server that starts once it is awaited. [`serve`] makes it.
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve {
    listener: TcpListener,
    router: Router,
    limits: Limits,
    tls: Option<Tls>,
    stop_time: Duration,
    /// Where there is none, the process's signals.
    stop: Option<Stop>,
}

/// What connections may take.
#[derive(Clone, Copy, Debug)]
struct Limits {
    head_time: Duration,
    connections: usize,
}

/// What makes a connection one of TLS.
#[cfg(feature = "tls")]
type Tls = tokio_rustls::TlsAcceptor;

/// Without the feature, there is none.
#[cfg(not(feature = "tls"))]
use no_tls::NoTls as Tls;

type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Serve {
    /// How long a connection may wait for the whole head of a request, from its beginning or from
    /// its last answer; 10 seconds, unless this is set.
    ///
    /// Behind a proxy that keeps connections open, it should be longer than the proxy keeps an idle
    /// one: otherwise the proxy may send a request on a connection that is just being closed.
    pub fn head_time(mut self, limit: Duration) -> Self {
        self.limits.head_time = limit;
        self
    }

    /// How many connections there may be; 512, unless this is set.
    ///
    /// Leave some of the process's descriptors (`ulimit -n`) to its files, databases and so on.
    pub fn connections(mut self, limit: NonZeroUsize) -> Self {
        self.limits.connections = limit.get();
        self
    }

    /// Speaks TLS by this configuration: nothing else is understood then. A certificate is replaced
    /// by a `ResolvesServerCert` that gives another one.
    ///
    /// The bounds hold for a handshake too: it has the time of a head, and gives way to new
    /// connections, and to a stop, as one does that waits for a head.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, config: std::sync::Arc<tokio_rustls::rustls::ServerConfig>) -> Self {
        self.tls = Some(config.into());
        self
    }

    /// How long a stop waits for requests that are at work; 30 seconds, unless this is set. What is
    /// not answered by then is not answered at all, and Alipay delivers it again.
    pub fn stop_time(mut self, limit: Duration) -> Self {
        self.stop_time = limit;
        self
    }

    /// Stops once this future is ready. Unless this is set, Ctrl-C and SIGTERM stop the server, and
    /// a second one ends the wait for what is at work.
    pub fn until(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Some(Box::pin(stop));
        self
    }

    async fn run(self) -> io::Result<()> {
        let mut request = StopRequest::new(self.stop)?;
        let mut connections = Connections::new(self.router, self.limits, self.tls);

        tokio::select! {
            () = request.first() => {}
            never = connections.accept(&self.listener) => match never {},
        }
        drop(self.listener);

        tokio::select! {
            () = request.second() => {}
            () = connections.end(self.stop_time) => {}
        }
        Ok(())
    }
}

impl IntoFuture for Serve {
    type Output = io::Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("listener", &self.listener)
            .field("limits", &self.limits)
            .field("stop_time", &self.stop_time)
            .finish_non_exhaustive()
    }
}
