//! What was delivered.

use alipay_notify::gateway::Message;
use alipay_notify::{Rejection, Verified, Verifier};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, Method};

use crate::client::FORM;
use crate::frame::Signed;

/// What came, and whether it is an authentic message.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) came: Came,
    pub(super) verified: Result<Verified, Rejection>,
}

/// As what it came.
#[derive(Debug)]
pub(super) enum Came {
    /// As a whole request.
    Request { head: Head, body: Vec<u8> },
    /// As a frame of the long connection.
    Frame(Signed),
}

impl Came {
    /// The headers with which it is passed on.
    pub(super) fn headers(&self) -> Vec<(&str, &[u8])> {
        match self {
            Self::Request { head, .. } => {
                let content_type = head.content_type.as_ref();
                let content_type = content_type.map_or(FORM.as_bytes(), HeaderValue::as_bytes);
                vec![("content-type", content_type)]
            }
            Self::Frame(signed) => signed.headers(),
        }
    }

    /// The body that is passed on.
    pub(super) fn body(&self) -> &[u8] {
        match self {
            Self::Request { body, .. } => body,
            Self::Frame(signed) => signed.body(),
        }
    }
}

/// What of a request's head is of interest to whoever looks at it later. Its other headers may hold
/// secrets of others.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) host: Option<HeaderValue>,
    pub(super) content_type: Option<HeaderValue>,
}

impl Head {
    pub(super) fn of(request: &Request) -> Self {
        // A clone would keep all that its connection has read so far, for as long as it is kept.
        let copy = |value: &HeaderValue| HeaderValue::from_bytes(value.as_bytes()).ok();
        let header = |name| request.headers().get(name).and_then(copy);
        Self {
            method: request.method().clone(),
            target: request
                .uri()
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            host: header(HOST),
            content_type: header(CONTENT_TYPE),
        }
    }

    pub(super) fn with(self, body: Body) -> Delivery {
        let Body { bytes, verified } = body;
        Delivery { came: Came::Request { head: self, body: bytes }, verified }
    }
}

/// A body as it was received, whatever it is.
#[derive(Debug)]
pub(super) struct Body {
    bytes: Vec<u8>,
    verified: Result<Verified, Rejection>,
}

impl Message for Body {
    type Received = Self;

    fn receive(verifier: &Verifier, body: &[u8]) -> Result<Self, Rejection> {
        Ok(Self { bytes: body.to_vec(), verified: verifier.verify(body) })
    }
}
