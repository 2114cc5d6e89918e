//! The way of a request up to its message, for gateways and extractors alike; and what is rejected
//! on it.

use alipay_notify_schema::Family;
use thiserror::Error;

use crate::decode::{AlipayNotify, Invalid, Notification};
use crate::form::Form;
use crate::messages::{self, specified};
use crate::open::{CHECK, EVENT, Envelope, Unchecked, Unreadable, Verified, open};
use crate::request::{Head, Incoming, RequestError};
use crate::response::{Reply, Response};
use crate::verify::{
    Claim, FormError, Likeness, Refusal, SignedData, Signer, Verifier, VerifyError,
};

/// Why a request is not handed to a handler. Answered `fail`.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Rejection {
    /// It can't be a delivery at all, or there is no room for it. Status 400, 405, 408, 413, 415 or
    /// 503: see [`RequestError`].
    #[error(transparent)]
    Request(#[from] RequestError),
    /// It is not an authentic message. Status 400 where it is malformed, 413 where it is too long,
    /// 403 where no configured key signed it.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The signature is genuine, but the message can't be read. Status 200.
    #[error("authentic, but unreadable: {0}")]
    Unreadable(#[from] Unreadable),
    /// The message is authentic, but breaks its specification or is another message. Status 200.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Rejection {
    /// A short name, a label for logs and counters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request(_) | Self::Verify(_) => "rejected",
            Self::Unreadable(_) => "unreadable",
            Self::Invalid(_) => "invalid",
        }
    }

    /// The status code of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Request(error) => error.status(),
            Self::Verify(VerifyError::Malformed(FormError::TooLarge { .. })) => 413,
            Self::Verify(VerifyError::Malformed(_)) => 400,
            Self::Verify(_) => 403,
            Self::Unreadable(_) | Self::Invalid(_) => 200,
        }
    }

    /// What is answered.
    #[must_use]
    pub fn response(&self) -> Response {
        Response::new(self.status(), Reply::Fail)
    }

    /// Whether the request was signed by a configured key, so that someone should look at it.
    #[must_use]
    pub fn is_authentic(&self) -> bool {
        self.envelope().is_some()
    }

    /// The parameters of an authentic message, as far as they can be read.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope> {
        match self {
            Self::Request(_) | Self::Verify(_) => None,
            Self::Unreadable(unreadable) => Some(unreadable.envelope()),
            Self::Invalid(invalid) => Some(invalid.verified().envelope()),
        }
    }

    /// What the body looked like, where it is a form that is not authentic: anybody can send that.
    #[must_use]
    pub fn looks_like<M: Message>(&self, verifier: &Verifier, body: &[u8]) -> Option<Likeness> {
        let Self::Verify(_) = self else { return None };
        let (limits, _) = verifier.limits_in_force();
        let form = Form::parse(body, limits).ok()?;
        Some(likeness(&Claim::of(&form)?, M::known))
    }

    /// Writes it to the log: strangers' traffic as `WARN`, with [what it looked
    /// like](Self::looks_like), what needs someone as `ERROR`. Never a value of a content.
    pub fn trace(&self, looks_like: Option<Likeness>) {
        let Some(envelope) = self.envelope() else {
            let looks_like = looks_like.map(tracing::field::display);
            tracing::warn!(looks_like, "rejected: {self}");
            return;
        };

        let (notify_id, app_id) = (envelope.notify_id(), envelope.app_id());
        tracing::error!(notify_id, app_id, name = envelope.name(), "{self}");
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self::Verify(refusal.error)
    }
}

impl Verifier {
    /// Decides on the head of a request, before its body is read.
    ///
    /// Adapters call this, and so may you for a framework that has none: [`read`](Incoming::read)
    /// the body, then give its [`as_bytes`](Incoming::as_bytes) to [`receive`](Self::receive), or
    /// the whole to [`Gateway::receive`](crate::Gateway::receive).
    ///
    /// # Errors
    ///
    /// - [`RequestError::Method`]: another method than POST.
    /// - [`RequestError::ContentType`]: another content type than a form, or several.
    /// - [`RequestError::ContentEncoding`]: an encoded body.
    /// - [`RequestError::ContentLength`]: an announced length that is not one number.
    /// - [`RequestError::TooLarge`]: an announced length beyond the limit.
    pub fn admit<P: AsRef<[u8]>>(&self, head: &Head<'_>) -> Result<Incoming<P>, RequestError> {
        let (limits, budget) = self.limits_in_force();
        Incoming::admit(head, limits, budget)
    }

    /// Verifies whatever Alipay signs, opens its content and returns it.
    ///
    /// `body` is the form-encoded request body exactly as received.
    ///
    /// # What a signature covers
    ///
    /// The names and values of all parameters but `sign`, as bytes, once they are percent-decoded.
    /// How they were escaped and in which order they came is transport and changes nothing.
    /// Only these other changes pass, and each leaves the very same message:
    ///
    /// - the letter case of `sign_type`, where the [`SignMode`](crate::verify::SignMode) leaves it
    ///   out. It only says how to check: what was signed as RSA2 does not pass as RSA;
    /// - a `+` of `sign` that became a space, which is put right, and CR LF in `sign`, which is
    ///   left out. No other text for the same signature is taken, such as one without the `=` at
    ///   its end;
    /// - an empty parameter more, or one less that was not signed, of a name that tells what a form
    ///   is: signers differ in whether they sign those. Unsigned, it is not in what is returned.
    ///
    /// # No message can be cut out of another
    ///
    /// Parameters are joined by `&` and `=` unescaped before they are signed, so other parameters
    /// may have the same signed content: `a=1&b=2` is two parameters, or one. Say someone holds
    /// a genuine message, has written texts in its content, and presents other parameters with
    /// the content that was signed. Two things are known of a genuine message: its
    /// `biz_content`, once decrypted, is one JSON object; and no other value holds a `&` with a `=`
    /// after it, nor does a presented one.
    ///
    /// 1. A name begins after a `&` and ends at the next `=`, for it can hold neither. All there
    ///    is to choose is which `&` separate parameters. One inside a value other than
    ///    `biz_content` can't: the name after it would hold the next `&`, or at the very end have
    ///    no `=`.
    /// 2. Each `&` in front of a genuine name separates, unless the presented `biz_content` took it
    ///    in: any other value would hold a `&` with a `=` after it.
    /// 3. `biz_content` begins where the genuine one does. A text `&biz_content=` stands nowhere
    ///    but in the genuine one. If the presented one began there, the genuine name would be a
    ///    second one, or be in another value, against 2.
    /// 4. It ends where the genuine one does. As JSON, one of the two would be the other's
    ///    beginning, with a `&` next; but after a whole object there is only white space.
    ///    (A `&` is never part of a character in any of the charsets, and escaping control
    ///    characters in strings moves no brace.) As base64, a genuine one has no `&` to end at, and
    ///    with a `&` taken in it is not base64. What begins as JSON is not base64, nor the reverse:
    ///    whatever `encrypt_type` says, encrypted stays encrypted.
    /// 5. So by 2, all genuine `&` separate, and by 1 no others do: the parameters are the same.
    ///    None of the nine may be missing or empty or there twice, so nothing stands in for one of
    ///    them.
    /// 6. `sign_type` is signed for both or for neither. If it was signed, it is a parameter by 5;
    ///    read as unsigned, it would be missing from the content. If it was not, there is none in
    ///    the content by 5.
    ///
    /// If someone else wrote the text of a parameter besides the nine, that may hold a `&` with a
    /// `=` after it. The message is then rejected, and what is cut out of it has the nine as
    /// they were, but perhaps not the others. For a `biz_content` that begins in such a text
    /// takes in the genuine one, and is rejected for that: after a parameter that Alipay does
    /// not use, it may not hold `&biz_content=`.
    ///
    /// The same key signs other things. Names are signed in ascending order; so JSON, as responses
    /// are, is not the content of a message, for its first name would begin with `{`. And a
    /// payment notification would need `&biz_content=` in a value whose name comes before that
    /// one: those that hold free text (`body`, `passback_params`, `subject`) come later.
    ///
    /// # Nor a payment out of another
    ///
    /// Where the parameters are the content, any value may hold `&name=`, and a shop's own text
    /// does: the subject of an order, what was handed to Alipay to be handed back. What is no
    /// message is therefore looked at as a whole. Names are *known* if they are Alipay's for any
    /// form, or if what the form is about has them: by its specification that is built in (where
    /// there is none, that of payments), or by the type of its handler. These are known of a
    /// genuine form: names ascend, and it has either a `notify_type` or a `service`; texts that
    /// others write (`subject`, `passback_params`, `complainText` and the like) hold anything; JSON
    /// and XML end where they end; amounts, times, numbers, values of a list, and what tells which
    /// form it is, hold no `&` with a `=` after it; any other value holds no known name, nor one
    /// that could begin a parameter where it stands. Whatever choice of `&` keeps all of that is a
    /// *reading* of the signed content.
    ///
    /// 1. A form is accepted only in a reading that separates at each known name at which any other
    ///    reading does. So of one signed content, whatever is accepted has the same known
    ///    parameters, and all that the genuine form has.
    /// 2. In between, a name that is not known begins nothing right behind a text, whichever way it
    ///    is presented: it is a part of the text. Elsewhere it begins a parameter if it could: if
    ///    it sorts behind the parameter in front of it and before the next known one. That leaves
    ///    no choice. So whatever is accepted of one content says the same; a text is as it was
    ///    written, and parameters that Alipay adds are no error.
    /// 3. A genuine form is that reading, unless a text holds a known name that could begin a
    ///    parameter there. It could if the name sorts between that of the text and the next
    ///    parameter's, and if what follows up to the end still is a reading. `x&a=b`,
    ///    `x&total_amount=1` and a whole URL in a subject are none of these; `p&subject=x` in
    ///    `passback_params` is. Such a form is [`Unreadable`], as nobody can tell which it is.
    /// 4. What remains is a text with the known name of a parameter that the genuine form lacks and
    ///    that may stand right behind the text, such as `x&buyer_id=1` in the `body` of a form
    ///    without a `buyer_id`. The signed content is the same as that of a form that has it, and
    ///    it is read as that form. No reader of Alipay's signatures can do better. Likewise, where
    ///    someone else writes a value that is not known for a text, a name that is not known and
    ///    could begin a parameter right behind it is read as one that Alipay has added.
    /// 5. `sign_type` may be signed or not. As a parameter it separates; as a part of a text, it
    ///    would make a reading that separates less.
    ///
    /// # Errors
    ///
    /// - [`Rejection::Verify`]: as [`verify_form`](Self::verify_form) says, and
    ///   [`VerifyError::Malformed`] where a message lacks one of the nine parameters, or has an
    ///   empty or an ambiguous one.
    /// - [`Rejection::Unreadable`]: the signature is genuine, but the content can't be decrypted,
    ///   is in an unknown charset, is not one JSON object in a message, or has no one reading
    ///   otherwise.
    pub fn verify(&self, body: &[u8]) -> Result<Verified, Rejection> {
        Ok(self.open(body)?.check(None)?)
    }

    /// Verifies what Alipay sent and decodes it as `M`, strictly: [`verify`](Self::verify) and
    /// [`Verified::decode`] in one, which looks at the content once instead of twice.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify), and
    ///
    /// - [`Rejection::Invalid`]: the message is authentic, but breaks its specification, or is
    ///   another than `M`.
    pub fn receive<M: AlipayNotify>(&self, body: &[u8]) -> Result<Notification<M>, Rejection> {
        Ok(self.open(body)?.decode()??)
    }

    /// Verifies a message and opens it, whatever its content is.
    pub(crate) fn open(&self, body: &[u8]) -> Result<Unchecked, Rejection> {
        let (_, opened) = self.open_signed(body)?;
        Ok(opened?)
    }

    /// Verifies a message of the long connection, opens its content and returns it.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify).
    pub fn verify_data(&self, signed: &SignedData<'_>) -> Result<Verified, Rejection> {
        let (_, opened) = self.open_data(signed)?;
        Ok(opened?.check(None)?)
    }

    /// Verifies a message of the long connection and opens it, whatever its content is.
    pub(crate) fn open_data(
        &self,
        signed: &SignedData<'_>,
    ) -> Result<(Signer, Result<Unchecked, Unreadable>), Refusal> {
        let (form, signer, content_key) = self.verify_signed_data(signed)?;
        Ok((signer, open(form, content_key.as_ref(), specified)))
    }

    /// As [`open`](Self::open), and who signed it.
    pub(crate) fn open_signed(
        &self,
        body: &[u8],
    ) -> Result<(Signer, Result<Unchecked, Unreadable>), Refusal> {
        let (form, signer, content_key) = self.verify_to_open(body)?;
        Ok((signer, open(form, content_key.as_ref(), specified)))
    }
}

/// What the adapters' extractor `Notified<M>` may be of: any message or notification `M`, which it
/// hands over as [`Notification<M>`], strictly decoded; or [`Verified`], which is any authentic
/// message.
///
/// Implement it for a type of your own to extract that, such as an enum of several messages.
pub trait Message {
    /// What is handed over.
    type Received;

    /// Makes it of a body exactly as it was received.
    ///
    /// # Errors
    ///
    /// Those of [`Verifier::receive`].
    fn receive(verifier: &Verifier, body: &[u8]) -> Result<Self::Received, Rejection>;

    /// The name of what it takes, if that is this one. The log shows no others of what is not
    /// authentic, but for those that are built in.
    #[must_use]
    fn known(_: Family, _: &str) -> Option<&'static str> {
        None
    }
}

/// What a form that is not authentic looks like, in words of this library and of handlers.
pub(crate) fn likeness(
    claim: &Claim,
    handled: impl FnOnce(Family, &str) -> Option<&'static str>,
) -> Likeness {
    claim.likeness(|family, name| {
        let untyped =
            [CHECK, EVENT].into_iter().find(|it| (Family::Service, *it) == (family, name));
        messages::known(family, name).or(untyped).or_else(|| handled(family, name))
    })
}

impl<M: AlipayNotify> Message for M {
    type Received = Notification<M>;

    fn receive(verifier: &Verifier, body: &[u8]) -> Result<Self::Received, Rejection> {
        verifier.receive(body)
    }

    fn known(family: Family, name: &str) -> Option<&'static str> {
        ((M::SPEC.family, M::NAME) == (family, name)).then_some(M::NAME)
    }
}

impl Message for Verified {
    type Received = Self;

    fn receive(verifier: &Verifier, body: &[u8]) -> Result<Self, Rejection> {
        verifier.verify(body)
    }
}
