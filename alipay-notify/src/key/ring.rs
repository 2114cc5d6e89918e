//! Which keys serve which app.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use arc_swap::{ArcSwap, Guard};

use super::content::ContentKey;
use super::public::AlipayPublicKey;
use crate::signature::SignMode;

/// The keys of one app.
#[derive(Debug)]
pub struct AppKeys {
    public: Vec<AlipayPublicKey>,
    content: Option<ContentKey>,
    /// The sign mode that matched last: an app's messages rarely change theirs.
    last_mode: AtomicU8,
}

impl AppKeys {
    /// An app whose messages this key signs.
    #[must_use]
    pub fn new(key: AlipayPublicKey) -> Self {
        Self { public: vec![key], content: None, last_mode: AtomicU8::new(0) }
    }

    /// Accepts another key as well, so that keys can be rotated without a gap: any key of an app
    /// may have signed a message.
    #[must_use]
    pub fn or(mut self, key: AlipayPublicKey) -> Self {
        self.public.push(key);
        self
    }

    /// Opens encrypted contents with this key.
    #[must_use]
    pub fn content_key(mut self, key: ContentKey) -> Self {
        self.content = Some(key);
        self
    }

    pub(crate) fn public(&self) -> &[AlipayPublicKey] {
        &self.public
    }

    pub(crate) fn content(&self) -> Option<&ContentKey> {
        self.content.as_ref()
    }

    /// Both sign modes, the one that matched last first.
    pub(crate) fn modes(&self) -> [SignMode; 2] {
        match self.last_mode.load(Ordering::Relaxed) {
            1 => [SignMode::V2, SignMode::V1],
            _ => SignMode::ALL,
        }
    }

    /// Remembers the sign mode that matched.
    pub(crate) fn matched(&self, mode: SignMode) {
        let mode = match mode {
            SignMode::V1 => 0,
            SignMode::V2 => 1,
            SignMode::Data => return,
        };
        // Written only when it changes, so that threads don't wait for each other's caches.
        if self.last_mode.load(Ordering::Relaxed) != mode {
            self.last_mode.store(mode, Ordering::Relaxed);
        }
    }

    fn extend(&mut self, other: Self) {
        self.public.extend(other.public);
        self.content = other.content.or(self.content.take());
    }
}

impl From<AlipayPublicKey> for AppKeys {
    fn from(key: AlipayPublicKey) -> Self {
        Self::new(key)
    }
}

/// The keys of one or many apps, which can be replaced while deliveries are being verified.
///
/// Clones share the keys: keep one to [`replace`](Self::replace) them, and give another to the
/// verifier. Looking up a key takes no lock. The example `reload_keys` is a ring that follows a
/// folder of key files.
///
/// ```
/// # use alipay_notify::key::{AppKeys, KeyError};
/// # use alipay_notify::{AlipayPublicKey, KeyRing, Verifier};
/// # fn main() -> Result<(), KeyError> {
/// # use alipay_notify::testing::TestKey;
/// # let old = TestKey::generate().public_key_base64();
/// # let new = TestKey::generate().public_key_pem();
/// let ring = KeyRing::new([("2014060600164699", AlipayPublicKey::parse(&old)?)]);
/// let verifier = Verifier::with_ring(ring.clone());
///
/// // Later, while the verifier is at work: the next key, and the old one until it is retired.
/// let keys = AppKeys::new(AlipayPublicKey::parse(&new)?).or(AlipayPublicKey::parse(&old)?);
/// ring.replace([("2014060600164699", keys)]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct KeyRing(Arc<ArcSwap<Keys>>);

/// What a ring holds at one time.
#[derive(Debug)]
pub(crate) struct Keys {
    apps: Arc<Apps>,
    /// The key for forms that name no app.
    common: Option<Arc<AppKeys>>,
}

#[derive(Debug)]
enum Apps {
    /// The same keys for every app.
    Any(AppKeys),
    /// The keys by `app_id`.
    ByApp(HashMap<String, AppKeys>),
}

impl KeyRing {
    /// A ring of keys by `app_id`. Keys of an app that is named twice are combined.
    #[must_use]
    pub fn new<A: Into<String>, K: Into<AppKeys>>(keys: impl IntoIterator<Item = (A, K)>) -> Self {
        Self::of(Apps::by_app(keys))
    }

    /// A ring whose keys serve every app.
    #[must_use]
    pub fn for_any_app(keys: impl Into<AppKeys>) -> Self {
        Self::of(Apps::Any(keys.into()))
    }

    fn of(apps: Apps) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(Keys { apps: Arc::new(apps), common: None })))
    }

    /// Sets the key of forms that name no app, such as pushes of risks and notifications of the old
    /// interface (MAPI): Alipay signs those with one key for all, of 1024 bits and mostly with
    /// SHA-1, which it has to [`accept_rsa`](AlipayPublicKey::accept_rsa) for.
    ///
    /// It is never tried for a form that names an app, and keys of apps never for others.
    #[must_use]
    pub fn common_key(self, keys: impl Into<AppKeys>) -> Self {
        let common = Arc::new(keys.into());
        self.0.rcu(|now| Keys { apps: Arc::clone(&now.apps), common: Some(Arc::clone(&common)) });
        self
    }

    /// Replaces the keys of all apps at once. Deliveries that are being verified finish with the
    /// keys they started with.
    pub fn replace<A: Into<String>, K: Into<AppKeys>>(
        &self,
        keys: impl IntoIterator<Item = (A, K)>,
    ) {
        let apps = Arc::new(Apps::by_app(keys));
        self.0.rcu(|now| Keys { apps: Arc::clone(&apps), common: now.common.clone() });
    }

    /// The keys as they are now.
    pub(crate) fn now(&self) -> Guard<Arc<Keys>> {
        self.0.load()
    }
}

impl Apps {
    fn by_app<A: Into<String>, K: Into<AppKeys>>(keys: impl IntoIterator<Item = (A, K)>) -> Self {
        let mut by_app: HashMap<String, AppKeys> = HashMap::new();
        for (app_id, keys) in keys {
            let (app_id, keys) = (app_id.into(), keys.into());
            match by_app.get_mut(&app_id) {
                Some(known) => known.extend(keys),
                None => drop(by_app.insert(app_id, keys)),
            }
        }
        Self::ByApp(by_app)
    }
}

impl Keys {
    /// Each app that is named, and its keys.
    pub(crate) fn each_app(&self) -> impl Iterator<Item = (&str, &AppKeys)> {
        let by_app = match &*self.apps {
            Apps::Any(_) => None,
            Apps::ByApp(by_app) => Some(by_app),
        };
        by_app.into_iter().flatten().map(|(app_id, keys)| (app_id.as_str(), keys))
    }

    /// The keys of an app.
    pub(crate) fn of(&self, app_id: &str) -> Option<&AppKeys> {
        match &*self.apps {
            Apps::Any(keys) => Some(keys),
            Apps::ByApp(by_app) => by_app.get(app_id),
        }
    }

    /// The keys of the only app that is accepted, if it is the only one.
    pub(crate) fn only(&self, accepts: impl Fn(&str) -> bool) -> Option<&AppKeys> {
        match &*self.apps {
            Apps::Any(keys) => Some(keys),
            Apps::ByApp(by_app) => {
                let mut accepted = by_app.iter().filter(|(app_id, _)| accepts(app_id));
                accepted.next().filter(|_| accepted.next().is_none()).map(|(_, keys)| keys)
            }
        }
    }

    /// The keys of forms that name no app.
    pub(crate) fn common(&self) -> Option<&AppKeys> {
        self.common.as_deref()
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyRing").field(&**self.now()).finish()
    }
}
