//! What is replaced while it runs: keys, specifications, the certificate of TLS.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use alipay_notify::key::KeyRing;
use alipay_notify_inbox::AnyInbox;
use arc_swap::{ArcSwap, ArcSwapOption, Guard};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::config::{Channel, Config, ConfigErrors, Fixed, Tls};
use crate::metrics;
use crate::specifications::Specifications;

/// How often files are looked at.
const LOOK: Duration = Duration::from_secs(3);

/// What is in force now.
pub(crate) struct Live {
    pub(crate) ring: KeyRing,
    specifications: ArcSwap<Specifications>,
    certificate: ArcSwapOption<CertifiedKey>,
}

impl Live {
    pub(crate) fn new(ring: KeyRing, specifications: Specifications, tls: Option<Tls>) -> Self {
        Self {
            ring,
            specifications: ArcSwap::from_pointee(specifications),
            certificate: ArcSwapOption::new(tls.map(|tls| tls.0)),
        }
    }

    fn has_tls(&self) -> bool {
        self.certificate.load().is_some()
    }

    pub(crate) fn specifications(&self) -> Guard<Arc<Specifications>> {
        self.specifications.load()
    }

    /// Puts a configuration in force, as far as it can change.
    fn replace(&self, config: Config) {
        self.ring.replace(config.keys());
        if let Some(key) = config.common_key {
            let _ = self.ring.clone().common_key(key);
        }
        self.specifications.store(Arc::new(config.specifications));
        // Whether TLS is spoken does not change: without a certificate, nobody could connect.
        if let Some(Tls(certificate)) = config.tls
            && self.has_tls()
        {
            self.certificate.store(Some(certificate));
        }
    }
}

/// Gives each connection the certificate that is in force.
impl ResolvesServerCert for Live {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certificate.load_full()
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}

/// What became of a reload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reload {
    /// Nothing has changed.
    Unchanged,
    /// What has changed is in force.
    Done,
    /// The same, but some of it takes a restart.
    NeedsRestart,
    /// There are mistakes: all is as it was.
    Refused(ConfigErrors),
}

/// Looks for changes, and puts them in force.
pub(crate) struct Reloader {
    pub(crate) file: PathBuf,
    pub(crate) live: Arc<Live>,
    pub(crate) inboxes: Vec<AnyInbox>,
    pub(crate) fixed: Fixed,
    pub(crate) routes: Vec<AppRoute>,
    pub(crate) has_common_key: bool,
    pub(crate) seen: Mutex<Seen>,
    /// Told once a look is over that the program itself asked for.
    pub(crate) looked: Notify,
}

/// How an app is received, which does not change.
#[derive(PartialEq)]
pub(crate) struct AppRoute {
    pub(crate) id: String,
    pub(crate) path: Option<String>,
    pub(crate) channel: Option<Channel>,
    /// The public half of its private key, where there is one.
    pub(crate) public_key: Option<String>,
}

/// What was seen last.
pub(crate) struct Seen {
    pub(crate) fingerprint: u64,
    pub(crate) mistakes: Option<ConfigErrors>,
}

impl Reloader {
    /// Looks again and again, and at once where the process is asked to by SIGHUP.
    pub(crate) async fn run(self: Arc<Self>) {
        let mut looks = interval_at(Instant::now() + LOOK, LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut asked = Asked::new();
        loop {
            let is_asked = tokio::select! {
                _ = looks.tick() => false,
                () = asked.next() => true,
                () = self.looked.notified() => {
                    looks.reset();
                    continue;
                }
            };
            let reload = self.reload().await;
            if is_asked && reload == Reload::Unchanged {
                tracing::info!("asked to reload: no file has changed");
            }
        }
    }

    /// Looks now, in place of the next look.
    pub(crate) async fn look_now(self: &Arc<Self>) -> Reload {
        let reload = self.reload().await;
        self.looked.notify_one();
        reload
    }

    async fn reload(self: &Arc<Self>) -> Reload {
        let own = Arc::clone(self);
        let looked = tokio::task::spawn_blocking(move || own.look()).await;
        let reload = looked.unwrap_or(Reload::Unchanged);
        if matches!(reload, Reload::Done | Reload::NeedsRestart) {
            for inbox in &self.inboxes {
                if let Err(error) = inbox.retry_rejected().await {
                    tracing::error!("what was stuck could not be tried again: {error:?}");
                }
            }
        }
        reload
    }

    /// Reads all files again.
    fn look(&self) -> Reload {
        // One after another: what was read before must not be put in force after.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let config = match Config::read(&self.file) {
            Ok(config) => config,
            Err(errors) => {
                if seen.mistakes.as_ref() != Some(&errors) {
                    metrics::reload("refused");
                    tracing::error!(
                        "what has changed has mistakes; all is as it was before: {errors}"
                    );
                    seen.mistakes = Some(errors.clone());
                }
                return Reload::Refused(errors);
            }
        };
        let had_mistakes = seen.mistakes.take().is_some();
        if config.fingerprint == seen.fingerprint {
            if had_mistakes {
                tracing::info!("the files are as they were before the mistakes");
            }
            return Reload::Unchanged;
        }
        seen.fingerprint = config.fingerprint;
        // A common key that is gone can't be taken from the ring.
        let needs_restart = config.fixed != self.fixed
            || config.routes() != self.routes
            || config.tls.is_some() != self.live.has_tls()
            || config.common_key.is_some() != self.has_common_key;
        self.live.replace(config);
        if needs_restart {
            metrics::reload("needs_restart");
            tracing::warn!(
                "keys and schemas are reloaded; the rest of what has changed in the configuration \
                 takes a restart"
            );
            return Reload::NeedsRestart;
        }
        metrics::reload("done");
        tracing::info!("keys and schemas are reloaded");
        Reload::Done
    }
}

/// Requests to reload, by SIGHUP.
#[cfg(unix)]
struct Asked(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Asked {
    fn new() -> Self {
        let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup());
        Self(signal.ok())
    }

    async fn next(&mut self) {
        match &mut self.0 {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
struct Asked;

#[cfg(not(unix))]
impl Asked {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        std::future::pending().await
    }
}
