//! What is answered.

/// What Alipay is told: whether it may forget the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// `success`: the message is done.
    Success,
    /// `fail`: deliver it again.
    Fail,
}

impl Reply {
    /// The body of the response.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Fail => "fail",
        }
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

    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What Alipay is told.
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
        matches!(self.status, 405 | 408 | 413 | 415)
    }
}
