//! Why an event was not delivered.

use std::error;
use std::fmt;
use std::time::Duration;

use thiserror::Error;

/// The error of a client, whatever its type.
type Source = Box<dyn error::Error + Send + Sync>;

/// Why an event was not delivered, or would not be.
///
/// `Debug` is the same sentence as `Display`. Neither repeats a URL, a secret or what is in an
/// event.
#[derive(Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// Nobody answers, or the connection broke before the event was confirmed.
    #[error("the destination can't be reached: {0}; check that it runs and what its URL says")]
    Unreachable(Source),
    /// It did not confirm within the time limit.
    #[error("the destination did not confirm within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// It does not accept who this is, or what it may do.
    #[error("the destination denies access: {0}; check the user, the password and its rights")]
    Denied(Source),
    /// It answered with another status than 2xx.
    #[error("the receiver answered {}, and only 2xx confirms{}", .0, advice(*.0))]
    Status(u16),
    /// What would keep the event is not there, as a stream or a queue: what, and how to make it.
    #[error("{0}")]
    Missing(String),
    /// It refused the event.
    #[error("the destination refused the event: {0}")]
    Refused(Source),
}

impl fmt::Debug for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What to do about a status.
fn advice(status: u16) -> &'static str {
    match status {
        300..=399 => "; redirects aren't followed: configure the URL it leads to",
        401 | 403 => "; check the token and the secret of the receiver",
        404 | 410 => "; check the path of the URL",
        _ => "",
    }
}
