//! The contract of stores: the store in the box keeps it, and stores that break a promise are found
//! out by it.

use std::collections::HashMap;
use std::future::{poll_fn, ready};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use alipay_notify::MemoryStore;
use alipay_notify::store::{Claim, MessageKey, Store, StoreError, Token};
use alipay_notify::testing::store_contract;
use futures_executor::block_on;

#[test]
fn the_store_in_the_box_keeps_it() {
    let now = Arc::new(Mutex::new(SystemTime::now()));
    let clock = Arc::clone(&now);
    let store = MemoryStore::default().clock(move || *clock.lock().unwrap());
    block_on(store_contract(&store, |duration| {
        *now.lock().unwrap() += duration;
        ready(())
    }));
}

/// A store that is full forgets what is done, the oldest first, and claims that have ended, but no
/// claim that has not.
#[test]
fn the_store_in_the_box_never_forgets_a_running_claim() {
    const LEASE: Duration = Duration::from_secs(40);
    let now = Arc::new(Mutex::new(SystemTime::now()));
    let clock = Arc::clone(&now);
    let store = MemoryStore::with_capacity(const { NonZeroUsize::new(3).unwrap() })
        .clock(move || *clock.lock().unwrap());
    let token = || Token::random().unwrap();
    let key = |id: &str| MessageKey::of_notify_id("2014060600164699", id);
    let claim = |id: &str, token| block_on(store.claim(&key(id), token, LEASE));
    let complete = |id: &str, token| block_on(store.complete(&key(id), token, LEASE * 100));

    let [a, b, c, d] = [(); 4].map(|()| token());
    for (id, token) in [("a", a), ("b", b), ("c", c)] {
        assert_eq!(claim(id, token).unwrap(), Claim::Granted);
    }
    let full = claim("d", d).unwrap_err();
    assert_eq!(
        format!("{full:?}"),
        "the store of done messages failed: all messages that it has room for are being handled; \
         give it a greater capacity, or the gateway a smaller `concurrency_limit`"
    );
    // Those that it has are answered as ever.
    assert_eq!(claim("a", token()).unwrap(), Claim::InFlight);

    assert!(complete("b", b).unwrap());
    assert_eq!(claim("b", token()).unwrap(), Claim::Done);
    // For the next one, `b` is forgotten, though it was looked at last: the others are running.
    assert_eq!(claim("d", d).unwrap(), Claim::Granted);
    assert!(complete("a", a).unwrap());
    assert!(complete("c", c).unwrap());
    assert!(complete("d", d).unwrap());
    assert_eq!(claim("a", token()).unwrap(), Claim::Done);
    assert_eq!(claim("c", token()).unwrap(), Claim::Done);
    assert_eq!(claim("b", b).unwrap(), Claim::Granted);
    assert_eq!(claim("d", d).unwrap(), Claim::Granted, "it was looked at longest ago");

    assert_eq!(claim("e", token()).unwrap(), Claim::Granted, "`a` is forgotten");
    *now.lock().unwrap() += LEASE;
    assert_eq!(claim("f", token()).unwrap(), Claim::Granted, "claims have ended");
}

/// What a store may get wrong, and the promise that it is made to break.
const MISTAKES: &[(Mistake, &str)] = &[
    (
        Mistake::ClaimsWhatIsClaimed,
        "a message that is claimed is in flight for others: InFlight was promised, the store says \
         Granted",
    ),
    (Mistake::ChecksThenClaims, "of many claims at once, one is granted: of 64, 64 are"),
    (
        Mistake::ChecksThenTakesOver,
        "of many claims after a lease at once, one is granted: of 64, 64 are",
    ),
    (
        Mistake::RefusedClaimsReplace,
        "a claim that has not ended can be completed: `true` was promised, the store says `false`",
    ),
    (
        Mistake::DoneIsInFlight,
        "a message that was completed is done: Done was promised, the store says InFlight",
    ),
    (
        Mistake::InFlightIsDone,
        "a message that is claimed is in flight for others: InFlight was promised, the store says \
         Done",
    ),
    (
        Mistake::DoneIsClaimable,
        "a message that was completed is done: Done was promised, the store says Granted",
    ),
    (
        Mistake::CompletesWithAnyToken,
        "a claim that was released completes no later one: `false` was promised, the store says \
         `true`",
    ),
    (
        Mistake::CompletesWithoutClaim,
        "a claim that was released can't be completed: `false` was promised, the store says `true`",
    ),
    (
        Mistake::CompletionChangesNothing,
        "a message that was completed is done: Done was promised, the store says InFlight",
    ),
    (
        Mistake::CompletionSaysFalse,
        "a claim that has not ended can be completed: `true` was promised, the store says `false`",
    ),
    (
        Mistake::CompletionSaysTrue,
        "a claim that was released can't be completed: `false` was promised, the store says `true`",
    ),
    (
        Mistake::ReleasesWithAnyToken,
        "a claim that was released releases no later one: InFlight was promised, the store says \
         Granted",
    ),
    (
        Mistake::ReleasesDone,
        "a message that is done can't be released: Done was promised, the store says Granted",
    ),
    (
        Mistake::ReleaseChangesNothing,
        "a claim that was released can't be completed: `false` was promised, the store says `true`",
    ),
    (
        Mistake::AbandonsWithAnyToken,
        "a foreign token abandons nothing: InFlight was promised, the store says Granted",
    ),
    (
        Mistake::AbandonsDone,
        "a message that is done can't be abandoned: Done was promised, the store says Granted",
    ),
    (Mistake::LeasesNeverEnd, "a claim ends with its lease: not within 10s"),
    (
        Mistake::RetentionsNeverEnd,
        "a done message is forgotten after its retention: not within 10s",
    ),
    (
        Mistake::RetentionIsTheLease,
        "where a late completion says `true`, the message is done: Done was promised, the store \
         says Granted",
    ),
    (
        Mistake::IgnoresCase,
        "messages of other apps, in other letter case or by one character longer are others: \
         Granted was promised, the store says InFlight",
    ),
    (
        Mistake::IgnoresApp,
        "messages of other apps, in other letter case or by one character longer are others: \
         Granted was promised, the store says InFlight",
    ),
    (
        Mistake::CutsKeys,
        "messages of other apps, in other letter case or by one character longer are others: \
         Granted was promised, the store says InFlight",
    ),
    (Mistake::RefusesLongLeases, "`claim` failed: the lease is too long"),
    (Mistake::Fails, "`claim` failed: no connection"),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    None,
    ClaimsWhatIsClaimed,
    ChecksThenClaims,
    ChecksThenTakesOver,
    RefusedClaimsReplace,
    DoneIsInFlight,
    InFlightIsDone,
    DoneIsClaimable,
    CompletesWithAnyToken,
    CompletesWithoutClaim,
    CompletionChangesNothing,
    CompletionSaysFalse,
    CompletionSaysTrue,
    ReleasesWithAnyToken,
    ReleasesDone,
    ReleaseChangesNothing,
    AbandonsWithAnyToken,
    AbandonsDone,
    LeasesNeverEnd,
    RetentionsNeverEnd,
    RetentionIsTheLease,
    IgnoresCase,
    IgnoresApp,
    CutsKeys,
    RefusesLongLeases,
    Fails,
}

/// A store as plain as can be, with a mistake.
struct Wrong {
    mistake: Mistake,
    entries: Mutex<HashMap<String, Entry>>,
    now: Mutex<Duration>,
}

#[derive(Clone, Copy)]
struct Entry {
    claim: Option<Token>,
    until: Duration,
}

impl Wrong {
    fn new(mistake: Mistake) -> Self {
        Self { mistake, entries: Mutex::default(), now: Mutex::default() }
    }

    fn is(&self, mistake: Mistake) -> bool {
        self.mistake == mistake
    }

    fn key(&self, message: &MessageKey) -> String {
        let key = message.as_str();
        match self.mistake {
            Mistake::IgnoresCase => key.to_lowercase(),
            Mistake::IgnoresApp => key.split_once(':').map_or(key, |(_, rest)| rest).to_owned(),
            Mistake::CutsKeys => key[..key.len().min(64)].to_owned(),
            _ => key.to_owned(),
        }
    }

    fn entry(&self, message: &MessageKey) -> Option<Entry> {
        self.entries.lock().unwrap().get(&self.key(message)).copied()
    }

    fn put(&self, message: &MessageKey, claim: Option<Token>, duration: Duration) {
        let forever = match claim {
            Some(_) => self.is(Mistake::LeasesNeverEnd),
            None => self.is(Mistake::RetentionsNeverEnd),
        };
        let until = if forever { Duration::MAX } else { *self.now.lock().unwrap() + duration };
        self.entries.lock().unwrap().insert(self.key(message), Entry { claim, until });
    }

    fn end(&self, message: &MessageKey, token: Token, any_token: bool, even_done: bool) {
        let Some(entry) = self.entry(message) else { return };
        let ends = match entry.claim {
            Some(holder) => holder == token || any_token,
            None => even_done,
        };
        if ends {
            self.entries.lock().unwrap().remove(&self.key(message));
        }
    }
}

impl Store for Wrong {
    async fn claim(
        &self,
        message: &MessageKey,
        token: Token,
        lease: Duration,
    ) -> Result<Claim, StoreError> {
        if self.is(Mistake::Fails) {
            return Err(StoreError::new("no connection"));
        }
        if self.is(Mistake::RefusesLongLeases) && lease > Duration::from_secs(24 * 60 * 60) {
            return Err(StoreError::new("the lease is too long"));
        }
        let entry = self.entry(message);
        let is_free = entry.is_none_or(|entry| entry.until <= *self.now.lock().unwrap());
        let late = Mistake::ChecksThenTakesOver;
        if self.is(Mistake::ChecksThenClaims) || self.is(late) && entry.is_some() {
            yield_now().await;
        }
        let claim = match entry {
            Some(Entry { claim: Some(_), .. }) if !is_free => Claim::InFlight,
            Some(Entry { claim: None, .. }) if !is_free => Claim::Done,
            _ => Claim::Granted,
        };
        let answer = match (self.mistake, claim) {
            (Mistake::ClaimsWhatIsClaimed, Claim::InFlight)
            | (Mistake::DoneIsClaimable, Claim::Done) => Claim::Granted,
            (Mistake::DoneIsInFlight, Claim::Done) => Claim::InFlight,
            (Mistake::InFlightIsDone, Claim::InFlight) => Claim::Done,
            _ => claim,
        };
        let replaces = self.is(Mistake::RefusedClaimsReplace) && answer == Claim::InFlight;
        if answer == Claim::Granted || replaces {
            self.put(message, Some(token), lease);
        }
        Ok(answer)
    }

    async fn complete(
        &self,
        message: &MessageKey,
        token: Token,
        retention: Duration,
    ) -> Result<bool, StoreError> {
        let entry = self.entry(message);
        let completes = match entry {
            Some(Entry { claim: Some(holder), .. }) => {
                holder == token || self.is(Mistake::CompletesWithAnyToken)
            }
            Some(_) => false,
            None => self.is(Mistake::CompletesWithoutClaim),
        };
        match entry {
            _ if !completes || self.is(Mistake::CompletionChangesNothing) => {}
            Some(entry) if self.is(Mistake::RetentionIsTheLease) => {
                let now = *self.now.lock().unwrap();
                self.put(message, None, entry.until.saturating_sub(now));
            }
            _ => self.put(message, None, retention),
        }
        Ok(match self.mistake {
            Mistake::CompletionSaysFalse => false,
            Mistake::CompletionSaysTrue => true,
            _ => completes,
        })
    }

    async fn release(&self, message: &MessageKey, token: Token) -> Result<(), StoreError> {
        if !self.is(Mistake::ReleaseChangesNothing) {
            let (any_token, even_done) =
                (self.is(Mistake::ReleasesWithAnyToken), self.is(Mistake::ReleasesDone));
            self.end(message, token, any_token, even_done);
        }
        Ok(())
    }

    fn abandon(&self, message: &MessageKey, token: Token) {
        let (any_token, even_done) =
            (self.is(Mistake::AbandonsWithAnyToken), self.is(Mistake::AbandonsDone));
        self.end(message, token, any_token, even_done);
    }
}

/// Lets the others have a turn.
async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// The promise that a store with this mistake breaks, as the contract tells it.
fn broken_promise(mistake: Mistake) -> Option<String> {
    let store = Wrong::new(mistake);
    let contract = AssertUnwindSafe(|| {
        block_on(store_contract(&store, |duration| {
            *store.now.lock().unwrap() += duration;
            ready(())
        }));
    });
    let payload = catch_unwind(contract).err()?;
    Some(*payload.downcast::<String>().expect("it panics with a sentence"))
}

#[test]
fn a_plain_store_keeps_it() {
    assert_eq!(broken_promise(Mistake::None), None);
}

#[test]
fn each_mistake_breaks_a_promise() {
    for (mistake, promise) in MISTAKES {
        assert_eq!(broken_promise(*mistake).as_deref(), Some(*promise), "{mistake:?}");
    }
}
