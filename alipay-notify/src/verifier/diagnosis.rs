//! After a failure: what the operator is told.

use std::sync::{Mutex, TryLockError};
use std::time::{Duration, Instant};

use super::{Signed, Verifier};
use crate::key::AlipayPublicKey;
use crate::mismatch::{Hint, SignatureMismatch};
use crate::signature::{Content, SignMode};

impl Verifier {
    /// Says what to check. Only the operator learns of it, and only after a failure.
    pub(super) fn diagnose(&self, body: &[u8], signed: &Signed<'_>) -> SignatureMismatch {
        let mut mismatch =
            SignatureMismatch::diagnose(body, signed.form, signed.signature.len(), signed.keys);
        mismatch.add(self.suspect(signed));
        mismatch
    }

    /// What is most likely wrong with the keys or the sign mode.
    fn suspect(&self, signed: &Signed<'_>) -> Hint {
        let other = SignMode::ALL
            .into_iter()
            .find(|mode| self.pinned.is_some_and(|pinned| pinned != *mode));
        if let Some(mode) = other
            && signed.is_of(Content { mode, without_empty: false }, &mut Vec::new())
        {
            return Hint::OtherSignMode { mode };
        }
        let is_own = |own: &AlipayPublicKey| {
            signed.keys.iter().any(|key| key.fingerprint() == own.fingerprint())
        };
        if self.own_key.as_ref().is_some_and(is_own) {
            return Hint::OwnKey;
        }
        let other_app = self.searches.may_begin().then(|| self.other_app(signed)).flatten();
        other_app.map_or(Hint::WrongKey, |app_id| Hint::OtherApp { app_id })
    }

    /// Another app whose key made the signature.
    fn other_app(&self, signed: &Signed<'_>) -> Option<String> {
        let keys = self.ring.now();
        let mut buffer = Vec::new();
        let others = keys.each_app().filter(|(_, app)| !std::ptr::eq(app.public(), signed.keys));
        let mut others = others
            .take(Searches::APPS)
            .map(|(app_id, app)| (app_id, Signed { keys: app.public(), ..*signed }));
        let found = others.find(|(_, signed)| {
            signed.may_be_genuine()
                && SignMode::ALL
                    .into_iter()
                    .any(|mode| signed.is_of(Content { mode, without_empty: false }, &mut buffer))
        });
        found.map(|(app_id, _)| app_id.to_owned())
    }
}

/// Searches among the keys of other apps for who made a signature. They take many RSA operations,
/// so strangers who send forgeries must not be able to bring about more than a few.
#[derive(Default)]
pub(super) struct Searches {
    last: Mutex<Option<Instant>>,
}

impl Searches {
    /// The most apps that are looked through.
    const APPS: usize = 100;

    /// The time between two searches.
    const PAUSE: Duration = Duration::from_secs(1);

    /// Whether it is time for another search.
    fn may_begin(&self) -> bool {
        let mut last = match self.last.try_lock() {
            Ok(last) => last,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let is_due = last.is_none_or(|last| last.elapsed() >= Self::PAUSE);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}
