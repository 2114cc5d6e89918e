//! From an untrusted body to an authentic form.

mod authentic;
mod diagnosis;
mod message;

use std::fmt;
use std::sync::Arc;

pub use authentic::AuthenticForm;
use diagnosis::Searches;
use message::check_message;
use thiserror::Error;

use crate::decode::AlipayNotify;
use crate::form::{Form, FormError, Limits, Name};
use crate::key::{AlipayPublicKey, AppKeys, KeyRing, Keys};
use crate::mismatch::SignatureMismatch;
use crate::notification::{Invalid, Notification};
use crate::open::{Unchecked, Unreadable, Verified, open};
use crate::signature::{Content, SignMode, SignType, SignTypeError, Signature, signed_content};

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
    ring: KeyRing,
    apps: Vec<String>,
    own_key: Option<AlipayPublicKey>,
    pinned: Option<SignMode>,
    limits: Limits,
    searches: Arc<Searches>,
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
    /// The `sign_type` is not accepted.
    #[error(transparent)]
    SignType(SignTypeError),
    /// No configured key made the signature; the hints say what to check.
    #[error(transparent)]
    Signature(SignatureMismatch),
    /// The signature is genuine, but what it covers can't be read as a message.
    #[error("authentic, but unreadable: {0}")]
    Unreadable(Unreadable),
}

/// Why a body is not a valid message of the expected kind.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// It is no authentic message that can be read.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// It is authentic, but breaks its specification or is another message.
    #[error(transparent)]
    Invalid(Invalid),
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
            searches: Arc::default(),
        }
    }

    /// Accepts messages of this app; called again, of that one too. Messages of every other app are
    /// refused.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.apps.push(app_id.into());
        self
    }

    /// Tells the app's own public key (应用公钥), which takes part in nothing: a failed signature
    /// then says so where it was configured in the place of Alipay's.
    #[must_use]
    pub fn own_key(mut self, key: AlipayPublicKey) -> Self {
        self.own_key = Some(key);
        self
    }

    /// Accepts one [`SignMode`] only. Without this, both are tried, the one that matched last for
    /// that app in front.
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

    pub(crate) fn limits_in_force(&self) -> &Limits {
        &self.limits
    }

    /// Verifies any form that Alipay signs, such as a payment notification, and returns it as
    /// authentic.
    ///
    /// `body` is the form-encoded request body exactly as received: decoding it beforehand turns
    /// every `+` of the signature into a space. Nothing in it is trusted until this returns.
    ///
    /// Parameters are signed unescaped, so whoever holds a genuine form can cut it into other
    /// parameters under the same signature. Read only parameters whose form you know; for
    /// messages, [`verify`](Self::verify) leaves no room for this.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Malformed`]: not a form, a name twice, or `app_id`, `sign` or `sign_type`
    ///   missing.
    /// - [`VerifyError::UnknownApp`]: no key is configured for its `app_id`.
    /// - [`VerifyError::SignType`]: it claims an algorithm that no key of the app accepts.
    /// - [`VerifyError::Signature`]: no configured key made this signature; the
    ///   [hints](SignatureMismatch::hints) say what to check.
    pub fn verify_form(&self, body: &[u8]) -> Result<AuthenticForm, VerifyError> {
        let form = Form::parse(body, &self.limits)?;
        let keys = self.ring.now();
        let app = self.keys_of(&form, &keys)?;
        self.authenticate(body, form, app)
    }

    /// Verifies a message, opens its content and returns it.
    ///
    /// `body` is the form-encoded request body exactly as received.
    ///
    /// # What a signature covers
    ///
    /// The names and values of all parameters but `sign`, as bytes, once they are percent-decoded.
    /// How they were escaped and in which order they came is transport and changes nothing.
    /// Only these changes pass besides, and each leaves the very same message:
    ///
    /// - the letter case of `sign_type`, where the [`SignMode`] leaves it out. It only says how to
    ///   check: what was signed as RSA2 does not pass as RSA;
    /// - a `+` of `sign` that became a space, which is put right. No other text for the same
    ///   signature is taken, such as one without the `=` at its end;
    /// - an empty parameter more, or one less that was not signed, of a name that Alipay uses
    ///   beside the nine: signers differ in whether they sign those. Unsigned, it is not in the
    ///   message that is returned.
    ///
    /// # No message can be cut out of another
    ///
    /// Parameters are joined by `&` and `=` unescaped before they are signed, so other parameters
    /// may have the same signed content: `a=1&b=2` is two parameters, or one. Say someone holds
    /// a genuine message, has written texts in its content, and presents other parameters with
    /// the content that was signed. Two things are known of a genuine message: its
    /// `biz_content`, once decrypted, is one JSON object; and no other value holds a `&` with a `=`
    /// behind it, nor does a presented one.
    ///
    /// 1. A name begins behind a `&` and ends at the next `=`, for it can hold neither. All there
    ///    is to choose is which `&` separate parameters. One inside a value other than
    ///    `biz_content` can't: the name behind it would hold the next `&`, or at the very end have
    ///    no `=`.
    /// 2. Each `&` in front of a genuine name separates, unless the presented `biz_content` took it
    ///    in: any other value would hold a `&` with a `=` behind it.
    /// 3. `biz_content` begins where the genuine one does. A text `&biz_content=` stands nowhere
    ///    but in the genuine one. If the presented one began there, the genuine name would be a
    ///    second one, or be in another value, against 2.
    /// 4. It ends where the genuine one does. As JSON, one of the two would be the other's
    ///    beginning, with a `&` next; but behind a whole object there is nothing but white space.
    ///    (A `&` is never a part of a character, in none of the charsets, and escaping control
    ///    characters in strings moves no brace.) As base64, a genuine one has no `&` to end at, and
    ///    with a `&` taken in it is none. And what begins as JSON is no base64, nor the reverse:
    ///    whatever `encrypt_type` says, encrypted stays encrypted.
    /// 5. So by 2, all genuine `&` separate, and by 1 no others do: the parameters are the same.
    ///    None of the nine may be missing or empty or there twice, so nothing stands in for one of
    ///    them.
    /// 6. `sign_type` is signed for both or for neither. If it was signed, it is a parameter by 5;
    ///    read as unsigned, it would be missing from the content. If it was not, there is none in
    ///    the content by 5.
    ///
    /// If someone else wrote the text of a parameter beside the nine, that may hold a `&` with a
    /// `=` behind it. The message is then refused, and what is cut out of it has the nine as
    /// they were, but perhaps not the others. For a `biz_content` that begins in such a text
    /// takes in the genuine one, and is refused for that: behind a parameter that Alipay does
    /// not use, it may not hold `&biz_content=`.
    ///
    /// The same key signs other things. Names are signed in ascending order; so JSON, as responses
    /// are, is not the content of a message, for its first name would begin with `{`. And a
    /// payment notification would need `&biz_content=` in a value whose name comes before that
    /// one: those that hold free text (`body`, `passback_params`, `subject`) come later.
    ///
    /// # Errors
    ///
    /// Those of [`verify_form`](Self::verify_form), and
    ///
    /// - [`VerifyError::Malformed`]: one of the nine parameters is missing, empty or ambiguous.
    /// - [`VerifyError::Unreadable`]: the signature is genuine, but the content can't be decrypted,
    ///   is in an unknown charset or no JSON object.
    pub fn verify(&self, body: &[u8]) -> Result<Verified, VerifyError> {
        self.open(body)?.check().map_err(VerifyError::Unreadable)
    }

    /// Verifies a message and decodes it as `M`, strictly: [`verify`](Self::verify) and
    /// [`Verified::decode`] in one, which looks at the content once instead of twice.
    ///
    /// # Errors
    ///
    /// - [`ReceiveError::Verify`]: those of [`verify`](Self::verify).
    /// - [`ReceiveError::Invalid`]: the message is authentic, but breaks its specification, or is
    ///   another than `M`.
    pub fn receive<M: AlipayNotify>(&self, body: &[u8]) -> Result<Notification<M>, ReceiveError> {
        self.open(body)?.decode()
    }

    /// Verifies a message and opens it, whatever its content is.
    pub(crate) fn open(&self, body: &[u8]) -> Result<Unchecked, VerifyError> {
        let form = Form::parse(body, &self.limits)?;
        check_message(&form)?;
        let keys = self.ring.now();
        let app = self.keys_of(&form, &keys)?;
        open(self.authenticate(body, form, app)?, app.content()).map_err(VerifyError::Unreadable)
    }

    fn keys_of<'k>(&self, form: &Form, keys: &'k Keys) -> Result<&'k AppKeys, VerifyError> {
        let app_id =
            std::str::from_utf8(form.require(Name::AppId)?).map_err(|_| VerifyError::UnknownApp)?;
        let accepted = self.apps.is_empty() || self.apps.iter().any(|known| known == app_id);
        keys.of(app_id).filter(|_| accepted).ok_or(VerifyError::UnknownApp)
    }

    fn authenticate(
        &self,
        body: &[u8],
        mut form: Form,
        app: &AppKeys,
    ) -> Result<AuthenticForm, VerifyError> {
        let sign_type =
            SignType::parse(form.require(Name::SignType)?).map_err(VerifyError::SignType)?;
        if !app.public().iter().any(|key| key.accepts(sign_type)) {
            return Err(VerifyError::SignType(SignTypeError::Rsa));
        }
        let signature = Signature::of(&form)?;
        let signed =
            Signed { form: &form, sign_type, signature: signature.as_bytes(), keys: app.public() };
        let Some(content) = self.matching(&signed, app) else {
            return Err(VerifyError::Signature(self.diagnose(body, &signed)));
        };
        app.matched(content.mode);
        if content.without_empty {
            form.drop_empty();
        }
        Ok(AuthenticForm { form, sign_mode: content.mode })
    }

    /// The reading of the signed content that the signature is of. At most four are tried, and one
    /// is in a steady stream of messages: two sign modes, and where there are empty values,
    /// with and without them.
    fn matching(&self, signed: &Signed<'_>, app: &AppKeys) -> Option<Content> {
        if !signed.may_be_genuine() {
            return None;
        }
        let (pinned, modes) = (self.pinned.map(|mode| [mode]), app.modes());
        let modes = pinned.as_ref().map_or(&modes[..], <[_; 1]>::as_slice);
        let readings = if signed.form.has_empty() { &[false, true][..] } else { &[false] };
        let mut contents = modes.iter().flat_map(|mode| {
            readings
                .iter()
                .map(|without_empty| Content { mode: *mode, without_empty: *without_empty })
        });
        let mut buffer = Vec::with_capacity(signed.form.len() + 2 * signed.form.iter().len());
        contents.find(|content| signed.is_of(*content, &mut buffer))
    }
}

/// A form, what it says of its signature, and who may have made that.
#[derive(Clone, Copy)]
struct Signed<'f> {
    form: &'f Form,
    sign_type: SignType,
    signature: &'f [u8],
    keys: &'f [AlipayPublicKey],
}

impl Signed<'_> {
    /// Whether any key makes signatures of this type and length.
    fn may_be_genuine(&self) -> bool {
        self.keys.iter().any(|key| key.may_have_made(self.sign_type, self.signature))
    }

    /// Whether the signature is of this reading of the content.
    fn is_of(&self, content: Content, buffer: &mut Vec<u8>) -> bool {
        signed_content(self.form, content, buffer);
        self.keys.iter().any(|key| key.verifies(self.sign_type, buffer, self.signature))
    }
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
