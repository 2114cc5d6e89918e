//! Events as entries of a Redis stream.

use std::fmt;
use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, ErrorKind, RedisError, Script, ServerErrorKind, cmd};

use super::error::said;
use super::link::Link;
use super::{DeliveryError, Destination, PATIENCE, REMEMBERED, SettingError, url};
use crate::event::Event;

/// Adds the event, unless one of its `id` was added before; and then keeps the `id` for as long as
/// asked for. What a script did before an error stays done: so nothing may come before the event.
const ADD_ONCE: &str = "\
if redis.call('EXISTS', KEYS[2]) == 1 then return false end
local entry
if ARGV[2] == '0' then entry = redis.call('XADD', KEYS[1], '*', 'event', ARGV[3])
else entry = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[3]) end
redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
return entry";

/// Adds each event to a Redis stream, in a field `event`: JSON in structured mode
/// ([`Event::to_json`]). The reply of the server confirms it; whether it then survives a crash of
/// the server is for the server's settings to say (`appendonly`, `appendfsync`).
///
/// A script adds an event once within an hour of its first delivery ([`remember`](Self::remember)):
/// its `id` is kept beside the stream until then, in a key of its own, named `{stream}:` and the
/// `id`. It takes Redis 6.2 or later, and a user that may call `EVALSHA`,
/// `SCRIPT LOAD`, `EXISTS`, `XADD` and `SET`.
pub struct Redis {
    client: Client,
    stream: String,
    longest: u64,
    remember: Duration,
    add_once: Script,
    link: Link<ConnectionManager>,
    limit: Duration,
}

impl Redis {
    /// Adds to a stream of a server, `redis://host:6379/0` or `rediss://host:6379/0`. The URL may
    /// have a user and a password.
    ///
    /// # Errors
    ///
    /// [`SettingError`] where it is no such URL.
    pub fn new(server: &str, stream: &str) -> Result<Self, SettingError> {
        let server = url::parse(server, ["redis", "rediss"])?;
        let client = Client::open(server);
        let client = client.map_err(|_| SettingError::Form("redis://host:6379/0"))?;
        Ok(Self {
            client,
            stream: stream.to_owned(),
            longest: 0,
            remember: REMEMBERED,
            add_once: Script::new(ADD_ONCE),
            // A manager connects again by itself.
            link: Link::new(|_| true),
            limit: PATIENCE,
        })
    }

    /// Has the server remove the oldest events beyond about this many, read or not. Unless set, it
    /// keeps all.
    #[must_use]
    pub fn max_len(mut self, events: u64) -> Self {
        self.longest = events;
        self
    }

    /// How long the `id` of an event is kept; an hour unless set, which is as long as an inbox
    /// waits until it tries again. Each takes about 150 bytes of the server's memory.
    #[must_use]
    pub fn remember(mut self, time: Duration) -> Self {
        // The server takes no other.
        self.remember = time.max(Duration::from_millis(1));
        self
    }

    /// How long the server has to confirm; 15 seconds unless set.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn connect(&self) -> Result<ConnectionManager, DeliveryError> {
        let config = ConnectionManagerConfig::new()
            // An inbox tries again, and later.
            .set_number_of_retries(0)
            // The link has a time limit for all of it.
            .set_connection_timeout(None)
            .set_response_timeout(None);
        let manager = ConnectionManager::new_with_config(self.client.clone(), config).await;
        manager.map_err(|error| failed(&error))
    }

    async fn add(&self, mut server: ConnectionManager, event: &Event) -> Result<(), DeliveryError> {
        let mut invocation = self.add_once.prepare_invoke();
        invocation
            .key(&self.stream)
            .key(format!("{{{}}}:{}", self.stream, event.id()))
            .arg(u64::try_from(self.remember.as_millis()).unwrap_or(u64::MAX))
            .arg(self.longest)
            .arg(event.to_json());
        // Without a new entry, it was there already.
        invocation.invoke_async::<()>(&mut server).await.map_err(|error| failed(&error))
    }
}

impl Destination for Redis {
    async fn deliver(&self, event: &Event) -> Result<(), DeliveryError> {
        let add = |server| self.add(server, event);
        self.link.run(self.limit, self.connect(), add).await
    }

    async fn reach(&self) -> Result<(), DeliveryError> {
        let ping = |mut server: ConnectionManager| async move {
            let pong = cmd("PING").query_async::<String>(&mut server).await;
            pong.map(drop).map_err(|error| failed(&error))
        };
        self.link.run(self.limit, self.connect(), ping).await
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").field("stream", &self.stream).finish_non_exhaustive()
    }
}

fn failed(error: &RedisError) -> DeliveryError {
    let said = said(error);
    match error.kind() {
        ErrorKind::AuthenticationFailed | ErrorKind::Server(ServerErrorKind::NoPerm) => {
            DeliveryError::Denied(said)
        }
        // Only a new connection leads to the master, where this server was it.
        ErrorKind::Io | ErrorKind::Server(ServerErrorKind::ReadOnly) => {
            DeliveryError::Unreachable(said)
        }
        _ if error.is_connection_dropped() => DeliveryError::Unreachable(said),
        _ if matches!(error.code(), Some("NOAUTH" | "WRONGPASS")) => DeliveryError::Denied(said),
        _ => DeliveryError::Refused(said),
    }
}
