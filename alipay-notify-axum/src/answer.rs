//! Answers of the core as axum sends them.

use alipay_notify::Response as Decision;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a handler of your own answers: a [`Reply`](alipay_notify::Reply), `Result<(), E>` or
/// `Result<Reply, E>`, as a handler of a gateway does. An error is logged and answered `fail`, so
/// that the message is delivered again.
#[derive(Clone, Copy, Debug)]
pub struct Answer<T>(pub T);

impl<T: Into<Decision>> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let decision = self.0.into();
        let mut response = decision.body().into_response();
        *response.status_mut() =
            StatusCode::from_u16(decision.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in decision.headers() {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        if decision.closes_connection() {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
