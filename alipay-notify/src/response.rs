//! What is answered.

use std::error::Error;
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

/// The HTTP response to a delivery, for an adapter to translate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    status: u16,
    reply: Reply,
}

impl Response {
    pub(crate) fn new(status: u16, reply: Reply) -> Self {
        Self { status, reply }
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

    /// The reply to Alipay.
    #[must_use]
    pub fn reply(&self) -> Reply {
        self.reply
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &'static str {
        self.reply.as_str()
    }

    /// The headers, names in lower case.
    #[must_use]
    pub fn headers(&self) -> &'static [(&'static str, &'static str)] {
        match self.status {
            405 => &[("content-type", "text/plain"), ("allow", "POST")],
            _ => &[("content-type", "text/plain")],
        }
    }

    /// Whether the connection is to be closed: the body was not read to its end, so that nobody
    /// knows where the next request begins.
    #[must_use]
    pub fn closes_connection(&self) -> bool {
        matches!(self.status, 405 | 408 | 413 | 415 | 503)
    }
}
