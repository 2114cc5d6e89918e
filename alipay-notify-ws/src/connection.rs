//! The long connection as its user sees it, and the loop that keeps it.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alipay_notify::key::AppPrivateKey;
use alipay_notify::{Gateway, Reply, Verifier};
use rustls::ClientConfig;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::backoff::Backoff;
use crate::connect::{Connector, default_tls};
use crate::credentials::{CertificateSerials, Credentials};
use crate::endpoint::Endpoint;
use crate::error::ConnectionError;
use crate::health::{Failure, Health, State};
use crate::serve::{Ended, Server};
use crate::taker::Taker;

/// A long connection, kept in the background: opened again whenever it is lost, until it is
/// [stopped](Self::stop).
///
/// Dropping it ends it at once: what is at work is finished, but not acknowledged, and comes again.
#[derive(Debug)]
#[must_use = "dropping it ends the connection"]
pub struct LongConnection {
    health: watch::Receiver<Health>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// How a [`LongConnection`] is to be.
#[must_use = "nothing is connected until `start`"]
pub struct LongConnectionBuilder {
    endpoint: Endpoint,
    credentials: Credentials,
    taker: Taker,
    tls: Option<Arc<ClientConfig>>,
    at_work: NonZeroU32,
    timing: Timing,
}

/// The times of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long each step may take: TCP, TLS, the registration, the WebSocket, a write.
    pub step: Duration,
    /// The time from one ping to the next.
    pub ping: Duration,
    /// How long the server may be silent, pongs included, before the connection counts as lost.
    /// Time does not count in which as many messages are at work as may be, for nothing is read
    /// then.
    pub silence: Duration,
    /// The wait after a failure; it doubles with each one that follows. By chance, each wait is
    /// shorter by up to a half.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// After how long a connection was good, so that waits begin with the first again.
    pub healthy: Duration,
    /// How long stopping may take, until what is at work then is given up.
    pub stop: Duration,
}

impl Default for Timing {
    /// 10 s, 5 s, 20 s, 1 s, 60 s, 60 s, 30 s, in this order: a connection that something on the
    /// way drops without a word is found within 25 s.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            step: seconds(10),
            ping: seconds(5),
            silence: seconds(20),
            first_wait: seconds(1),
            longest_wait: seconds(60),
            healthy: seconds(60),
            stop: seconds(30),
        }
    }
}

impl LongConnection {
    /// Begins a long connection for an app, whose messages this gateway takes. The private key
    /// belongs to the public key that the console shows as 应用公钥.
    pub fn builder(
        endpoint: Endpoint,
        app_id: impl Into<String>,
        key: AppPrivateKey,
        gateway: Gateway,
    ) -> LongConnectionBuilder {
        let gateway = gateway.timed_by(|time| Box::pin(tokio::time::sleep(time)));
        LongConnectionBuilder::new(endpoint, app_id.into(), key, Taker::Gateway(gateway))
    }

    /// Begins one whose messages a function takes, for programs that keep or pass on what comes,
    /// forged or not. It gets the text of each frame with a message, and says how to acknowledge
    /// it.
    ///
    /// **Nothing is verified.** [`Frame::parse`](crate::frame::Frame::parse) and
    /// [`Verifier::verify_data`] do what a gateway begins with. `verifier` is for registrations.
    pub fn frames<F, T>(
        endpoint: Endpoint,
        app_id: impl Into<String>,
        key: AppPrivateKey,
        verifier: Verifier,
        take: F,
    ) -> LongConnectionBuilder
    where
        F: Fn(String) -> T + Send + Sync + 'static,
        T: Future<Output = Reply> + Send + 'static,
    {
        LongConnectionBuilder::new(endpoint, app_id.into(), key, Taker::of(verifier, take))
    }

    /// How it is at this moment.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health.borrow().clone()
    }

    /// Waits until its health is so.
    pub async fn until(&self, mut is_so: impl FnMut(&Health) -> bool) {
        // An error means that it has ended, and its health is what it will ever be.
        let _ = self.health.clone().wait_for(|health| is_so(health)).await;
    }

    /// Stops: reads no more, finishes and acknowledges what is at work, and closes.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for LongConnection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl LongConnectionBuilder {
    fn new(endpoint: Endpoint, app_id: String, key: AppPrivateKey, taker: Taker) -> Self {
        let sdk_version = concat!("alipay-notify-rust-", env!("CARGO_PKG_VERSION")).to_owned();
        Self {
            endpoint,
            credentials: Credentials { app_id, key, serials: None, sdk_version },
            taker,
            tls: None,
            at_work: const { NonZeroU32::new(64).unwrap() },
            timing: Timing::default(),
        }
    }

    /// Connects in certificate mode (公钥证书).
    pub fn certificates(mut self, serials: CertificateSerials) -> Self {
        self.credentials.serials = Some(serials);
        self
    }

    /// Uses this TLS, such as to trust the authority of a company's proxy. Host names have to be
    /// verified, for TLS is all that protects ids and times of messages.
    pub fn tls(mut self, config: Arc<ClientConfig>) -> Self {
        self.tls = Some(config);
        self
    }

    /// How many messages are at work at a time; 64 unless set. Where there are as many, the
    /// connection is not read, so that Alipay waits: no message is ever dropped.
    pub fn max_at_work(mut self, count: NonZeroU32) -> Self {
        self.at_work = count;
        self
    }

    /// Sets the times.
    pub fn timing(mut self, timing: Timing) -> Self {
        self.timing = timing;
        self
    }

    /// What is sent as `sdk_version`: `alipay-notify-rust-` and a version unless set. Whether
    /// Alipay looks at it is not known.
    pub fn sdk_version(mut self, version: impl Into<String>) -> Self {
        self.credentials.sdk_version = version.into();
        self
    }

    /// Starts, and returns at once: connecting is up to the background, with or without a network.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn start(self) -> LongConnection {
        let (health, healthy) = watch::channel(Health::new());
        let (stop, stopping) = watch::channel(false);
        let connector = Connector {
            endpoint: self.endpoint,
            credentials: self.credentials,
            tls: self.tls.unwrap_or_else(default_tls),
            limit: self.timing.step,
        };
        let server = Server {
            taker: self.taker,
            room: Arc::new(Semaphore::new(self.at_work.get() as usize)),
            at_work: self.at_work.get(),
            timing: self.timing,
            health: Arc::new(health),
        };
        let keeper = Keeper { connector, server };
        LongConnection { health: healthy, stop, task: tokio::spawn(keeper.keep(stopping)) }
    }
}

impl fmt::Debug for LongConnectionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LongConnectionBuilder")
            .field("endpoint", &self.endpoint)
            .field("app_id", &self.credentials.app_id)
            .finish_non_exhaustive()
    }
}

/// Opens the connection again and again.
struct Keeper {
    connector: Connector,
    server: Server,
}

impl Keeper {
    async fn keep(self, mut stopping: watch::Receiver<bool>) {
        let timing = self.server.timing;
        let mut backoff = Backoff::new(timing.first_wait, timing.longest_wait);
        loop {
            let error = tokio::select! {
                biased;
                () = stopped(&mut stopping) => break,
                socket = self.connector.connect(self.server.taker.verifier()) => match socket {
                    Err(error) => error,
                    Ok(socket) => {
                        let since = Instant::now();
                        self.update(|health| {
                            health.state = State::Connected { since: SystemTime::now() };
                            health.connections += 1;
                        });
                        let ended = self.server.serve(socket, &mut stopping).await;
                        if since.elapsed() >= timing.healthy {
                            backoff.reset();
                        }
                        match ended {
                            Ended::Stopped => break,
                            Ended::Lost(error) => error,
                        }
                    }
                },
            };
            let wait = backoff.next();
            self.note(error, wait);
            tokio::select! {
                () = stopped(&mut stopping) => break,
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.server.finish().await;
        self.update(|health| health.state = State::Stopped);
    }

    fn note(&self, error: ConnectionError, wait: Duration) {
        tracing::warn!("no long connection: {error}; next attempt in {wait:.1?}");
        self.update(|health| {
            health.state = State::Connecting;
            health.last_failure = Some(Failure { at: SystemTime::now(), error: Arc::new(error) });
        });
    }

    fn update(&self, change: impl FnOnce(&mut Health)) {
        self.server.health.send_modify(change);
    }
}

/// Waits until it is to stop. Nobody who could say so is left where its handle is dropped; the task
/// is then aborted.
pub(crate) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connection that something on the way drops without a word is found at the first ping after
    /// the silence.
    #[test]
    fn the_times_unless_set() {
        let Timing { step, ping, silence, first_wait, longest_wait, healthy, stop } =
            Timing::default();
        let times = [step, ping, silence, first_wait, longest_wait, healthy, stop];
        assert_eq!(times.map(|time| time.as_secs()), [10, 5, 20, 1, 60, 60, 30]);
        assert!(silence + ping < Duration::from_secs(30));
    }
}
