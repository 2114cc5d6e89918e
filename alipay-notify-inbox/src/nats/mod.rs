//! Streams of NATS JetStream, for processes on any number of machines: see [`layout`].
//!
//! The server hands deliveries to workers, hands them out again when their time comes or their
//! worker says nothing any more, and refuses a message that is there. What became of a delivery is
//! kept by this crate in a message of its own ([`kept`]), which decides: whatever the server sends
//! again for want of an acknowledgement is seen to be done by it.

mod address;
mod kept;
mod layout;
mod look;
mod mend;
mod server;
mod work;

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Weak};
use std::time::Duration;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use alipay_notify::inbox::Worked;
use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery};
use async_nats::jetstream::{self, Context};
use async_nats::rustls::crypto::{CryptoProvider, aws_lc_rs};
use futures_util::StreamExt as _;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::any::Absent;
use crate::bell::Bell;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::engine::Attempt;
use crate::engine::{Answer, BoxFuture, Engine, Kind, Next, Resume, Seen, Taking};
use crate::entry::{Entry, Filter, Found, Mended, State};
use crate::error::OpenError;
use crate::health::Health;
use address::Address;
use server::Server;
use work::Holding;

/// How long a worker waits where no notification comes: one may be lost with a connection, and
/// nobody sends one when a retry is due.
const POLL: Duration = Duration::from_secs(1);

/// An inbox in streams of NATS JetStream, for processes on any number of machines, and with
/// replicas on several servers. NATS 2.9 or later.
///
/// An acknowledged delivery is as safe as the server keeps it: see the
/// [README](crate#what-it-needs). There are no transactions, so effects are there at least once.
///
/// Clones are the same inbox.
#[derive(Clone)]
pub struct NatsInbox {
    inner: Arc<Inner>,
}

struct Inner {
    server: Server,
    holding: Holding,
    /// Up to where a purge has nothing more to look for.
    purged: AtomicU64,
    bell: Bell,
    /// That there is something to take.
    wake: Notify,
}

impl NatsInbox {
    /// Connects to a server, such as `nats://user:password@host:4222/NAME?replicas=3`, and makes
    /// the inbox there unless it is there already.
    ///
    /// The name, `ALIPAY_NOTIFY_INBOX` unless given, tells the inbox from others on the same
    /// server. Several servers of one cluster are divided by commas. `tls://` insists on TLS. User
    /// and password are percent-encoded; what has no `:` is a token. `replicas` is how many servers
    /// keep each message, where this makes the inbox; 1 unless given.
    ///
    /// For credentials of another kind, or a JetStream domain, connect yourself, and give the
    /// context to [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new); and [`OpenError::Url`] where the URL is not one.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_or(url, Absent::Made).await
    }

    pub(crate) async fn open_or(url: &str, absent: Absent) -> Result<Self, OpenError> {
        let address = Address::parse(url)?;
        if CryptoProvider::get_default().is_none() {
            // The client wants one, and would panic where other libraries bring others as well.
            let _ = aws_lc_rs::default_provider().install_default();
        }
        let client = address.options().connect(&*address.servers).await;
        let context = jetstream::new(client.map_err(OpenError::failed)?);
        Self::of_context(context, &address.name, address.replicas, absent).await
    }

    /// An inbox on a server that your program is connected to already. The name is that which ends
    /// the URL, in letters, digits, `-` and `_`.
    ///
    /// # Errors
    ///
    /// - [`OpenError::Url`]: the name is none.
    /// - [`OpenError::Newer`]: a newer version of this crate has made the streams.
    /// - [`OpenError::Failed`]: the server can't be reached or refuses, such as one without
    ///   JetStream, or of fewer servers than replicas.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn new(context: Context, name: &str, replicas: usize) -> Result<Self, OpenError> {
        if !layout::is_name(name) {
            let why = "its name may have letters, digits, - and _, 64 at the most";
            return Err(OpenError::url(why));
        }
        Self::of_context(context, name, replicas, Absent::Made).await
    }

    async fn of_context(
        context: Context,
        name: &str,
        replicas: usize,
        absent: Absent,
    ) -> Result<Self, OpenError> {
        let inner = Inner {
            server: Server::open(context, name, replicas, absent).await?,
            holding: Holding::default(),
            purged: AtomicU64::new(0),
            bell: Bell::default(),
            wake: Notify::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    fn server(&self) -> &Server {
        &self.inner.server
    }

    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        let token = layout::token(delivery.key().as_str());
        let token = token.ok_or_else(|| InboxError::new("no message has such a key"))?;
        let message = kept::delivery(&delivery);
        drop(delivery);
        let server = self.server();
        let stored = server.publish(server.layout.new_subject(&token), message).await?;
        self.wake();
        Ok(if stored.is_some() { Put::Stored } else { Put::AlreadyThere })
    }

    /// Wakes the workers of this process at once, and those of others soon.
    fn wake(&self) {
        self.inner.wake.notify_one();
        let (client, subject) = (self.server().client.clone(), self.server().layout.wake_subject());
        self.inner.bell.ring(|| async move {
            if let Err(error) = client.publish(subject, "".into()).await {
                tracing::debug!("no notification: {error}; workers look by themselves");
            }
        });
    }
}

/// Wakes the workers of this process, for as long as there is an inbox.
async fn listen(inbox: Weak<Inner>) {
    while let Some(server) = inbox.upgrade().map(|inbox| inbox.server.clone()) {
        match server.client.subscribe(server.layout.wake_subject()).await {
            Ok(mut notifications) => {
                while notifications.next().await.is_some() {
                    if let Some(inbox) = inbox.upgrade() {
                        inbox.wake.notify_one();
                    }
                }
            }
            Err(error) => {
                tracing::debug!("no notifications for now: {error}; workers look by themselves");
            }
        }
        drop(server);
        sleep(POLL).await;
    }
}

impl Inbox for NatsInbox {
    fn put(
        &self,
        delivery: StoredDelivery,
    ) -> impl Future<Output = Result<Put, InboxError>> + Send {
        self.put(delivery)
    }
}

impl Engine for NatsInbox {
    fn put(&self, delivery: StoredDelivery) -> Answer<'_, Put> {
        Box::pin(self.put(delivery))
    }

    fn lease(&self, lease: Duration) -> Answer<'_, ()> {
        Box::pin(self.server().set_lease(lease))
    }

    fn take<'a>(&'a self, worker: &'a Arc<str>, limit: usize, _: i64) -> Answer<'a, Vec<Taking>> {
        Box::pin(self.server().take(&self.inner.holding, worker, limit))
    }

    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    fn attempt<'a>(
        &'a self,
        _: &'a Taking,
        work: BoxFuture<'a, Worked>,
        _: Next,
    ) -> BoxFuture<'a, Attempt> {
        Box::pin(async { Attempt::Open(crate::transaction::without_transaction(work).await) })
    }

    fn settle<'a>(&'a self, taking: &'a Taking, next: Next) -> Answer<'a, bool> {
        Box::pin(self.server().settle(&self.inner.holding, taking, next))
    }

    fn beat<'a>(&'a self, worker: &'a str) -> Answer<'a, ()> {
        Box::pin(self.server().beat(&self.inner.holding, worker))
    }

    /// The server notices by itself which worker says nothing any more.
    fn running(&self) -> Answer<'_, Vec<Seen>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn lapse<'a>(&'a self, _: &'a Seen, _: Next) -> Answer<'a, bool> {
        Box::pin(async { Ok(false) })
    }

    fn unhandled(&self) -> Answer<'_, Vec<Kind>> {
        Box::pin(self.server().unhandled())
    }

    fn resume<'a>(&'a self, which: &'a Resume) -> Answer<'a, u64> {
        Box::pin(async move {
            let resumed = self.server().resume(which).await?;
            if resumed > 0 {
                self.wake();
            }
            Ok(resumed)
        })
    }

    /// The server knows how long each is to wait, and not until when.
    fn bring_forward(&self, _: i64) -> Answer<'_, u64> {
        Box::pin(async { Ok(0) })
    }

    fn purge(&self, state: State, until: i64, now: i64, limit: u32) -> Answer<'_, u64> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Box::pin(async move {
            match state {
                State::Dead => self.server().purge_dead(until, now, limit).await,
                _ => self.server().purge_done(&self.inner.purged, until, now, limit).await,
            }
        })
    }

    fn woken(&self) -> BoxFuture<'_, ()> {
        self.inner.bell.listen(|| listen(Arc::downgrade(&self.inner)));
        Box::pin(async move {
            let _ = timeout(POLL, self.inner.wake.notified()).await;
        })
    }

    fn list<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<Entry>> {
        Box::pin(self.server().list(filter))
    }

    fn find<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Found>> {
        Box::pin(async move {
            match layout::token(key) {
                Some(token) => self.server().find(&token).await,
                None => Ok(None),
            }
        })
    }

    fn retry<'a>(&'a self, key: &'a str) -> Answer<'a, Mended> {
        Box::pin(async move {
            let Some(token) = layout::token(key) else { return Ok(Mended::Missing) };
            let mended = self.server().retry(&token).await?;
            self.wake();
            Ok(mended)
        })
    }

    fn discard<'a>(&'a self, key: &'a str, now: i64, kept_until: i64) -> Answer<'a, Mended> {
        Box::pin(async move {
            match layout::token(key) {
                Some(token) => self.server().discard(&token, now, kept_until).await,
                None => Ok(Mended::Missing),
            }
        })
    }

    fn health(&self, now: i64) -> Answer<'_, Health> {
        Box::pin(self.server().health(now))
    }
}

impl fmt::Debug for NatsInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsInbox").finish_non_exhaustive()
    }
}
