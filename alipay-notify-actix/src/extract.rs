//! The extractor, and its rejection.

use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError, web};
use alipay_notify::{Received, Rejection, Verifier};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::{Answer, request};

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
/// async fn receive(shop: web::Data<Shop>, Notified(message): Notified<Verified>) -> Answer<Reply> {
///     println!("{}: {}", shop.name, message.envelope().msg_method());
///     Answer(Reply::Success)
/// }
///
/// /// For `App::configure`.
/// fn routes(shop: web::Data<Shop>, alipay: Verifier) -> impl FnOnce(&mut ServiceConfig) {
///     move |app| {
///         // Not in `web::Data`, though that is found as well: a clone of a verifier is cheap and the same verifier.
///         app.app_data(shop).app_data(alipay).service(web::resource("/alipay").to(receive));
///     }
/// }
/// ```
///
/// # Rejections
///
/// See [`Rejected`].
#[derive(Debug)]
pub struct Notified<M: Received>(pub M::Message);

impl<M: Received + 'static> FromRequest for Notified<M> {
    type Error = Rejected;
    type Future = LocalBoxFuture<'static, Result<Self, Rejected>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), payload.take());
        async move { receive::<M>(&request, body).await.map(Self).map_err(Rejected) }.boxed_local()
    }
}

async fn receive<M: Received>(
    request: &HttpRequest,
    body: Payload,
) -> Result<M::Message, Rejection> {
    let verifier = verifier(request)?;
    let incoming = match verifier.admit(&request::head(request)) {
        Ok(incoming) => incoming,
        Err(error) => {
            request::leave_unread(body);
            return Err(error.into());
        }
    };
    let whole = request::read(body, incoming).await?;
    Ok(M::receive(verifier, whole.as_bytes())?)
}

fn verifier(request: &HttpRequest) -> Result<&Verifier, Rejection> {
    let shared = || request.app_data::<web::Data<Verifier>>().map(web::Data::get_ref);
    let missing = Rejection::NoVerifier { fix: "add one with `App::app_data(verifier)`" };
    request.app_data::<Verifier>().or_else(shared).ok_or(missing)
}

/// Why there is nothing to extract.
///
/// As a response it is logged and answered `fail`:
///
/// | [`Rejection`] | Status |
/// |---|---|
/// | `Request` | 400 the body broke off, 405 not POST, 408 too slow, 413 too large, 415 not a form or compressed |
/// | `Verify` | 400 malformed, 413 too large, 403 not signed by a configured key or for an unknown app; 200 authentic but unreadable |
/// | `Invalid` | 200: authentic, but it breaks its specification or is another message |
/// | `NoVerifier` | 500: add a verifier with `App::app_data(verifier)` |
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
///         Err(Rejected(Rejection::Invalid(invalid))) => println!("{}", invalid.verified().biz_content()),
///         Err(rejected) => return rejected.error_response(),
///     }
///     Answer(Reply::Success).into()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Rejected(pub Rejection);

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for Rejected {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.response().status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.0.trace();
        Answer(self.0.response()).into()
    }
}
