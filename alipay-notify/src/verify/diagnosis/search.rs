//! Whose key made a signature.

use std::sync::{Mutex, TryLockError};
use std::time::{Duration, Instant};

use super::super::signed::Signed;
use crate::key::Keys;
use crate::signature::{Reading, SignMode};

/// Searches among the keys of other apps for who made a signature. They take many RSA operations,
/// so strangers who send forgeries must not be able to bring about more than a few.
#[derive(Default)]
pub(in crate::verify) struct Searches {
    last: Mutex<Option<Instant>>,
}

impl Searches {
    /// The most apps that are looked through.
    const APPS: usize = 100;

    /// The time between two searches.
    const PAUSE: Duration = Duration::from_secs(1);

    /// Another app whose key made the signature, if it is time for a search.
    pub(super) fn other_app(&self, signed: &Signed<'_>, keys: &Keys) -> Option<String> {
        if !self.may_start() {
            return None;
        }

        let others = keys.each_app().filter(|(_, app)| !std::ptr::eq(app.public(), signed.keys));
        let mut others = others
            .take(Self::APPS)
            .map(|(app_id, app)| (app_id, Signed { keys: app.public(), ..*signed }));
        let mut buffer = Vec::new();
        let found = others.find(|(_, signed)| {
            signed.may_be_genuine()
                && SignMode::ALL
                    .into_iter()
                    .any(|mode| signed.is_of(Reading { mode, without_empty: false }, &mut buffer))
        });
        found.map(|(app_id, _)| app_id.to_owned())
    }

    /// Whether it is time for another search.
    fn may_start(&self) -> bool {
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
