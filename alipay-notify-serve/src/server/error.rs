//! Why a server does not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use alipay_notify::gateway::BuildError;
use alipay_notify::inbox::InboxError;
use alipay_notify_inbox::OpenError;
use thiserror::Error;

use crate::destination::SettingError;

/// Why a server does not start, or can't wait for its end. `Debug` is the same sentence as
/// `Display`.
#[derive(Error)]
#[non_exhaustive]
pub enum ServeError {
    /// It can't listen there.
    #[error("can't listen on {0}: {1}; choose another address or port")]
    Listen(SocketAddr, io::Error),
    /// What systemd passes is no socket to listen on.
    #[error("the socket that systemd passes can't be used: {0}; it has to be one stream of TCP")]
    Activated(io::Error),
    /// The folder of the inbox can't be made.
    #[error("the folder {} of the inbox can't be made: {}", .0.display(), .1)]
    Folder(PathBuf, io::Error),
    /// An inbox can't be opened.
    #[error("the inbox of {0}: {1}")]
    Inbox(String, OpenError),
    /// A worker can't be started.
    #[error("no worker can be started: {0:?}")]
    Start(InboxError),
    /// The apps can't be received.
    #[error("{0}")]
    Gateway(BuildError),
    /// A destination can't be as it is set.
    #[error(transparent)]
    Setting(SettingError),
    /// TLS can't be set up.
    #[error("TLS can't be set up: {0}")]
    Tls(rustls::Error),
    /// The signals of the process can't be waited for.
    #[error("the signals of the process can't be waited for: {0}")]
    Signals(io::Error),
}

impl fmt::Debug for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
