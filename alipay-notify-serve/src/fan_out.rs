//! One delivery, into the inbox of each destination that takes it.

use std::sync::Arc;

use alipay_notify::inbox::{Condition, Inbox, InboxError, Put, StoredDelivery, Worked};
use alipay_notify::schema::Family;
use alipay_notify_inbox::{AnyInbox, REPLAY_WINDOW, Work};
use futures_util::future::try_join_all;

use crate::config::Pattern;
use crate::metrics;

/// Stores each delivery with all destinations that take it, and with nobody else's: where there is
/// none, in an inbox of its own.
#[derive(Clone)]
pub(crate) struct FanOut {
    pub(crate) takers: Arc<[Taker]>,
    pub(crate) unrouted: AnyInbox,
}

/// What a destination takes, and where that is kept for it.
pub(crate) struct Taker {
    pub(crate) take: Vec<Pattern>,
    pub(crate) inbox: AnyInbox,
}

impl FanOut {
    /// Stores a delivery with those that take it; `None` where nobody does.
    async fn hand_on(&self, delivery: &StoredDelivery) -> Result<Option<Put>, InboxError> {
        let kind = delivery.family().zip(delivery.name());
        let takers = self.takers.iter().filter(|taker| taker.takes(kind));
        let puts = takers.map(|taker| taker.inbox.put(delivery.clone()));
        let puts = try_join_all(puts).await?;
        // New is what is new to any of them.
        Ok(puts.into_iter().reduce(|one, other| match (one, other) {
            (Put::AlreadyThere, Put::AlreadyThere) => Put::AlreadyThere,
            _ => Put::Stored,
        }))
    }
}

impl Taker {
    fn takes(&self, kind: Option<(Family, &str)>) -> bool {
        self.take.iter().any(|pattern| pattern.matches(kind))
    }
}

impl Inbox for FanOut {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        if let Some(put) = self.hand_on(&delivery).await? {
            return Ok(put);
        }
        let (key, name) = (delivery.key().to_string(), delivery.name().map(str::to_owned));
        let put = self.unrouted.put(delivery).await?;
        if put == Put::Stored {
            tracing::warn!(key, name, "no destination takes a message; it is kept as unrouted");
            metrics::unrouted();
        }
        Ok(put)
    }
}

/// What no destination took is handed on once one does.
impl Work for FanOut {
    async fn work(&self, stored: &StoredDelivery) -> Worked {
        match self.hand_on(stored).await {
            Ok(Some(_)) => Worked::Done,
            Ok(None) => Worked::Stuck(Condition::Unhandled),
            Err(error) => Worked::Failed("inbox", format!("{error:?}")),
        }
    }

    fn takes(&self, family: Family, name: &str) -> bool {
        // What is asked for without a name is what has none.
        let kind = (!name.is_empty()).then_some((family, name));
        self.takers.iter().any(|taker| taker.takes(kind))
    }

    fn retention(&self) -> std::time::Duration {
        REPLAY_WINDOW
    }
}
