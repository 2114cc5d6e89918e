//! What an adapter hands over: the head of a request, then its body piece by piece.

use std::fmt;

use thiserror::Error;

use super::{Gateway, Response};

/// The parts of a request's head that a gateway decides on, as the framework has them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Head<'a> {
    /// The method, such as `POST`.
    pub method: &'a str,
    /// The header `Content-Type`.
    pub content_type: Option<&'a [u8]>,
    /// The header `Content-Encoding`.
    pub content_encoding: Option<&'a [u8]>,
    /// The header `Content-Length`.
    pub content_length: Option<&'a [u8]>,
}

/// Why a request can't be a delivery, whatever its body.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// Deliveries are POST requests. Status 405.
    #[error("the method is not POST")]
    Method,
    /// Deliveries are forms. Status 415.
    #[error("the content type is not application/x-www-form-urlencoded")]
    ContentType,
    /// Deliveries are not compressed. Status 415.
    #[error("the body has a content encoding; deliveries have none")]
    ContentEncoding,
    /// The body is longer than the limit. Status 413.
    #[error("the body is longer than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The body ended before it was complete. Status 400.
    #[error("the body broke off")]
    Incomplete,
}

impl RequestError {
    /// The status code of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Method => 405,
            Self::ContentType | Self::ContentEncoding => 415,
            Self::TooLarge { .. } => 413,
            Self::Incomplete => 400,
        }
    }
}

impl Head<'_> {
    pub(super) fn check(&self, body_limit: usize) -> Result<(), RequestError> {
        if self.method != "POST" {
            return Err(RequestError::Method);
        }
        if !self.content_type.is_some_and(is_form) {
            return Err(RequestError::ContentType);
        }
        if self.content_encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
            return Err(RequestError::ContentEncoding);
        }
        let announced =
            self.content_length.and_then(|digits| str::from_utf8(digits).ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > body_limit) {
            return Err(RequestError::TooLarge { limit: body_limit });
        }
        Ok(())
    }
}

/// The media type without its parameters: the charset that counts is the signed one.
fn is_form(content_type: &[u8]) -> bool {
    let media_type = content_type.split(|byte| *byte == b';').next().unwrap_or_default();
    media_type.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// A delivery whose body is being read.
#[must_use = "the delivery is answered by `deliver`"]
pub struct Incoming {
    gateway: Gateway,
    body: Vec<u8>,
}

impl Incoming {
    pub(super) fn new(gateway: Gateway) -> Self {
        Self { gateway, body: Vec::new() }
    }

    /// Adds the next piece of the body.
    ///
    /// # Errors
    ///
    /// The response to a body that has grown beyond the limit; no more of it need be read.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Response> {
        let limit = self.gateway.inner.verifier.body_limit();
        if self.body.len() + piece.len() > limit {
            return Err(self.gateway.refuse(RequestError::TooLarge { limit }));
        }
        self.body.extend_from_slice(piece);
        Ok(())
    }

    /// Gives up: the body broke off before its end.
    #[must_use]
    pub fn incomplete(self) -> Response {
        self.gateway.refuse(RequestError::Incomplete)
    }

    /// Delivers the whole body.
    pub async fn deliver(self) -> Response {
        self.gateway.deliver(&self.body).await
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("received", &self.body.len()).finish_non_exhaustive()
    }
}
