//! What is answered.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// The reply to Alipay: whether it may forget the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// `success`: the message is done.
    Success,
    /// `fail`: deliver it again.
    Fail,
    /// Not now. An inbox has the message handled again after this time, which is no failure.
    /// Without an inbox it is answered `fail`: Alipay decides when it comes again.
    Later(Duration),
    /// Never, for this reason. An inbox keeps the message as dead, for someone to look at. Without
    /// an inbox it is answered `fail`.
    ///
    /// The reason is written to the log, and so it is a text of the program: no value of a message.
    Never(&'static str),
}

impl Reply {
    /// The body of the response.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Fail | Self::Later(_) | Self::Never(_) => "fail",
        }
    }
}

/// Any error of a handler.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// What a handler may return.
///
/// `Ok(())` and [`Reply::Success`] accept the message: it will not come again. An error and
/// [`Reply::Fail`] ask for it to be delivered again. A handler can't return `()`: an error dropped
/// by accident would lose a message.
#[diagnostic::on_unimplemented(
    message = "a handler can't return `{Self}`",
    note = "return `Result<(), E>` or `Reply`; a handler that can't fail ends with `Reply::Success`"
)]
pub trait IntoReply {
    /// The reply, or the error to report.
    ///
    /// # Errors
    ///
    /// The handler's own error.
    fn into_reply(self) -> Result<Reply, BoxError>;
}

impl IntoReply for Reply {
    fn into_reply(self) -> Result<Reply, BoxError> {
        Ok(self)
    }
}

impl<E: Into<BoxError>> IntoReply for Result<(), E> {
    fn into_reply(self) -> Result<Reply, BoxError> {
        self.map(|()| Reply::Success).map_err(Into::into)
    }
}

impl<E: Into<BoxError>> IntoReply for Result<Reply, E> {
    fn into_reply(self) -> Result<Reply, BoxError> {
        self.map_err(Into::into)
    }
}

/// What Alipay is answered where it asks for more than `success`: a text that the app signed.
///
/// `Debug` shows its content type and nothing more.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedAnswer {
    body: String,
    content_type: &'static str,
}

impl SignedAnswer {
    pub(crate) fn new(body: String, content_type: &'static str) -> Self {
        Self { body, content_type }
    }

    /// The whole text, signature included.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// What the text is.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        self.content_type
    }
}

impl fmt::Debug for SignedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedAnswer")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The HTTP response to a delivery, for an adapter to translate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    status: u16,
    reply: Reply,
    answer: Option<SignedAnswer>,
}

impl Response {
    pub(crate) fn new(status: u16, reply: Reply) -> Self {
        Self { status, reply, answer: None }
    }

    pub(crate) fn signed(answer: SignedAnswer) -> Self {
        Self { status: 200, reply: Reply::Success, answer: Some(answer) }
    }

    /// The response to a message that a handler of your own has taken. An error is written to the
    /// log and answered `fail`.
    #[must_use]
    pub fn from_handler(result: impl IntoReply) -> Self {
        let reply = result.into_reply().unwrap_or_else(|error| {
            tracing::error!("the handler failed: {error}");
            Reply::Fail
        });
        Self::new(200, reply)
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The reply to Alipay; [`Reply::Success`] where it is answered with more than that.
    #[must_use]
    pub fn reply(&self) -> Reply {
        self.reply
    }

    /// The body: `success`, `fail`, or a [`SignedAnswer`].
    #[must_use]
    pub fn body(&self) -> &str {
        self.answer.as_ref().map_or(self.reply.as_str(), SignedAnswer::body)
    }

    /// The body, to keep.
    #[must_use]
    pub fn into_body(self) -> Cow<'static, str> {
        match self.answer {
            Some(answer) => Cow::Owned(answer.body),
            None => Cow::Borrowed(self.reply.as_str()),
        }
    }

    /// The headers, names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let content_type = self.answer.as_ref().map_or("text/plain", SignedAnswer::content_type);
        let allow = (self.status == 405).then_some(("allow", "POST"));
        [("content-type", content_type)].into_iter().chain(allow)
    }

    /// Whether the connection is to be closed: the body was not read to its end, so that nobody
    /// knows where the next request begins.
    #[must_use]
    pub fn closes_connection(&self) -> bool {
        matches!(self.status, 405 | 408 | 413 | 415 | 503)
    }
}
