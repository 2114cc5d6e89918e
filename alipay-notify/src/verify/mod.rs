//! From an untrusted body to an authentic form.

mod app;
mod data;
mod diagnosis;
mod message;
mod refusal;
mod signed;

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

pub use crate::authentic::AuthenticForm;
pub(crate) use crate::authentic::Signer;
pub use crate::form::{FormError, Limits};
pub use crate::signature::{SignMode, SignType, SignTypeError};
pub use data::SignedData;
pub use diagnosis::{Hint, SignatureMismatch};
pub use refusal::Likeness;
pub(crate) use refusal::{Claim, Refusal};

use crate::budget::Budget;
use crate::form::{Form, Name};
use crate::key::{AlipayPublicKey, AppKeys, ContentKey, KeyRing, Keys};
use crate::signature::{Reading, Signature};
use app::{app_of, is_call};
use diagnosis::{Searches, Suspects, diagnose};
use message::check_message;
use signed::Signed;

/// Checks signatures: which keys may have made them, for which apps, and how.
///
/// ```
/// # use alipay_notify::{AlipayPublicKey, Verifier};
/// # fn main() -> Result<(), alipay_notify::key::KeyError> {
/// # let key = alipay_notify::testing::TestKey::generate().public_key_base64();
/// let verifier = Verifier::new(AlipayPublicKey::parse(&key)?).app_id("2014060600164699");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Verifier {
    ring: KeyRing,
    apps: Vec<String>,
    own_key: Option<AlipayPublicKey>,
    pinned: Option<SignMode>,
    limits: Limits,
    budget: Arc<Budget>,
    searches: Arc<Searches>,
}

/// Why a body is not an authentic message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum VerifyError {
    /// The body is not a form, gives a name twice, lacks a parameter that it must have, …
    #[error("malformed: {0}")]
    Malformed(FormError),
    /// No key is configured for the message's `app_id`.
    #[error(
        "no key is configured for the app_id of this message; add it to the verifier if the app is \
         yours"
    )]
    UnknownApp,
    /// It names no app, and no key is configured for such forms. A call (SPI) need not name the
    /// app where there is only one.
    #[error(
        "it names no app, and no key is configured for what names none; add Alipay's common key \
         with `common_key` if you expect it"
    )]
    NoCommonKey,
    /// The `sign_type` is not accepted.
    #[error(transparent)]
    SignType(SignTypeError),
    /// No configured key made the signature; the hints say what to check.
    #[error(transparent)]
    Signature(SignatureMismatch),
}

impl From<FormError> for VerifyError {
    fn from(error: FormError) -> Self {
        Self::Malformed(error)
    }
}

impl Verifier {
    /// Accepts what this key signed, for any app unless [`app_id`](Self::app_id) says which.
    #[must_use]
    pub fn new(keys: impl Into<AppKeys>) -> Self {
        Self::with_ring(KeyRing::for_any_app(keys))
    }

    /// Accepts messages of several apps, each signed with a key of its own. An app may have several
    /// keys while it changes from one to another: any of them will do.
    #[must_use]
    pub fn for_apps<A: Into<String>, K: Into<AppKeys>>(
        keys: impl IntoIterator<Item = (A, K)>,
    ) -> Self {
        Self::with_ring(KeyRing::new(keys))
    }

    /// Accepts what the keys of this ring signed, as it changes.
    #[must_use]
    pub fn with_ring(ring: KeyRing) -> Self {
        Self {
            ring,
            apps: Vec::new(),
            own_key: None,
            pinned: None,
            limits: Limits::default(),
            budget: Arc::new(Budget::of(&Limits::default())),
            searches: Arc::default(),
        }
    }

    /// Accepts messages of this app; called again, of that one too. Messages of every other app are
    /// rejected.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.apps.push(app_id.into());
        self
    }

    /// Names the app's own public key (应用公钥). It verifies nothing: a failed signature then says so
    /// where that key was configured in place of Alipay's.
    #[must_use]
    pub fn own_key(mut self, key: AlipayPublicKey) -> Self {
        self.own_key = Some(key);
        self
    }

    /// Sets the key of forms that name no app: see [`KeyRing::common_key`].
    #[must_use]
    pub fn common_key(mut self, keys: impl Into<AppKeys>) -> Self {
        self.ring = self.ring.common_key(keys);
        self
    }

    /// Accepts one [`SignMode`] only. Without this, both are tried, first the one that matched
    /// last for that app.
    #[must_use]
    pub fn sign_mode(mut self, mode: SignMode) -> Self {
        self.pinned = Some(mode);
        self
    }

    /// Sets the limits that guard the parser.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self.budget = Arc::new(Budget::of(&limits));
        self
    }

    pub(crate) fn limits_in_force(&self) -> (&Limits, &Arc<Budget>) {
        (&self.limits, &self.budget)
    }

    /// Verifies any form that Alipay signs and returns it as authentic, in its own charset.
    ///
    /// `body` is the form-encoded request body exactly as received: decoding it beforehand turns
    /// every `+` of the signature into a space. Nothing in it is trusted until this returns.
    ///
    /// Parameters are signed unescaped, so whoever holds a genuine form can cut it into other
    /// parameters under the same signature. [`verify`](Self::verify) leaves no room for this; of
    /// what this returns, read only parameters whose form you know.
    ///
    /// A forgery costs two RSA operations for each key of its app, and twice as many where it has
    /// parameters with an empty value: what may have been signed is hashed once for all keys. Once
    /// a second, other apps' keys are tried as well, to name a mix-up, in some 2 milliseconds.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Malformed`]: not a form, a name twice, `sign` or `sign_type` missing.
    /// - [`VerifyError::UnknownApp`]: no key is configured for its `app_id`.
    /// - [`VerifyError::NoCommonKey`]: it names no app, and there is no key for such forms.
    /// - [`VerifyError::SignType`]: it claims an algorithm that no key of the app accepts.
    /// - [`VerifyError::Signature`]: no configured key made this signature; the
    ///   [hints](SignatureMismatch::hints) say what to check.
    pub fn verify_form(&self, body: &[u8]) -> Result<AuthenticForm, VerifyError> {
        let form = Form::parse(body, &self.limits)?;
        let signed = self.verify_parsed(Sent::Form(body), form).map_err(|refusal| refusal.error)?;
        Ok(signed.0)
    }

    /// As [`verify_form`](Self::verify_form), where a message has to be one; who signed it, and the
    /// key that opens its content.
    pub(crate) fn verify_to_open(
        &self,
        body: &[u8],
    ) -> Result<(AuthenticForm, Signer, Option<ContentKey>), Refusal> {
        let form = Form::parse(body, &self.limits)?;
        if form.known(Name::MsgMethod).is_some() {
            check_message(&form).map_err(|error| Refusal::of(error.into(), &form))?;
        }
        self.verify_parsed(Sent::Form(body), form)
    }

    /// As [`verify_to_open`](Self::verify_to_open), of a message of the long connection.
    pub(crate) fn verify_signed_data(
        &self,
        signed: &SignedData<'_>,
    ) -> Result<(AuthenticForm, Signer, Option<ContentKey>), Refusal> {
        let form = signed.form()?;
        form.require(Name::AppId)?;
        self.verify_parsed(Sent::Data(signed.data), form)
    }

    /// Makes sure that a key of this app signed a text with RSA2: what Alipay answers to a request,
    /// for one.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::UnknownApp`]: no key is configured for this app.
    /// - [`VerifyError::Signature`]: no key of it made this signature of the text.
    /// - [`VerifyError::Malformed`]: the signature is not base64.
    pub fn verify_text(&self, app_id: &str, text: &str, sign: &str) -> Result<(), VerifyError> {
        let form = Form::of(&[
            (Name::AppId.as_str(), app_id),
            (Name::Sign.as_str(), sign),
            (Name::SignType.as_str(), SignType::Rsa2.as_str()),
        ]);
        self.verify_parsed(Sent::Data(text), form).map(drop).map_err(|refusal| refusal.error)
    }

    /// The key that opens contents: of an app, or of what names none.
    pub(crate) fn content_key(&self, app_id: Option<&str>, is_call: bool) -> Option<ContentKey> {
        let keys = self.ring.now();
        let app = match app_id {
            Some(app_id) => keys.of(app_id),
            None => self.keys_of_nameless(&keys, is_call),
        };
        app?.content().cloned()
    }

    fn verify_parsed(
        &self,
        sent: Sent<'_>,
        form: Form,
    ) -> Result<(AuthenticForm, Signer, Option<ContentKey>), Refusal> {
        match self.signer(sent, &form) {
            Ok((signer, content_key)) => {
                Ok((AuthenticForm::read(form, signer.reading), signer, content_key))
            }
            Err(error) => Err(Refusal::of(error, &form)),
        }
    }

    /// Who signed a form, and the key that opens its content.
    fn signer(
        &self,
        sent: Sent<'_>,
        form: &Form,
    ) -> Result<(Signer, Option<ContentKey>), VerifyError> {
        form.require(Name::Sign)?;
        form.require(Name::SignType)?;

        let keys = self.ring.now();
        let app = self.keys_of(form, &keys)?;
        Ok((self.authenticate(sent, form, app)?, app.content().cloned()))
    }

    fn keys_of<'k>(&self, form: &Form, keys: &'k Keys) -> Result<&'k AppKeys, VerifyError> {
        match app_of(form)? {
            Some(app_id) => {
                let app = keys.of(&app_id).filter(|_| self.accepts(&app_id));
                app.ok_or(VerifyError::UnknownApp)
            }
            None => self.keys_of_nameless(keys, is_call(form)).ok_or(VerifyError::NoCommonKey),
        }
    }

    /// The keys of what names no app. A call is signed with the key of an app all the same.
    fn keys_of_nameless<'k>(&self, keys: &'k Keys, is_call: bool) -> Option<&'k AppKeys> {
        let only = is_call.then(|| keys.only(|app_id| self.accepts(app_id))).flatten();
        only.or_else(|| keys.common())
    }

    fn accepts(&self, app_id: &str) -> bool {
        self.apps.is_empty() || self.apps.iter().any(|known| known == app_id)
    }

    fn authenticate(
        &self,
        sent: Sent<'_>,
        form: &Form,
        app: &AppKeys,
    ) -> Result<Signer, VerifyError> {
        let sign_type =
            SignType::parse(form.require(Name::SignType)?).map_err(VerifyError::SignType)?;
        if !app.public().iter().any(|key| key.accepts(sign_type)) {
            return Err(VerifyError::SignType(SignTypeError::Rsa));
        }
        let signature = Signature::of(form)?;
        let (body, data) = match sent {
            Sent::Form(body) => (body, None),
            Sent::Data(data) => (data.as_bytes(), Some(data)),
        };
        let signed = Signed::new(form, data, sign_type, signature.as_bytes(), app.public());
        let Some(signer) = self.matching(&signed, app) else {
            return Err(VerifyError::Signature(self.mismatch(body, &signed)));
        };

        app.matched(signer.reading.mode);
        Ok(signer)
    }

    /// Who signed the form, and which reading of it. At most four are tried, and one is in a
    /// steady stream of messages: two sign modes, and where there are empty values, with and
    /// without them.
    fn matching(&self, signed: &Signed<'_>, app: &AppKeys) -> Option<Signer> {
        let pinned = signed.data.map_or(self.pinned, |_| Some(SignMode::Data)).map(|mode| [mode]);
        let modes = app.modes();
        let modes = pinned.as_ref().map_or(&modes[..], <[_; 1]>::as_slice);
        let omissions = if signed.form.has_empty() { &[false, true][..] } else { &[false] };
        let mut readings = modes.iter().flat_map(|mode| {
            omissions
                .iter()
                .map(|without_empty| Reading { mode: *mode, without_empty: *without_empty })
        });

        readings.find_map(|reading| {
            let key = signed.signer_of(reading)?.clone();
            Some(Signer { key, reading })
        })
    }

    fn mismatch(&self, body: &[u8], signed: &Signed<'_>) -> SignatureMismatch {
        let suspects = Suspects {
            pinned: self.pinned,
            own_key: self.own_key.as_ref(),
            ring: &self.ring.now(),
            searches: &self.searches,
        };
        diagnose(body, signed, &suspects)
    }
}

/// What came: a form, or a text with a form that says who signed it.
#[derive(Clone, Copy)]
enum Sent<'a> {
    Form(&'a [u8]),
    Data(&'a str),
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("keys", &**self.ring.now())
            .field("apps", &self.apps)
            .field("sign_mode", &self.pinned)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
