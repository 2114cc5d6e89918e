//! Why an event was not delivered, and why a destination can't be as it is set.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use thiserror::Error;

/// Why an event was not delivered, or would not be.
///
/// `Debug` is the same sentence as `Display`. Neither has a URL, a secret or anything of an event;
/// what clients and servers said is part of it.
#[derive(Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryError {
    /// Nobody answers, or the connection broke before the event was confirmed.
    #[error("the destination can't be reached: {0}; check that it runs, and its URL")]
    Unreachable(String),
    /// It did not confirm within the time limit.
    #[error("the destination did not confirm within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// It does not accept who this is, or what they want to do.
    #[error("the destination denies access: {0}; check the user, the password and their rights")]
    Denied(String),
    /// It answered with another HTTP status than 2xx.
    #[error("the receiver answered {}, and only 2xx confirms{}", .0, advice(*.0))]
    Status(u16),
    /// There is nothing that would keep the event, such as a stream or a queue: what is missing,
    /// and how to make it.
    #[error("{0}")]
    Missing(String),
    /// It refused the event.
    #[error("the destination refused the event: {0}")]
    Refused(String),
}

/// Why a destination can't be as it is set. No text repeats what was set.
///
/// `Debug` is the same sentence as `Display`.
#[derive(Clone, Copy, Error, PartialEq, Eq)]
pub enum SettingError {
    /// It is no URL with a host and one of two schemes: without TLS, and with it.
    #[error("a URL {plain}://host or {with_tls}://host is expected")]
    Url {
        /// The scheme without TLS.
        plain: &'static str,
        /// The scheme with TLS.
        with_tls: &'static str,
    },
    /// The URL has a user or a password that can't be read.
    #[error("the user and the password of the URL must be text in UTF-8, percent-encoded")]
    Login,
    /// The URL of an HTTP receiver has a user or a password.
    #[error("the URL of a receiver has no user or password; send them as its authorization")]
    ReceiverLogin,
    /// The client can't use the URL: of which form it has to be.
    #[error("a URL of the form {0} is expected")]
    Form(&'static str),
    /// It is no secret of Standard Webhooks.
    #[error(
        "a secret is whsec_ and 24 to 64 random bytes in base64: \
         echo whsec_$(openssl rand -base64 32)"
    )]
    Secret,
    /// No HTTP header may have this value.
    #[error("an authorization is one line of visible ASCII characters")]
    Authorization,
    /// Nothing is there to check certificates of https by.
    #[error(
        "there are no certificates of authorities to check https by; install ca-certificates, or \
         set SSL_CERT_FILE"
    )]
    NoAuthorities,
    /// It is no subject of NATS that can be published to.
    #[error("a subject is made of tokens with full stops between them, without spaces, * or >")]
    Subject,
    /// Something else than `{type}` stands in braces.
    #[error("only {{type}} may stand in braces: the event's type")]
    Braces,
    /// It is no name of a queue.
    #[error("a queue has a name, in which nothing stands in braces")]
    Queue,
    /// A name is longer than AMQP allows.
    #[error("a name has 255 bytes at the most")]
    LongName,
}

impl fmt::Debug for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What an error says, and what its causes say where it does not repeat them.
pub(super) fn said(error: &dyn StdError) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        cause = error.source();
    }
    said
}

/// What to do about a status.
fn advice(status: u16) -> &'static str {
    match status {
        300..=399 => "; redirects aren't followed: set the URL that it leads to",
        401 | 403 => "; check what it is authorised by, and its secret",
        404 | 410 => "; check the path of its URL",
        _ => "",
    }
}
