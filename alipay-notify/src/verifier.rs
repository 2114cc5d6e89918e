//! From an untrusted body to an authentic form.

use std::collections::HashMap;
use std::fmt;

use thiserror::Error;

use crate::envelope::Envelope;
use crate::form::{Form, FormError, Limits, known_name};
use crate::key::AlipayPublicKey;
use crate::open::{Unreadable, Verified, open};
use crate::signature::{SignMode, SignatureMismatch, signature, signed_content};

/// Checks signatures: which keys may have made them, for which apps, and how.
///
/// ```
/// # use alipay_notify::{AlipayPublicKey, Verifier};
/// # fn main() -> Result<(), alipay_notify::KeyError> {
/// # let key = alipay_notify::testing::TestKey::generate().public_key_base64();
/// let verifier = Verifier::new(AlipayPublicKey::parse(&key)?).app_id("2014060600164699");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Verifier {
    keys: Keys,
    apps: Vec<String>,
    pinned: Option<SignMode>,
    limits: Limits,
}

#[derive(Clone)]
enum Keys {
    One(AlipayPublicKey),
    ByApp(HashMap<String, Vec<AlipayPublicKey>>),
}

/// Why a body is not an authentic message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The body is not a form, gives a name twice, lacks one of the nine parameters, …
    #[error("malformed: {0}")]
    Malformed(FormError),
    /// No key is configured for the message's `app_id`.
    #[error(
        "no key is configured for the app_id of this message; add it to the verifier if the app is yours"
    )]
    UnknownApp,
    /// `sign_type` is not RSA2. What is acceptable is the receiver's choice, never the message's.
    #[error("sign_type is not RSA2, the only one that is accepted; switch the app to RSA2 in the console")]
    SignType,
    /// No configured key made the signature; the hints say what to check.
    #[error(transparent)]
    Signature(SignatureMismatch),
    /// The signature is genuine, but what it covers can't be read as a message.
    #[error("authentic, but unreadable: {0}")]
    Unreadable(Unreadable),
}

impl From<FormError> for VerifyError {
    fn from(error: FormError) -> Self {
        Self::Malformed(error)
    }
}

impl Verifier {
    /// Accepts what `key` signed, for any app unless [`app_id`](Self::app_id) says which.
    #[must_use]
    pub fn new(key: AlipayPublicKey) -> Self {
        Self::with_keys(Keys::One(key))
    }

    /// Accepts messages of several apps, each signed with a key of its own. An app may have several keys while it
    /// changes from one to another: any of them will do.
    #[must_use]
    pub fn for_apps(keys: impl IntoIterator<Item = (impl Into<String>, AlipayPublicKey)>) -> Self {
        let mut by_app: HashMap<String, Vec<AlipayPublicKey>> = HashMap::new();
        for (app_id, key) in keys {
            by_app.entry(app_id.into()).or_default().push(key);
        }
        Self::with_keys(Keys::ByApp(by_app))
    }

    fn with_keys(keys: Keys) -> Self {
        Self { keys, apps: Vec::new(), pinned: None, limits: Limits::default() }
    }

    /// Accepts messages of this app; called again, of that one too. Messages of every other app are refused.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.apps.push(app_id.into());
        self
    }

    /// Accepts one [`SignMode`] only. Without this, both are tried.
    #[must_use]
    pub fn sign_mode(mut self, mode: SignMode) -> Self {
        self.pinned = Some(mode);
        self
    }

    /// Sets the limits that guard the parser.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    pub(crate) fn body_limit(&self) -> usize {
        self.limits.body
    }

    /// Verifies any form that Alipay signs, such as a payment notification, and returns it as authentic.
    ///
    /// `body` is the form-encoded request body exactly as received: decoding it beforehand turns every `+` of the
    /// signature into a space. Nothing in it is trusted until this returns.
    ///
    /// Parameters are signed unescaped, so whoever holds a genuine form can cut it into other parameters under the
    /// same signature. Read only parameters whose form you know; for messages, [`verify`](Self::verify) leaves no
    /// room for this.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Malformed`]: not a form, a name twice, or `app_id`, `sign` or `sign_type` missing.
    /// - [`VerifyError::UnknownApp`]: no key is configured for its `app_id`.
    /// - [`VerifyError::SignType`]: it claims another algorithm than RSA2.
    /// - [`VerifyError::Signature`]: no configured key made this signature; the
    ///   [hints](SignatureMismatch::hints) say what to check.
    pub fn verify_form(&self, body: &[u8]) -> Result<AuthenticForm, VerifyError> {
        self.authenticate(Form::parse(body, &self.limits)?)
    }

    /// Verifies a message, opens its content and returns it.
    ///
    /// `body` is the form-encoded request body exactly as received.
    ///
    /// # Errors
    ///
    /// Those of [`verify_form`](Self::verify_form), and
    ///
    /// - [`VerifyError::Malformed`]: one of the nine parameters is missing, empty or ambiguous.
    /// - [`VerifyError::Unreadable`]: the signature is genuine, but the content is encrypted, in an unknown charset
    ///   or no JSON object.
    pub fn verify(&self, body: &[u8]) -> Result<Verified, VerifyError> {
        let form = Form::parse(body, &self.limits)?;
        check_message(&form)?;
        open(self.authenticate(form)?).map_err(VerifyError::Unreadable)
    }

    fn authenticate(&self, form: Form) -> Result<AuthenticForm, VerifyError> {
        let app_id = form.require("app_id")?;
        if !form.require("sign_type")?.eq_ignore_ascii_case(b"RSA2") {
            return Err(VerifyError::SignType);
        }
        let signature = signature(&form)?;
        let keys = self.keys_of(app_id).ok_or(VerifyError::UnknownApp)?;
        let Some(sign_mode) = self.matching_mode(&form, &signature, keys) else {
            let key_lens = keys.iter().map(|key| key.bits().div_ceil(8));
            let mismatch = SignatureMismatch::diagnose(&form, signature.len(), key_lens);
            return Err(VerifyError::Signature(mismatch));
        };
        Ok(AuthenticForm { form, sign_mode })
    }

    fn keys_of(&self, app_id: &[u8]) -> Option<&[AlipayPublicKey]> {
        let app_id = std::str::from_utf8(app_id).ok()?;
        if !self.apps.is_empty() && !self.apps.iter().any(|known| known == app_id) {
            return None;
        }
        match &self.keys {
            Keys::One(key) => Some(std::slice::from_ref(key)),
            Keys::ByApp(keys) => keys.get(app_id).map(Vec::as_slice),
        }
    }

    fn matching_mode(&self, form: &Form, signature: &[u8], keys: &[AlipayPublicKey]) -> Option<SignMode> {
        let modes = self.pinned.as_ref().map_or(&SignMode::ALL[..], std::slice::from_ref);
        let mut content = Vec::with_capacity(form.len() + 2 * form.iter().len());
        modes.iter().copied().find(|mode| {
            signed_content(form.iter(), *mode, &mut content);
            keys.iter().any(|key| key.verifies_rsa2(&content, signature))
        })
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Verifier");
        match &self.keys {
            Keys::One(key) => debug.field("key", key),
            Keys::ByApp(keys) => debug.field("keys", keys),
        };
        debug
            .field("apps", &self.apps)
            .field("sign_mode", &self.pinned)
            .field("limits", &self.limits)
            .finish()
    }
}

/// What a form must have to be a message: the nine parameters, none of them empty, and no value that could be cut
/// into further parameters.
fn check_message(form: &Form) -> Result<(), FormError> {
    for field in &*Envelope::SCHEMA.fields {
        if let std::borrow::Cow::Borrowed(name) = field.name {
            form.require(name)?;
        }
    }
    for (name, value) in form.iter() {
        if name != b"biz_content" && holds_parameter(value) {
            return Err(FormError::Ambiguous { name: known_name(name) });
        }
    }
    Ok(())
}

/// Whether a value, once joined with others, reads as more than one parameter.
fn holds_parameter(value: &[u8]) -> bool {
    memchr::memchr(b'&', value).is_some_and(|at| memchr::memchr(b'=', &value[at..]).is_some())
}

/// A form that one of the configured keys signed. Only verification makes one.
#[derive(Clone)]
pub struct AuthenticForm {
    pub(crate) form: Form,
    pub(crate) sign_mode: SignMode,
}

impl AuthenticForm {
    /// The value of a parameter, decoded, in the form's own charset.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.form.value(name)
    }

    /// Names and values, sorted by name.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], &[u8])> {
        self.form.iter()
    }

    /// Which reading of the signed content matched.
    #[must_use]
    pub fn sign_mode(&self) -> SignMode {
        self.sign_mode
    }
}

impl fmt::Debug for AuthenticForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.form.iter().len();
        f.debug_struct("AuthenticForm")
            .field("parameters", &parameters)
            .field("sign_mode", &self.sign_mode)
            .finish_non_exhaustive()
    }
}
