//! What is answered, as actix-web sends it.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use alipay_notify::gateway::{IntoReply, Response};

/// What a handler of your own answers: a [`Reply`](alipay_notify::Reply), `Result<(), E>` or
/// `Result<Reply, E>`, as a handler of a gateway does. An error is logged and answered `fail`, so
/// that the message is delivered again.
#[derive(Clone, Copy, Debug)]
pub struct Answer<T>(pub T);

impl<T: IntoReply> Answer<T> {
    /// The response, where a handler has responses of several kinds.
    #[must_use]
    pub fn into_response(self) -> HttpResponse {
        response(Response::from_handler(self.0))
    }
}

impl<T: IntoReply> Responder for Answer<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.into_response()
    }
}

/// The core's response as one of actix-web's.
pub(crate) fn response(decision: Response) -> HttpResponse {
    let status =
        StatusCode::from_u16(decision.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);

    for header in decision.headers() {
        response.insert_header(header);
    }
    if decision.closes_connection() {
        response.force_close();
    }
    response.body(decision.into_body())
}
