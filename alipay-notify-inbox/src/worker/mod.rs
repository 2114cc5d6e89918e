//! The worker: has what an inbox holds handled, again and again where need be.

mod attempts;
mod keeper;
mod next;
mod observed;

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::AlipayNotify;
use alipay_notify::inbox::InboxError;
use alipay_notify::store::{Clock, SystemClock, Token};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::any::AnyInbox;
use crate::health::Health;
use crate::retries::Retries;
use crate::work::{AnyWork, Work};
use attempts::Attempts;
use next::Policy;

/// Has the deliveries of an inbox handled in the background, by the handlers of a gateway or other
/// [`Work`], until it is [stopped](Self::stop).
///
/// Any number of workers, in any number of processes, may share an inbox; their gateways should
/// have the same handlers. No order is promised: what fails holds up nothing else.
///
/// Dropping it ends it at once: what is being handled is dropped, and taken again once the
/// [lease](WorkerBuilder::lease) has ended.
#[must_use = "dropping it ends the work"]
pub struct Worker {
    inbox: AnyInbox,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// How a [`Worker`] is to be.
#[must_use = "nothing is handled until `start`"]
pub struct WorkerBuilder {
    inbox: AnyInbox,
    work: Arc<dyn AnyWork>,
    concurrency: NonZeroUsize,
    lease: Duration,
    policy: Policy,
    clock: Arc<dyn Clock>,
    name: Option<Arc<str>>,
}

impl Worker {
    /// Begins a worker that has what is in `inbox` handled by the handlers of a gateway: the one
    /// that stores deliveries there, or another one. Its time limits hold here as well: an
    /// attempt may take much longer than an answer to Alipay may.
    pub fn builder(inbox: impl Into<AnyInbox>, work: impl Work) -> WorkerBuilder {
        WorkerBuilder {
            inbox: inbox.into(),
            policy: Policy::new(work.retention()),
            work: Arc::new(work),
            concurrency: const { NonZeroUsize::new(16).unwrap() },
            lease: Duration::from_secs(30),
            clock: Arc::new(SystemClock),
            name: None,
        }
    }

    /// The inbox, to look after it.
    #[must_use]
    pub fn inbox(&self) -> &AnyInbox {
        &self.inbox
    }

    /// How the inbox is: for `/healthz`.
    ///
    /// # Errors
    ///
    /// Where the engine fails.
    pub async fn health(&self) -> Result<Health, InboxError> {
        self.inbox.health().await
    }

    /// Stops: takes no more, and waits until what is being handled is done or failed, which takes
    /// as long as the longest time limit of the gateway at the most.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl WorkerBuilder {
    /// How many deliveries are handled at a time; 16 unless set.
    pub fn concurrency_limit(mut self, limit: NonZeroUsize) -> Self {
        self.concurrency = limit;
        self
    }

    /// How often, and how soon, failed messages are tried again.
    pub fn retries(mut self, retries: Retries) -> Self {
        self.policy.retries = retries;
        self
    }

    /// How often, and how soon, a failed message `M` is tried again.
    pub fn retries_of<M: AlipayNotify>(mut self, retries: Retries) -> Self {
        self.policy.retries_of.insert((M::SPEC.family.parameter(), M::NAME), retries);
        self
    }

    /// For how long what is done is kept, and counts as there already where it comes again; 30 days
    /// unless set. Less than what keeps copies of a delivery from being handled again
    /// ([`Work::retention`], and a day for clocks that are wrong) counts as that much. What is
    /// dead is never removed.
    pub fn retention(mut self, retention: Duration) -> Self {
        self.policy.retention = retention;
        self
    }

    /// After how long others take over what a worker was handling that says nothing any more, as
    /// when its process was killed; 30 seconds unless set, and the same for all workers of an
    /// inbox. How long a handler takes does not matter: a worker says four times within a lease
    /// that it lives, unless handlers block all threads.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// What the log calls its inbox, in a field `inbox`, where a process has several; nothing
    /// unless set.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Uses this clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Starts, and returns at once.
    ///
    /// # Errors
    ///
    /// Where the machine has no source of randomness.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn start(self) -> Result<Worker, InboxError> {
        #[cfg(feature = "metrics")]
        crate::metrics::describe();
        let id = Token::random().map_err(InboxError::new)?.to_string();
        let attempts = Attempts {
            engine: Arc::clone(&self.inbox.engine),
            work: self.work,
            id: id.into(),
            concurrency: self.concurrency.get(),
            lease: self.lease,
            policy: self.policy,
            clock: self.clock,
            name: self.name,
            at_work: attempts::AtWork::default(),
        };
        let (stop, stopping) = watch::channel(false);
        let task = tokio::spawn(run(Arc::new(attempts), stopping));
        Ok(Worker { inbox: self.inbox, stop, task })
    }
}

/// Works until it is to stop, and takes care of the inbox meanwhile.
async fn run(attempts: Arc<Attempts>, stopping: watch::Receiver<bool>) {
    tokio::select! {
        () = Arc::clone(&attempts).make(stopping) => {}
        () = keeper::keep(&attempts) => {}
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("inbox", &self.inbox).finish_non_exhaustive()
    }
}

impl fmt::Debug for WorkerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerBuilder")
            .field("inbox", &self.inbox)
            .field("concurrency", &self.concurrency)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}
