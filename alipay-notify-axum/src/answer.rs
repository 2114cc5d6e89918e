//! What is answered, as axum sends it.

use alipay_notify::gateway::{IntoReply, Response as Decision};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a handler of your own answers: a [`Reply`](alipay_notify::Reply), `Result<(), E>` or
/// `Result<Reply, E>`, as a handler of a gateway does. An error is logged and answered `fail`, so
/// that the message is delivered again.
#[derive(Clone, Copy, Debug)]
pub struct Answer<T>(pub T);

impl<T: IntoReply> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        response(Decision::from_handler(self.0))
    }
}

/// The core's response as one of axum's.
pub(crate) fn response(decision: Decision) -> Response {
    let status =
        StatusCode::from_u16(decision.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (headers, closes) = (decision.headers(), decision.closes_connection());
    let mut response = Response::new(Body::from(decision.into_body()));
    *response.status_mut() = status;

    for (name, value) in headers {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if closes {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
