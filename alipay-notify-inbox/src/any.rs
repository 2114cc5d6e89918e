//! An inbox on whichever engine its URL names, and what those do who look after it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery};

use crate::engine::{Engine, Resume};
use crate::entry::{Entry, Filter, Found, Mended, State};
use crate::error::OpenError;
use crate::health::Health;
use crate::time::{millis, millis_of};

/// For how long a message could come again, by a gateway with its usual settings, and a day more
/// for clocks that are wrong. Nothing that was done more recently is ever removed.
///
/// A worker asks [its gateway](alipay_notify::Gateway::retention) instead.
pub const REPLAY_WINDOW: Duration = Duration::from_hours(52 + 24);

/// How many rows one step of a purge removes, to be in nobody's way.
pub(crate) const PURGED_AT_ONCE: u32 = 1024;

/// What is to become of an inbox that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    Made,
    Refused,
}

/// An inbox on whichever engine.
///
/// [`open`](Self::open) takes a URL; an inbox of a known engine turns into one by
/// [`From`]. Clones are the same inbox.
///
/// Besides being an [`Inbox`] for gateways and what [`Worker`](crate::Worker)s take from, it lists
/// what is there, and mends it by hand.
#[derive(Clone)]
pub struct AnyInbox {
    pub(crate) engine: Arc<dyn Engine>,
}

impl AnyInbox {
    /// Opens an inbox by its URL: `sqlite:inbox.db`, `postgres://user:password@host/database`
    /// (`?schema=NAME` where a database has several), `nats://user:password@host/NAME`.
    ///
    /// # Errors
    ///
    /// [`OpenError::Engine`] where there is no such engine; otherwise those of the engine.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_or(url, Absent::Made).await
    }

    /// Opens an inbox that is there already, for those who look after it: a URL with a mistake
    /// makes no other one.
    ///
    /// # Errors
    ///
    /// [`OpenError::Missing`] where there is none; otherwise those of [`open`](Self::open).
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn open_existing(url: &str) -> Result<Self, OpenError> {
        Self::open_or(url, Absent::Refused).await
    }

    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "nats")),
        expect(clippy::unused_async, unused_variables, reason = "no engine is enabled")
    )]
    async fn open_or(url: &str, absent: Absent) -> Result<Self, OpenError> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            #[cfg(feature = "sqlite")]
            Some("sqlite") => Ok(crate::SqliteInbox::open_or(url, absent).await?.into()),
            #[cfg(feature = "postgres")]
            Some("postgres" | "postgresql") => {
                Ok(crate::PostgresInbox::open_or(url, absent).await?.into())
            }
            #[cfg(feature = "nats")]
            Some("nats" | "tls") => Ok(crate::NatsInbox::open_or(url, absent).await?.into()),
            _ => Err(OpenError::Engine),
        }
    }

    /// Lists deliveries, those first that were stored first. The next page is that
    /// [after](Filter::after) the last [cursor](Entry::cursor) of this one.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn list(&self, filter: &Filter) -> Result<Vec<Entry>, InboxError> {
        self.engine.list(filter).await
    }

    /// A delivery with its content, by its [key](Entry::key).
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn find(&self, key: &str) -> Result<Option<Found>, InboxError> {
        self.engine.find(key).await
    }

    /// Has a delivery tried again at once that is dead, stuck or waiting, with all its attempts.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn retry(&self, key: &str) -> Result<Mended, InboxError> {
        self.engine.retry(key).await
    }

    /// Has all deliveries tried again that are stuck because they could not be read or broke their
    /// specification, and returns how many: for when keys or specifications have changed. A worker
    /// does it by itself as it starts.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn retry_rejected(&self) -> Result<u64, InboxError> {
        self.engine.resume(&Resume::Rejected).await
    }

    /// Has a delivery that is dead, stuck or waiting count as done: it is not handled any more. Its
    /// key is kept as that of any other that is done, so that no copy of it comes in.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn discard(&self, key: &str) -> Result<Mended, InboxError> {
        let now = SystemTime::now();
        let kept_until = millis_of(now + REPLAY_WINDOW);
        self.engine.discard(key, millis_of(now), kept_until).await
    }

    /// Removes what has been done for longer than this, and returns how many. What could come again
    /// stays, however short this is.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn purge_done(&self, older_than: Duration) -> Result<u64, InboxError> {
        self.purge(State::Done, older_than).await
    }

    /// Removes what has been dead for longer than this, and returns how many. No worker ever does.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn purge_dead(&self, older_than: Duration) -> Result<u64, InboxError> {
        self.purge(State::Dead, older_than).await
    }

    async fn purge(&self, state: State, older_than: Duration) -> Result<u64, InboxError> {
        let now = millis_of(SystemTime::now());
        let mut purged = 0;
        loop {
            let until = now.saturating_sub(millis(older_than));
            let more = self.engine.purge(state, until, now, PURGED_AT_ONCE).await?;
            purged += more;
            if more < u64::from(PURGED_AT_ONCE) {
                return Ok(purged);
            }
        }
    }

    /// How it is: for `/healthz`, alarms and pages.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn health(&self) -> Result<Health, InboxError> {
        self.engine.health(millis_of(SystemTime::now())).await
    }
}

impl Inbox for AnyInbox {
    fn put(
        &self,
        delivery: StoredDelivery,
    ) -> impl Future<Output = Result<Put, InboxError>> + Send {
        self.engine.put(delivery)
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl<DB: crate::SqlDatabase> From<crate::SqlInbox<DB>> for AnyInbox {
    fn from(inbox: crate::SqlInbox<DB>) -> Self {
        Self { engine: Arc::new(inbox) }
    }
}

#[cfg(feature = "nats")]
impl From<crate::NatsInbox> for AnyInbox {
    fn from(inbox: crate::NatsInbox) -> Self {
        Self { engine: Arc::new(inbox) }
    }
}

impl fmt::Debug for AnyInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnyInbox").finish_non_exhaustive()
    }
}
