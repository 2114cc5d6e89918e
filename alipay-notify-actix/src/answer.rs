//! Answers of the core as actix-web sends them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use alipay_notify::Response as Decision;

/// What a handler of your own answers: a [`Reply`](alipay_notify::Reply), `Result<(), E>` or
/// `Result<Reply, E>`, as a handler of a gateway does. An error is logged and answered `fail`, so
/// that the message is delivered again.
#[derive(Clone, Copy, Debug)]
pub struct Answer<T>(pub T);

impl<T: Into<Decision>> From<Answer<T>> for HttpResponse {
    fn from(answer: Answer<T>) -> Self {
        let decision = answer.0.into();
        let status =
            StatusCode::from_u16(decision.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Self::build(status);
        for header in decision.headers() {
            response.insert_header(*header);
        }
        if decision.closes_connection() {
            response.force_close();
        }
        response.body(decision.body())
    }
}

impl<T: Into<Decision>> Responder for Answer<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.into()
    }
}
