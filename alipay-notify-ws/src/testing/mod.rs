//! A server of the long connection to test against, with every misbehaviour that a client has to
//! bear.
//!
//! ```
//! use alipay_notify::key::AppPrivateKey;
//! use alipay_notify::testing::TestKey;
//! use alipay_notify::{Gateway, Reply, Verified, Verifier};
//! use alipay_notify_ws::LongConnection;
//! use alipay_notify_ws::testing::{Acknowledged, MockChannel, Push};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
//! let gateway = Gateway::builder(Verifier::new(alipay_key.public_key()))
//!     .fallback(|_: Verified| async { Reply::Success })
//!     .build()?;
//! let channel = MockChannel::start("2014060600164699", app_key.public_key(), alipay_key).await?;
//!
//! let key = AppPrivateKey::parse(&app_key.private_key_pem())?;
//! let connection =
//!     LongConnection::builder(channel.endpoint(), "2014060600164699", key, gateway).start();
//! let mut receipt = channel.push(Push::new("my.message", r#"{"a":1}"#));
//! assert_eq!(receipt.next().await, Acknowledged::Success);
//! connection.stop().await;
//! # Ok(())
//! # }
//! ```

mod fault;
mod http;
mod push;
mod session;
mod state;
#[cfg(test)]
mod tests;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::testing::TestKey;
use alipay_notify::{AlipayPublicKey, Verifier};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

pub use fault::{Fault, UnknownFault};
pub use push::{Push, PushFault};
pub use state::{Acknowledged, Counts, Disturbance, Receipt, RegisterFault, UpgradeFault};

use crate::endpoint::Endpoint;
use state::State;

/// A server on a free port of this machine. Dropping it ends it and its connections.
#[derive(Debug)]
pub struct MockChannel {
    shared: Arc<Shared>,
    address: SocketAddr,
    is_encrypted: bool,
    task: JoinHandle<()>,
}

/// What all of its connections share.
pub(crate) struct Shared {
    app_id: String,
    /// Verifies what the app signs.
    app: Verifier,
    alipay: TestKey,
    state: std::sync::Mutex<State>,
    /// There is something to push, or a disturbance.
    changed: Notify,
    counts: watch::Sender<Counts>,
    /// How long an acknowledgement may take.
    patience: std::sync::Mutex<Duration>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("app_id", &self.app_id).finish_non_exhaustive()
    }
}

impl MockChannel {
    /// Starts a server for one app, which signs with the private half of `app_key`. `alipay_key`
    /// stands in for Alipay's.
    ///
    /// # Errors
    ///
    /// Where no port can be listened on.
    pub async fn start(
        app_id: impl Into<String>,
        app_key: AlipayPublicKey,
        alipay_key: TestKey,
    ) -> io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::listen(app_id, app_key, alipay_key, address, None).await
    }

    /// Starts a server on an address, with TLS where there is a configuration for it.
    ///
    /// # Errors
    ///
    /// Where the address can't be listened on.
    pub async fn listen(
        app_id: impl Into<String>,
        app_key: AlipayPublicKey,
        alipay_key: TestKey,
        address: SocketAddr,
        tls: Option<Arc<rustls::ServerConfig>>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            app_id: app_id.into(),
            app: Verifier::new(app_key),
            alipay: alipay_key,
            state: std::sync::Mutex::default(),
            changed: Notify::new(),
            counts: watch::Sender::default(),
            patience: std::sync::Mutex::new(Duration::from_secs(10)),
        });
        let is_encrypted = tls.is_some();
        let task = tokio::spawn(accept(listener, Arc::clone(&shared), tls.map(TlsAcceptor::from)));
        Ok(Self { shared, address, is_encrypted, task })
    }

    /// Where to connect to.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        Endpoint {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            is_encrypted: self.is_encrypted,
        }
    }

    /// Pushes a message to whoever is connected, again and again until it is acknowledged
    /// `SUCCESS`.
    #[allow(clippy::must_use_candidate, reason = "not everybody wants to know")]
    pub fn push(&self, push: Push) -> Receipt {
        self.shared.push(push)
    }

    /// Has the next registration fail; called again, the one after it, and so on.
    pub fn fail_registration(&self, fault: RegisterFault) {
        self.shared.state().register_faults.push_back(fault);
    }

    /// Has the next WebSocket refused; called again, the one after it, and so on.
    pub fn fail_upgrade(&self, fault: UpgradeFault) {
        self.shared.state().upgrade_faults.push_back(fault);
    }

    /// Has the next push be so that is not faulty itself; called again, the one after it, and so
    /// on.
    pub fn fail_push(&self, fault: PushFault) {
        self.shared.state().push_faults.push_back(fault);
    }

    /// Misbehaves in any of these ways.
    pub fn fault(&self, fault: Fault) {
        self.shared.fault(fault);
    }

    /// Disturbs a connection: one that is open, or else the next.
    pub fn disturb(&self, disturbance: Disturbance) {
        self.shared.fault(Fault::Connection(disturbance));
    }

    /// How long an acknowledgement may take until the message is pushed again: 10 seconds unless
    /// set.
    pub fn patience(&self, patience: Duration) {
        *self.shared.patience.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = patience;
    }

    /// What happened so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *self.shared.counts.borrow()
    }

    /// Waits until enough has happened.
    pub async fn until(&self, mut is_enough: impl FnMut(&Counts) -> bool) {
        let _ = self.shared.counts.subscribe().wait_for(|counts| is_enough(counts)).await;
    }

    /// Serves until it fails, for a program that does nothing else.
    pub async fn run(mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for MockChannel {
    fn drop(&mut self) {
        self.task.abort();
        self.shared.state().is_over = true;
        self.shared.changed.notify_waiters();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, tls: Option<TlsAcceptor>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let (shared, tls) = (Arc::clone(&shared), tls.clone());
        tokio::spawn(async move {
            let Some(tls) = tls else { return http::serve(Box::new(stream), shared).await };
            // A client that does not trust the certificate ends here.
            if let Ok(stream) = tls.accept(stream).await {
                http::serve(Box::new(stream), shared).await;
            }
        });
    }
}
