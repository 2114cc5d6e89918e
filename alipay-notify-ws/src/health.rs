//! How a connection is.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::error::ConnectionError;

/// How a [`LongConnection`](crate::LongConnection) is at one moment. `Display` says it in a
/// sentence.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Health {
    /// Whether it is connected.
    pub state: State,
    /// When the last frame or answer to a ping came.
    pub last_heard: Option<SystemTime>,
    /// How often it connected, the first time included.
    pub connections: u64,
    /// How many messages came, redeliveries included.
    pub messages: u64,
    /// How many frames were none that the protocol has. They are not acknowledged.
    pub broken_frames: u64,
    /// Why the last attempt or connection ended.
    pub last_failure: Option<Failure>,
}

/// Whether it is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not yet, or not any more.
    Connecting,
    /// Since then.
    Connected {
        /// When the WebSocket was open.
        since: SystemTime,
    },
    /// Stopped for good.
    Stopped,
}

/// A failure and its time.
#[derive(Clone, Debug)]
pub struct Failure {
    /// When.
    pub at: SystemTime,
    /// What: one sentence with its remedy.
    pub error: Arc<ConnectionError>,
}

impl Health {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Connecting,
            last_heard: None,
            connections: 0,
            messages: 0,
            broken_frames: 0,
            last_failure: None,
        }
    }

    /// Whether it is connected.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        matches!(self.state, State::Connected { .. })
    }

    /// How often it had to connect again.
    #[must_use]
    pub fn reconnections(&self) -> u64 {
        self.connections.saturating_sub(1)
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.state, &self.last_failure) {
            (State::Connected { since }, _) => {
                let seconds = since.elapsed().unwrap_or_default().as_secs();
                write!(f, "connected for {seconds} s")?;
                match self.reconnections() {
                    0 => Ok(()),
                    1 => f.write_str(", after 1 reconnection"),
                    count => write!(f, ", after {count} reconnections"),
                }
            }
            (State::Connecting, None) => f.write_str("connecting"),
            (State::Connecting, Some(failure)) => write!(f, "not connected: {}", failure.error),
            (State::Stopped, _) => f.write_str("stopped"),
        }
    }
}
