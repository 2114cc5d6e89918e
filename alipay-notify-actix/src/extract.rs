//! The extractor, and why there may be nothing to extract.

use std::error::Error;
use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError, web};
use alipay_notify::gateway::Message;
use alipay_notify::verify::Likeness;
use alipay_notify::{Rejection, Reply, Verifier};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::answer::response;
use crate::request;

/// An authentic message: `Notified<M>` is a [`Notification<M>`](alipay_notify::Notification) that
/// keeps its specification, `Notified<Verified>` is any [`Verified`](alipay_notify::Verified)
/// message.
///
/// It reads the body, so it is a handler's last parameter. Mount the handler for every method
/// (`web::resource(path).to(handler)`), since refusing methods is a part of this. Nothing is
/// remembered: deliveries of one message that come twice are handed over twice.
///
/// The [`Verifier`] is app data: of the app, the scope or the resource, whichever is nearest.
///
/// ```
/// use actix_web::web::{self, ServiceConfig};
/// use alipay_notify::{Reply, Verified, Verifier};
/// use alipay_notify_actix::{Answer, Notified};
///
/// struct Shop {
///     name: String,
/// }
///
/// async fn receive(
///     shop: web::Data<Shop>,
///     Notified(message): Notified<Verified>,
/// ) -> Answer<Reply> {
///     println!("{}: {}", shop.name, message.envelope());
///     Answer(Reply::Success)
/// }
///
/// /// For `App::configure`.
/// fn routes(shop: web::Data<Shop>, alipay: Verifier) -> impl FnOnce(&mut ServiceConfig) {
///     move |app| {
///         // Not in `web::Data`, though that is found as well: a clone of a verifier is cheap
///         // and the same verifier.
///         app.app_data(shop).app_data(alipay).service(web::resource("/alipay").to(receive));
///     }
/// }
/// ```
///
/// # Rejections
///
/// See [`Rejected`].
#[derive(Debug)]
pub struct Notified<M: Message>(pub M::Received);

impl<M: Message + 'static> FromRequest for Notified<M> {
    type Error = Rejected;
    type Future = LocalBoxFuture<'static, Result<Self, Rejected>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), payload.take());
        async move { receive::<M>(&request, body).await.map(Self) }.boxed_local()
    }
}

async fn receive<M: Message>(
    request: &HttpRequest,
    body: Payload,
) -> Result<M::Received, Rejected> {
    let verifier = verifier(request).ok_or(Rejected::NoVerifier)?;
    let incoming = match verifier.admit(&request::head(request)) {
        Ok(incoming) => incoming,
        Err(error) => {
            request::leave_unread(body);
            return Err(Rejection::from(error).into());
        }
    };
    let whole = request::read(body, incoming).await.map_err(Rejection::from)?;
    M::receive(verifier, whole.as_bytes()).map_err(|rejection| {
        let looks_like = rejection.looks_like::<M>(verifier, whole.as_bytes());
        Rejected::Delivery { rejection, looks_like }
    })
}

fn verifier(request: &HttpRequest) -> Option<&Verifier> {
    let shared = || request.app_data::<web::Data<Verifier>>().map(web::Data::get_ref);
    request.app_data::<Verifier>().or_else(shared)
}

/// Why there is nothing to extract.
///
/// As a response it is logged and answered `fail`:
///
/// | | Status |
/// |---|---|
/// | [`Rejection::Request`] | 400 the body broke off, 405 not POST, 408 too slow, 413 too large, 415 not a form or compressed, 503 no room for it among all bodies |
/// | [`Rejection::Verify`] | 400 malformed, 413 too large, 403 not signed by a configured key or for an unknown app |
/// | [`Rejection::Unreadable`] | 200: authentic, but it can't be read |
/// | [`Rejection::Invalid`] | 200: authentic, but it breaks its specification or is another message |
/// | [`Rejected::NoVerifier`] | 500: add a verifier with `App::app_data(verifier)` |
///
/// To answer otherwise, extract a `Result`:
///
/// ```
/// use alipay_notify::messages::ShopSaveRejected;
/// use alipay_notify::{Rejection, Reply};
/// use alipay_notify_actix::{Answer, Notified, Rejected};
/// use actix_web::{HttpResponse, ResponseError};
///
/// async fn rejected(notified: Result<Notified<ShopSaveRejected>, Rejected>) -> HttpResponse {
///     match notified {
///         Ok(Notified(n)) => println!("{} was rejected", n.shop_id),
///         // Broken, but authentic: kept, so that it need not come again.
///         Err(Rejected::Delivery { rejection: Rejection::Invalid(invalid), .. }) => {
///             println!("{}", invalid.verified().content());
///         }
///         Err(rejected) => return rejected.error_response(),
///     }
///     Answer(Reply::Success).into_response()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejected {
    /// The request is not a message that the handler takes.
    Delivery {
        /// The reason.
        rejection: Rejection,
        /// What it looked like, where it is a form that is not authentic. It is for the log.
        looks_like: Option<Likeness>,
    },
    /// There is no verifier where the extractor looks for one.
    NoVerifier,
}

impl From<Rejection> for Rejected {
    fn from(rejection: Rejection) -> Self {
        Self::Delivery { rejection, looks_like: None }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delivery { rejection, .. } => rejection.fmt(f),
            Self::NoVerifier => f.write_str(
                "no verifier is configured where the extractor looks for one; \
                 add one with `App::app_data(verifier)`",
            ),
        }
    }
}

impl Error for Rejected {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Delivery { rejection, .. } => rejection.source(),
            Self::NoVerifier => None,
        }
    }
}

impl ResponseError for Rejected {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Delivery { rejection, .. } => StatusCode::from_u16(rejection.status())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::NoVerifier => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Delivery { rejection, looks_like } => {
                rejection.trace(*looks_like);
                response(rejection.response())
            }
            Self::NoVerifier => {
                tracing::error!("{self}");
                HttpResponse::InternalServerError()
                    .insert_header(("content-type", "text/plain"))
                    .body(Reply::Fail.as_str())
            }
        }
    }
}
