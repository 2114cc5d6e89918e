//! Who asks a server to stop.

use std::future::pending;
use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Stop;

/// Waits until the process is asked to stop: by Ctrl-C or, on Unix, by SIGTERM, which supervisors
/// and containers send. From its first call on, neither ends the process any more.
///
/// For [`Serve::until`](super::Serve::until), where a stop is to do more than end the server.
///
/// # Errors
///
/// The signals can't be waited for.
pub async fn stop_signal() -> io::Result<()> {
    Signals::new()?.next().await;
    Ok(())
}

/// What stops a server.
pub(super) enum StopRequest {
    BySignals(Signals),
    By(Stop),
}

impl StopRequest {
    pub(super) fn new(stop: Option<Stop>) -> io::Result<Self> {
        match stop {
            Some(stop) => Ok(Self::By(stop)),
            None => Signals::new().map(Self::BySignals),
        }
    }

    pub(super) async fn first(&mut self) {
        match self {
            Self::BySignals(signals) => signals.next().await,
            Self::By(stop) => stop.await,
        }
    }

    /// A second signal. It is the user's to say what more there is to wait for otherwise.
    pub(super) async fn second(&mut self) {
        match self {
            Self::BySignals(signals) => signals.next().await,
            Self::By(_) => pending().await,
        }
    }
}

#[cfg(unix)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
pub(super) struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
