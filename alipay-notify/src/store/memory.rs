//! The built-in store: for one process.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use lru::LruCache;

use super::clock::{Clock, SystemClock};
use super::{Claim, MessageKey, Store, StoreError, Token};

/// Remembers in memory which messages are done, for one process and as long as it runs.
///
/// Bounded in entries: beyond them, the message that was looked at longest ago is forgotten, but
/// never one that is being handled. A store that is full of those grants no claim: deliveries are
/// answered `fail` and come again. Clones share what the store remembers.
#[derive(Clone)]
pub struct MemoryStore {
    entries: Arc<Mutex<LruCache<MessageKey, Entry>>>,
    clock: Arc<dyn Clock>,
}

/// Two centuries.
const LONGEST: Duration = Duration::from_secs(200 * 365 * 24 * 60 * 60);

#[derive(Clone, Copy)]
struct Entry {
    /// The claim; none once the message is done.
    claim: Option<Token>,
    until: SystemTime,
}

impl MemoryStore {
    /// How many messages are remembered unless set otherwise: some 20 MB.
    pub const CAPACITY: NonZeroUsize = NonZeroUsize::new(100_000).expect("more than zero");

    /// A store that remembers this many messages. Have it remember all that come within
    /// the two days and some hours that a gateway asks for: what is forgotten before its time is
    /// handled again when it comes again. It must be more than are handled at the same time.
    ///
    /// # Panics
    ///
    /// Where there is not enough memory for them.
    #[must_use]
    pub fn with_capacity(capacity: NonZeroUsize) -> Self {
        Self {
            entries: Arc::new(Mutex::new(LruCache::new(capacity))),
            clock: Arc::new(SystemClock),
        }
    }

    /// Uses this clock: the same as that of the gateway
    /// ([`GatewayBuilder::clock`](crate::gateway::GatewayBuilder::clock)).
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn entries(&self) -> MutexGuard<'_, LruCache<MessageKey, Entry>> {
        // No step leaves an entry half changed, so a panic elsewhere spoils nothing.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The end of a lease or a retention; a longer one than [`LONGEST`] is that long.
    fn until(&self, duration: Duration) -> Result<SystemTime, StoreError> {
        let end = self.clock.now().checked_add(duration.min(LONGEST));
        end.ok_or_else(|| StoreError::new("the clock is at the end of time"))
    }

    /// Makes a claim permanent; whether it was still this one.
    fn finish(&self, message: &MessageKey, token: Token, until: SystemTime) -> bool {
        let mut entries = self.entries();
        let entry = entries.get_mut(message).filter(|entry| entry.claim == Some(token));
        entry.is_some_and(|entry| {
            *entry = Entry { claim: None, until };
            true
        })
    }

    /// Gives a claim up, if it is still this one.
    fn end(&self, message: &MessageKey, token: Token) {
        let mut entries = self.entries();
        if entries.peek(message).is_some_and(|entry| entry.claim == Some(token)) {
            entries.pop(message);
        }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::with_capacity(Self::CAPACITY)
    }
}

impl Store for MemoryStore {
    async fn claim(
        &self,
        message: &MessageKey,
        token: Token,
        lease: Duration,
    ) -> Result<Claim, StoreError> {
        let (now, until) = (self.clock.now(), self.until(lease)?);
        let mut entries = self.entries();
        match entries.get(message) {
            Some(entry) if entry.until > now => {
                Ok(if entry.claim.is_some() { Claim::InFlight } else { Claim::Done })
            }
            held => {
                if held.is_none() && entries.len() == entries.cap().get() {
                    make_room(&mut entries, now)?;
                }
                entries.put(message.clone(), Entry { claim: Some(token), until });
                Ok(Claim::Granted)
            }
        }
    }

    async fn complete(
        &self,
        message: &MessageKey,
        token: Token,
        retention: Duration,
    ) -> Result<bool, StoreError> {
        Ok(self.finish(message, token, self.until(retention)?))
    }

    async fn release(&self, message: &MessageKey, token: Token) -> Result<(), StoreError> {
        self.end(message, token);
        Ok(())
    }

    fn settle(&self, message: &MessageKey, token: Token, retention: Duration) {
        if let Ok(until) = self.until(retention) {
            self.finish(message, token, until);
        }
    }

    fn abandon(&self, message: &MessageKey, token: Token) {
        self.end(message, token);
    }
}

/// Forgets what was looked at longest ago, of what is not being handled.
///
/// It passes over claims only, of which there are as many as deliveries that are being handled.
fn make_room(entries: &mut LruCache<MessageKey, Entry>, now: SystemTime) -> Result<(), StoreError> {
    let oldest =
        entries.iter().rev().find(|(_, entry)| entry.claim.is_none() || entry.until <= now);
    let oldest = oldest.map(|(message, _)| message.clone());
    let oldest = oldest.ok_or_else(|| {
        StoreError::new(
            "all messages that it has room for are being handled; give it a greater capacity, or \
             the gateway a smaller `concurrency_limit`",
        )
    })?;
    entries.pop(&oldest);
    Ok(())
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries();
        f.debug_struct("MemoryStore")
            .field("entries", &entries.len())
            .field("capacity", &entries.cap())
            .finish()
    }
}
