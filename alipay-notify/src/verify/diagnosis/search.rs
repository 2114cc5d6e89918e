//! Whose key made a signature.

use std::sync::{Mutex, TryLockError};
use std::time::{Duration, Instant};

use super::super::signed::Signed;
use crate::key::{AlipayPublicKey, Keys};
use crate::signature::{Reading, SignMode};

/// Searches among the keys of other apps for who made a signature. They take many RSA operations,
/// so strangers who send forgeries must not be able to bring about more than a few, nor to stop
/// what else its thread has to do.
#[derive(Default)]
pub(in crate::verify) struct Searches {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: Option<Instant>,
    /// Which app the next search begins with.
    next: usize,
}

impl Searches {
    /// The time between two searches.
    const PAUSE: Duration = Duration::from_secs(1);

    /// Another app whose key made the signature, if it is time for a search and this one comes to
    /// it.
    pub(super) fn other_app(&self, signed: &Signed<'_>, keys: &Keys) -> Option<String> {
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        if state.last.is_some_and(|last| last.elapsed() < Self::PAUSE) {
            return None;
        }

        state.last = Some(Instant::now());
        let (found, next) = search(signed, keys, state.next);
        state.next = next;
        found.map(ToOwned::to_owned)
    }
}

/// The most that a search costs, in microseconds as [`AlipayPublicKey::cost`] reckons them, so that
/// it is over in less than 5 milliseconds on a machine half as fast.
const COST: usize = 2000;

/// Another app whose key made the signature, among as many as may be tried from this one on; and
/// which app to go on with.
fn search<'k>(signed: &Signed<'_>, keys: &'k Keys, from: usize) -> (Option<&'k str>, usize) {
    let apps = || keys.each_app().enumerate();
    let mut cost = 0;
    for (at, (app_id, app)) in apps().skip(from).chain(apps().take(from)) {
        let keys = app.public();
        if std::ptr::eq(keys, signed.keys) {
            continue;
        }

        let each: usize = signed.candidates(keys).map(AlipayPublicKey::cost).sum();
        let more = SignMode::ALL.len() * each;
        if cost > 0 && cost + more > COST {
            return (None, at);
        }
        cost += more;

        let is_of = |mode| signed.signer_among(keys, Reading { mode, without_empty: false });
        if SignMode::ALL.into_iter().any(|mode| is_of(mode).is_some()) {
            return (Some(app_id), at);
        }
    }
    (None, from)
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;
    use crate::form::{Form, Limits};
    use crate::key::{Backend, KeyRing};
    use crate::signature::{SignType, Signature};
    use crate::testing::{TestKey, TestMessage};

    const APPS: usize = 300;

    /// The keys of many apps, the key of one of them being that one.
    fn keys_of_many(key: &AlipayPublicKey, other: &AlipayPublicKey, odd: usize) -> KeyRing {
        KeyRing::new((0..APPS).map(|app| {
            let key = if app == odd { key.clone() } else { other.clone() };
            (app.to_string(), key)
        }))
    }

    #[test]
    fn a_search_has_a_bound_and_the_next_one_goes_on() {
        let (signing, other) = (TestKey::generate(), TestKey::generate());
        let body = TestMessage::new("my.message").app_id("stranger").sign(&signing).body();
        let form = Form::parse(&body, &Limits::default()).expect("a form");
        let signature = Signature::of(&form).expect("base64");
        let signed = Signed::new(&form, None, SignType::Rsa2, signature.as_bytes(), &[]);
        for backend in Backend::ENABLED {
            let with = |key: &TestKey| key.public_key().with_backend(*backend).expect("good");
            let (key, other) = (with(&signing), with(&other));
            let at_once = COST / (2 * other.cost());
            assert!((1..APPS).contains(&at_once), "{at_once}");

            let none = keys_of_many(&other, &other, 0).now();
            assert_eq!(search(&signed, &none, 0), (None, at_once));
            assert_eq!(search(&signed, &none, APPS - 1), (None, at_once - 1));
            // As many as there were when another ring was searched.
            assert_eq!(search(&signed, &none, 10 * APPS), (None, at_once));

            let one = keys_of_many(&key, &other, 7).now();
            let at = one.each_app().position(|(app_id, _)| app_id == "7").expect("it is there");
            let (mut next, mut searches) = (0, 0);
            let found = loop {
                searches += 1;
                match search(&signed, &one, next) {
                    (Some(app_id), at) => break (app_id, at),
                    (None, at) => next = at,
                }
            };
            assert_eq!((found, searches), (("7", at), at / at_once + 1));
        }
    }

    #[test]
    fn keys_of_another_size_cost_nothing() {
        let small = TestKey::generate_bits(1024).expect("a good key").public_key();
        let signing = TestKey::generate();
        let body = TestMessage::new("my.message").sign(&signing).body();
        let form = Form::parse(&body, &Limits::default()).expect("a form");
        let signature = Signature::of(&form).expect("base64");
        let signed = Signed::new(&form, None, SignType::Rsa2, signature.as_bytes(), &[]);
        let keys = keys_of_many(&signing.public_key(), &small, 7).now();
        assert_eq!(search(&signed, &keys, 0).0, Some("7"));
    }
}
