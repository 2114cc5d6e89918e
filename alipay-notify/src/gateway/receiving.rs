//! A gateway with an inbox: deliveries are stored, and handled later.

use std::sync::Arc;

use super::claims::{Window, bounded, unreadable_key_of};
use super::dispatch::Dispatcher;
use super::outcome::Outcome;
use super::running::Running;
use crate::alarm::Timer;
use crate::inbox::{AnyInbox, Arrival, Condition, InboxError, Put};
use crate::open::{Unchecked, Unreadable};
use crate::store::MessageKey;
use crate::verify::Signer;

/// Where deliveries are stored.
pub(super) struct Receiving {
    pub(super) inbox: Arc<dyn AnyInbox>,
    pub(super) window: Window,
    /// The deliveries that are being stored. Those that are being handled are counted elsewhere: no
    /// limit on them keeps others from being stored.
    pub(super) running: Arc<Running>,
}

impl Receiving {
    /// Stores a delivery, whatever it is: it is authentic.
    pub(super) async fn store(
        &self,
        body: &[u8],
        signer: &Signer,
        message: &Result<Unchecked, Unreadable>,
        dispatcher: &Dispatcher,
        timer: Timer,
    ) -> Outcome {
        let Ok(_permit) = self.running.enter() else { return Outcome::ShuttingDown };
        let (envelope, (condition, key)) = match message {
            Ok(message) => (message.envelope(), dispatcher.assess(message)),
            Err(unreadable) => {
                let envelope = unreadable.shared_envelope();
                (envelope, (Condition::Unreadable, unreadable_key_of(envelope)))
            }
        };
        let of_body = || MessageKey::of_body(envelope.app_id().unwrap_or_default(), body);
        let key = key.unwrap_or_else(of_body);
        if !self.window.accepts(envelope) {
            return Outcome::Stale;
        }

        let received_at = self.window.clock.now();
        let arrival = Arrival { key, signer, envelope, received_at, condition, body };
        match bounded(self.inbox.put(arrival.into()), InboxError::new, timer).await {
            Ok(Put::Stored) => Outcome::Stored(condition),
            Ok(Put::AlreadyThere) => Outcome::Duplicate,
            Err(error) => Outcome::Inbox(error),
        }
    }
}
