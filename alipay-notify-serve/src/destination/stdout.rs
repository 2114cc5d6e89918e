//! Events as lines of the standard output.

use std::io::{self, Write as _};

use super::error::said;
use super::{DeliveryError, Destination};
use crate::event::Event;

/// Writes each event to the standard output, as a line of JSON.
///
/// Each line is written out at once, which is all the confirmation there is: what reads them may
/// lose them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stdout;

impl Destination for Stdout {
    async fn deliver(&self, event: &Event) -> Result<(), DeliveryError> {
        let line = event.to_json() + "\n";
        // A pipe that nobody reads makes this wait.
        let written = tokio::task::spawn_blocking(move || {
            let mut stdout = io::stdout().lock();
            stdout.write_all(line.as_bytes())?;
            stdout.flush()
        });
        let written = written.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        written.map_err(|error| DeliveryError::Unreachable(said(&error)))
    }

    async fn reach(&self) -> Result<(), DeliveryError> {
        Ok(())
    }
}
