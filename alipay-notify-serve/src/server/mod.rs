//! The program: what listens, what works, and how both stop.

mod error;
mod gateways;
mod inboxes;
mod listening;
mod operations;

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alipay_notify::Verifier;
use alipay_notify::key::KeyRing;
use alipay_notify_inbox::{Retries, Worker};
use alipay_notify_ws::LongConnection;
use futures_util::future::join_all;
use tokio::join;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::config::{Config, DestinationConfig, Route, UNROUTED};
use crate::delivering::{Delivering, Pause};
use crate::fan_out::FanOut;
use crate::left_behind::LeftBehind;
use crate::metrics;
use crate::reload::{Live, Reload, Reloader, Seen};
pub use error::ServeError;
use inboxes::Inboxes;
use listening::Listening;
use operations::Operations;

/// For how long deliveries are still taken once a stop has begun, so that whoever asks `/readyz`
/// notices and sends none.
const DRAIN: Duration = Duration::from_secs(2);

/// The server that a [`Config`] describes, at work: it receives, keeps and delivers until it is
/// [stopped](Self::stop).
///
/// Dropping it ends it at once: what is being delivered is delivered again after the next start.
#[must_use = "dropping it ends it"]
pub struct Server {
    listening: Listening,
    channels: Vec<LongConnection>,
    workers: Vec<Worker>,
    reloader: Arc<Reloader>,
    /// Reloads, and keeps the numbers small.
    background: JoinHandle<()>,
    /// True once a stop has begun.
    stopping: watch::Sender<bool>,
    stop_time: Duration,
}

impl Server {
    /// Starts: listens, opens the inboxes, connects what is to be connected. A destination that is
    /// away does not keep it from starting.
    ///
    /// # Errors
    ///
    /// [`ServeError`] says what it could not do, and the fix.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start(mut config: Config) -> Result<Self, ServeError> {
        metrics::recorded();
        let listening = Listening::bind(&config.fixed)?;
        let left_behind = config.left_behind().await;
        let made = config.fixed.destinations.iter().map(DestinationConfig::make);
        let made = made.collect::<Result<Vec<_>, _>>().map_err(ServeError::Setting)?;
        let destinations: Vec<Route> = made.into_iter().chain(config.own.drain(..)).collect();
        let inboxes = Inboxes::open(&config.fixed.inbox, destinations).await?;
        let (stopping, stops) = watch::channel(false);

        let ring = KeyRing::new(config.keys());
        let ring = config.common_key.iter().cloned().fold(ring, KeyRing::common_key);
        let fan_out = inboxes.fan_out();
        let served = gateways::build(&config, &ring, &fan_out)?;

        let (fixed, routes, file) = (config.fixed.clone(), config.routes(), config.file().into());
        let (has_tls, has_common_key) = (config.tls.is_some(), config.common_key.is_some());
        let seen = Mutex::new(Seen { fingerprint: config.fingerprint, mistakes: None });
        let live = Arc::new(Live::new(ring, config.specifications, config.tls));

        let workers = workers(&inboxes, &live, fan_out, &stops)?;
        let all = inboxes.named().map(|(_, inbox)| inbox.clone()).collect();
        let operations = Operations::new(inboxes, stops);
        let tls = has_tls.then(|| listening::tls(&live)).transpose()?;
        let listening = listening.serve(served.router, operations, &fixed, tls);
        let looked = Notify::new();
        let reloader =
            Reloader { file, live, inboxes: all, fixed, routes, has_common_key, seen, looked };
        let reloader = Arc::new(reloader);
        let reloading = Arc::clone(&reloader).run();
        let background = tokio::spawn(async { _ = join!(reloading, metrics::keep_small()) });
        left_behind.iter().for_each(warn_of);
        let stop_time = reloader.fixed.stop;
        let channels = served.channels;
        Ok(Self { listening, channels, workers, reloader, background, stopping, stop_time })
    }

    /// Where deliveries are received.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listening.address()
    }

    /// Where `/healthz`, `/readyz` and `/metrics` are.
    #[must_use]
    pub fn operations(&self) -> SocketAddr {
        self.listening.operations()
    }

    /// Looks at once whether keys, schemas or certificates have changed, as it does by itself every
    /// few seconds and on SIGHUP. Where they have mistakes, all stays as it is.
    pub async fn reload(&self) -> Reload {
        self.reloader.look_now().await
    }

    /// Waits until the process is asked to stop, by Ctrl-C or SIGTERM, and [stops](Self::stop); a
    /// second request ends that at once.
    ///
    /// # Errors
    ///
    /// [`ServeError::Signals`] where the signals can't be waited for.
    pub async fn until_stopped(self) -> Result<(), ServeError> {
        alipay_notify_axum::stop_signal().await.map_err(ServeError::Signals)?;
        tokio::select! {
            () = self.stop() => Ok(()),
            again = alipay_notify_axum::stop_signal() => again.map_err(ServeError::Signals),
        }
    }

    /// Stops: it is not ready any more, then takes no deliveries any more, then finishes what it
    /// delivers. What is not over at the deadline is left as it is, and delivered after the next
    /// start.
    pub async fn stop(mut self) {
        tracing::info!("stopping");
        self.stopping.send_replace(true);
        self.background.abort();
        let stop_time = self.stop_time;
        let stop = async {
            sleep(DRAIN.min(stop_time / 4)).await;
            self.listening.stop().await;
            join_all(self.channels.drain(..).map(LongConnection::stop)).await;
            join_all(self.workers.drain(..).map(Worker::stop)).await;
        };
        if timeout(stop_time, stop).await.is_ok() {
            tracing::info!("stopped");
        } else {
            tracing::warn!("stopped at the deadline: some deliveries come again");
        }
    }
}

/// Says which messages are delivered to nobody any more.
fn warn_of(LeftBehind { name, inbox, health }: &LeftBehind) {
    tracing::warn!(
        destination = name,
        inbox,
        kept = %health,
        "messages are kept for a destination that is not in the configuration; put it back until \
         they are delivered, or look after them with `alipay-notify inbox`"
    );
}

/// A worker for each destination, and one for what none of them took.
fn workers(
    inboxes: &Inboxes,
    live: &Arc<Live>,
    fan_out: FanOut,
    stops: &watch::Receiver<bool>,
) -> Result<Vec<Worker>, ServeError> {
    // A destination that is away for days is no reason to give anything up. Waits are 45 seconds
    // on average in the end, so that this takes more than five.
    let retries = Retries::default()
        .first(Duration::from_secs(1))
        .longest(Duration::from_secs(60))
        .attempts(const { NonZeroU32::new(10_000).unwrap() });
    let mut workers = Vec::new();
    for (route, inbox) in &inboxes.routes {
        let delivering = Delivering {
            name: route.name.clone(),
            take: route.take.clone(),
            wanted: route.wanted,
            destination: Arc::clone(&route.destination),
            verifier: Verifier::with_ring(live.ring.clone()),
            live: Arc::clone(live),
            stopping: stops.clone(),
            pause: Pause::default(),
        };
        let worker = Worker::builder(inbox.clone(), delivering)
            .name(&route.name)
            .concurrency_limit(route.concurrency)
            .retries(retries);
        workers.push(worker.start().map_err(ServeError::Start)?);
    }
    let unrouted =
        Worker::builder(inboxes.unrouted.clone(), fan_out).name(UNROUTED).retries(retries);
    workers.push(unrouted.start().map_err(ServeError::Start)?);
    Ok(workers)
}

impl Drop for Server {
    fn drop(&mut self) {
        self.background.abort();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address()).finish_non_exhaustive()
    }
}
