//! One key per message, which Redis itself forgets in time.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use alipay_notify::store::{Claim, MessageKey, Store, StoreError, Token};
use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Script};

use crate::background;
use crate::duration::millis;

/// What is kept of a message that is done. No token is that short.
const DONE: &str = "done";

static COMPLETE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
         return 1",
    )
});

static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new("if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end")
});

/// Remembers in Redis which messages are done.
///
/// A message is a key: [`prefix`](Self::prefix) and [`MessageKey::as_str`]. Its value is the token
/// of a claim or `done`, and it expires with the lease or the retention. Each step is one
/// command or script, which Redis runs without anything in between; it touches one key, so a
/// cluster will do.
/// Redis 2.6.12 or later, or what speaks its language.
///
/// Clones share the connection.
///
/// What Redis forgets is handled again. Let it keep keys on disk (`appendonly yes`), and evict none
/// (`maxmemory-policy noeviction`): every other policy, `volatile-…` included, evicts what is done
/// and the claims of handlers that run, for each key has a time to live. A full Redis that evicts
/// nothing grants no claim, and deliveries come again.
#[derive(Clone)]
pub struct RedisStore<C = ConnectionManager> {
    connection: C,
    prefix: String,
}

impl RedisStore {
    /// Connects to a server, and again whenever the connection was lost.
    ///
    /// A step that has no answer within 5 seconds fails, as a gateway expects. For other limits,
    /// make the [`ConnectionManager`] yourself, and give it to [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// Where the URL is not one, the server can't be reached, or it rejects the user. No error
    /// repeats the URL.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        const PATIENCE: Duration = Duration::from_secs(5);
        let client = Client::open(url).map_err(StoreError::new)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection =
            client.get_connection_manager_with_config(config).await.map_err(StoreError::new)?;
        Ok(Self::new(connection))
    }
}

impl<C> RedisStore<C> {
    /// What keys begin with unless set.
    pub const PREFIX: &str = "alipay-notify:";

    /// A store on a connection that is there already: a [`ConnectionManager`], which connects again
    /// by itself, or that of a cluster.
    #[must_use]
    pub fn new(connection: C) -> Self {
        Self { connection, prefix: Self::PREFIX.to_owned() }
    }

    /// What keys begin with. Gateways with the same prefix share what is done.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn key(&self, message: &MessageKey) -> String {
        format!("{}{message}", self.prefix)
    }
}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> Store for RedisStore<C> {
    async fn claim(
        &self,
        message: &MessageKey,
        token: Token,
        lease: Duration,
    ) -> Result<Claim, StoreError> {
        let (key, token) = (self.key(message), token.to_string());
        let mut connection = self.connection.clone();
        let mut set = redis::cmd("SET");
        set.arg(&key).arg(&token).arg("NX").arg("PX").arg(millis(lease));
        let granted: Option<String> =
            set.query_async(&mut connection).await.map_err(StoreError::new)?;
        if granted.is_some() {
            return Ok(Claim::Granted);
        }

        // Only what is not new takes this second step, which decides nothing: whoever has ended
        // its claim in between, this delivery comes again.
        let mut get = redis::cmd("GET");
        get.arg(&key);
        let held: Option<String> =
            get.query_async(&mut connection).await.map_err(StoreError::new)?;
        Ok(match held.as_deref() {
            Some(DONE) => Claim::Done,
            // The client asked once more, after an answer that was lost.
            Some(holder) if holder == token => Claim::Granted,
            _ => Claim::InFlight,
        })
    }

    async fn complete(
        &self,
        message: &MessageKey,
        token: Token,
        retention: Duration,
    ) -> Result<bool, StoreError> {
        let mut script = COMPLETE.key(self.key(message));
        script.arg(token.to_string()).arg(DONE).arg(millis(retention));
        script.invoke_async(&mut self.connection.clone()).await.map_err(StoreError::new)
    }

    async fn release(&self, message: &MessageKey, token: Token) -> Result<(), StoreError> {
        let mut script = RELEASE.key(self.key(message));
        script.arg(token.to_string());
        script.invoke_async(&mut self.connection.clone()).await.map_err(StoreError::new)
    }

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration) {
        background::settle(self, message, token, retention);
    }

    fn abandon(&self, message: &MessageKey, token: Token) {
        let (store, message) = (self.clone(), message.clone());
        background::take(async move { store.release(&message, token).await });
    }
}

impl<C> fmt::Debug for RedisStore<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
