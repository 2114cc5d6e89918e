//! All connections of a server, and who makes room when there are too many.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::timeout;

use super::connection::Protocol;
use super::visit::Visit;
use super::{Limits, Tls};

/// How long it is waited for descriptors to come back, where no connection can be closed for them.
const RECOVERY: Duration = Duration::from_secs(1);

pub(super) struct Connections {
    protocol: Protocol,
    router: Router,
    bound: usize,
    tasks: JoinSet<()>,
    /// Those of the tasks that were not told to end.
    open: HashMap<Id, Open>,
    waits: Arc<Notify>,
    stop: watch::Sender<()>,
    has_warned: bool,
}

struct Open {
    visit: Arc<Visit>,
    task: AbortHandle,
}

impl Connections {
    pub(super) fn new(router: Router, limits: Limits, tls: Option<Tls>) -> Self {
        Self {
            protocol: Protocol::new(limits.head_time, tls),
            router,
            bound: limits.connections,
            tasks: JoinSet::new(),
            open: HashMap::new(),
            waits: Arc::default(),
            stop: watch::Sender::default(),
            has_warned: false,
        }
    }

    /// Accepts connections for as long as it is polled.
    pub(super) async fn accept(&mut self, listener: &TcpListener) -> Infallible {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                Some(ended) = self.tasks.join_next_with_id() => {
                    self.forget(ended);
                    continue;
                }
            };
            match accepted {
                Ok(connection) => {
                    self.make_room().await;
                    self.begin(connection);
                }
                Err(error) if is_of_connection(&error) => {}
                Err(error) => self.recover(&error).await,
            }
        }
    }

    /// Asks all connections to end, waits for that, and closes those that have not by then.
    pub(super) async fn end(&mut self, limit: Duration) {
        self.stop.send_replace(());
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        let _ = timeout(limit, ended).await;
    }

    fn begin(&mut self, connection: (TcpStream, SocketAddr)) {
        let visit = Arc::new(Visit::new(Arc::clone(&self.waits)));
        let task = self.tasks.spawn(self.protocol.clone().serve(
            self.router.clone(),
            connection,
            Arc::clone(&visit),
            self.stop.subscribe(),
        ));
        self.open.insert(task.id(), Open { visit, task });
    }

    async fn make_room(&mut self) {
        while self.tasks.len() >= self.bound {
            self.warn("as many connections are open as may be");
            if self.evict() {
                self.ended().await;
            } else {
                self.changed().await;
            }
        }
    }

    /// After a connection could not be accepted, mostly for want of descriptors.
    async fn recover(&mut self, error: &io::Error) {
        self.warn(&format!("a connection can't be accepted: {error}"));
        if self.evict() {
            self.ended().await;
        } else {
            let _ = timeout(RECOVERY, self.changed()).await;
        }
    }

    /// Closes the connection that has been waiting longest. False if all are at work.
    fn evict(&mut self) -> bool {
        let waiting =
            self.open.iter().filter_map(|(id, open)| Some((open.visit.waits_since()?, *id)));
        let longest = waiting.min_by_key(|(since, _)| *since);
        let evicted = longest.and_then(|(_, id)| self.open.remove(&id));
        evicted.inspect(|open| open.task.abort()).is_some()
    }

    /// Waits for a connection to end.
    async fn ended(&mut self) {
        if let Some(ended) = self.tasks.join_next_with_id().await {
            self.forget(ended);
        }
    }

    /// Waits for a connection to end, or to begin to wait.
    async fn changed(&mut self) {
        let waits = Arc::clone(&self.waits);
        tokio::select! {
            Some(ended) = self.tasks.join_next_with_id() => self.forget(ended),
            () = waits.notified() => {}
        }
    }

    fn forget(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
        self.open.remove(&id);
    }

    /// Strangers do not decide how much is written to the log: it is said once.
    fn warn(&mut self, why: &str) {
        if !self.has_warned {
            tracing::warn!("{why}; those that wait longest for a request make room for others");
        }
        self.has_warned = true;
    }
}

/// Whether only the connection that was to be accepted is concerned.
fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
