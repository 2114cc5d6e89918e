//! Why there is no connection.

use std::fmt;
use std::io;
use std::time::Duration;

use thiserror::Error;
use tokio_tungstenite::tungstenite;

use crate::endpoint::Endpoint;
use crate::reply::RegisterError;

/// Why there is no connection, or none any more. It is tried again whatever it is.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The server can't be reached.
    #[error("can't reach {endpoint}: {error}; check the network, DNS and the firewall")]
    Unreachable {
        /// The server.
        endpoint: Endpoint,
        /// What the system says.
        error: io::Error,
    },
    /// The connection is not encrypted as it should be.
    #[error(
        "no trusted encryption with {endpoint}: {error}; a proxy that opens TLS has to be trusted \
         with `tls`"
    )]
    Tls {
        /// The server.
        endpoint: Endpoint,
        /// What TLS says.
        error: io::Error,
    },
    /// A step took too long.
    #[error("{step} took longer than {limit:?}; check the network and the firewall")]
    TimedOut {
        /// Which.
        step: Step,
        /// The limit.
        limit: Duration,
    },
    /// The registration is not answered in HTTP.
    #[error("the registration is not answered: {0}")]
    Http(hyper::Error),
    /// The answer to the registration is longer than any should be.
    #[error("the answer to the registration breaks off, or is longer than {limit} bytes")]
    Body {
        /// The limit.
        limit: usize,
    },
    /// The registration failed.
    #[error(transparent)]
    Register(RegisterError),
    /// The server does not open the WebSocket.
    #[error(
        "the server answered the WebSocket with status {status}; its token is good for one \
         connection and a short time, so check the clock if this goes on"
    )]
    Upgrade {
        /// The status code.
        status: u16,
    },
    /// The connection broke, or the server broke its protocol.
    #[error("the connection broke: {0}")]
    Broken(Box<tungstenite::Error>),
    /// The server closed the connection.
    #[error(
        "the server closed the connection{}",
        code.map(|code| format!(" with code {code}")).unwrap_or_default()
    )]
    Closed {
        /// Its code, if it gave one.
        code: Option<u16>,
    },
    /// Nothing was heard, neither a frame nor the answer to a ping.
    #[error("the server was silent for {limit:?}: something on the way dropped the connection")]
    Silent {
        /// The limit.
        limit: Duration,
    },
    /// The machine has no source of randomness.
    #[error("this machine has no source of randomness, so nothing can be signed")]
    Randomness,
}

/// A step that has a time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Looking up the host and opening TCP.
    Connecting,
    /// Agreeing on TLS.
    Encrypting,
    /// The registration.
    Registering,
    /// Opening the WebSocket.
    Upgrading,
    /// Writing an acknowledgement or a ping.
    Writing,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connecting => "connecting",
            Self::Encrypting => "agreeing on TLS",
            Self::Registering => "the registration",
            Self::Upgrading => "opening the WebSocket",
            Self::Writing => "writing",
        })
    }
}

impl From<tungstenite::Error> for ConnectionError {
    fn from(error: tungstenite::Error) -> Self {
        match error {
            tungstenite::Error::Http(response) => {
                Self::Upgrade { status: response.status().as_u16() }
            }
            tungstenite::Error::ConnectionClosed => Self::Closed { code: None },
            error => Self::Broken(Box::new(error)),
        }
    }
}
