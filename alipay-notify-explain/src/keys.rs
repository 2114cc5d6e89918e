//! The keys that may have made a signature.

use alipay_notify::key::AppKeys;
use alipay_notify::{AlipayPublicKey, ContentKey, Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::signer;
use crate::trial::Signer;

/// The keys to try, and what else a verifier is configured with.
#[derive(Debug)]
pub struct Keys {
    first: Key,
    others: Vec<Key>,
    content: Option<ContentKey>,
    app_ids: Vec<String>,
    common: Option<Key>,
}

/// The key with which Alipay signs notifications of its old interface, whatever the app. It is
/// published.
const COMMON: &str = "\
    MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCnxj/9qwVfgoUh/y2W89L6BkRAFljhNhgPdyPuBV64bfQNN1PjbCzkIM\
    6qRdKBoLPXmKKMiFYnkd6rAoprih3/PrQEB/VsW8OoM8fxn67UDYuyBTqA23MML9q1+ilIZwBC2AQ2UBVOrFXfFl75p6/B\
    5KsiNG9zpgmLCUYuLkxpLQIDAQAB";

/// A public key, and what it is called.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Key {
    /// What the key is called, such as the name of its file.
    pub name: String,
    /// The key.
    pub public: AlipayPublicKey,
    /// Whether it was given as the app's own, which signs nothing that Alipay sends.
    pub is_own: bool,
}

impl Keys {
    /// The key that a verifier has as Alipay's.
    #[must_use]
    pub fn new(name: impl Into<String>, public: AlipayPublicKey) -> Self {
        let first = Key { name: name.into(), public, is_own: false };
        let common = AlipayPublicKey::parse(COMMON).ok();
        let common = common.map(|public| Key { name: String::new(), public, is_own: false });
        Self { first, others: Vec::new(), content: None, app_ids: Vec::new(), common }
    }

    /// Another key that a verifier has as Alipay's.
    #[must_use]
    pub fn or(self, name: impl Into<String>, public: AlipayPublicKey) -> Self {
        self.with(name.into(), public, false)
    }

    /// The app's own key, to find out whether it was taken for Alipay's.
    #[must_use]
    pub fn own_key(self, name: impl Into<String>, public: AlipayPublicKey) -> Self {
        self.with(name.into(), public, true)
    }

    /// The key that opens encrypted contents.
    #[must_use]
    pub fn content_key(mut self, key: ContentKey) -> Self {
        self.content = Some(key);
        self
    }

    /// An app whose messages are accepted; those of all apps are where none is named.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_ids.push(app_id.into());
        self
    }

    /// Whether a key is the app's own, wherever it was given.
    #[must_use]
    pub fn is_own(&self, key: &Key) -> bool {
        let mut own = self.iter().filter(|key| key.is_own);
        own.any(|own| own.public.fingerprint() == key.public.fingerprint())
    }

    /// The key that is configured in the place of Alipay's although it is the app's own.
    pub(crate) fn misplaced(&self) -> Option<&Key> {
        self.iter().find(|key| !key.is_own && self.is_own(key))
    }

    /// Whether a key is Alipay's common one, which was not given.
    #[must_use]
    pub fn is_common(&self, key: &Key) -> bool {
        self.common.as_ref().is_some_and(|common| std::ptr::eq(common, key))
    }

    /// The keys that may have made a signature: those that were given, and Alipay's common one.
    pub(crate) fn tried(&self) -> impl Iterator<Item = &Key> {
        self.iter().chain(&self.common)
    }

    /// The key that opens contents.
    pub(crate) fn content(&self) -> Option<&ContentKey> {
        self.content.as_ref()
    }

    /// The key that a verifier has as Alipay's, the first one where there are several.
    pub(crate) fn first(&self) -> &Key {
        &self.first
    }

    /// The key that was given as the app's own.
    pub(crate) fn own(&self) -> Option<&Key> {
        self.iter().find(|key| key.is_own)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Who made a signature, given in base64, whatever it was made of.
    #[must_use]
    pub fn maker(&self, sign: &str) -> Option<Signer<'_>> {
        let signature = STANDARD.decode(sign).ok()?;
        self.iter().find_map(|key| {
            let sign_type = signer::algorithm(&key.public, &signature)?;
            Some(Signer { key, sign_type })
        })
    }

    /// A verifier with these keys.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        let keys_of = |is_own| {
            let others = self.others.iter().filter(move |key| key.is_own == is_own);
            others.map(|key| key.public.clone())
        };
        let mut keys = keys_of(false).fold(AppKeys::new(self.first.public.clone()), AppKeys::or);
        if let Some(content) = &self.content {
            keys = keys.content_key(content.clone());
        }
        let verifier = keys_of(true).fold(Verifier::new(keys), Verifier::own_key);
        self.app_ids.iter().fold(verifier, Verifier::app_id)
    }

    fn with(mut self, name: String, public: AlipayPublicKey, is_own: bool) -> Self {
        self.others.push(Key { name, public, is_own });
        self
    }
}
