//! Mounts an [`alipay_notify::Gateway`] on actix-web.
//!
//! ```
//! use actix_web::App;
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let key = alipay_notify::testing::TestKey::generate().public_key_base64();
//! let gateway = Gateway::builder(Verifier::new(AlipayPublicKey::parse(&key)?).app_id("2014060600164699"))
//!     .on(|n: Notification<ShopSaveRejected>| async move {
//!         println!("{} was rejected: {}", n.shop_id, n.reason);
//!         Reply::Success
//!     })
//!     .build()?;
//!
//! let app = App::new().service(alipay_notify_actix::gateway("/alipay", gateway));
//! # Ok(())
//! # }
//! ```

use actix_web::dev::HttpServiceFactory;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use alipay_notify::{Gateway, Head, Response as Decision};
use futures_util::StreamExt;

/// The service of a gateway at `path`: give it to [`App::service`](actix_web::App::service) or a scope.
///
/// It answers every method, since refusing a method is the gateway's decision. Query and path are of no account:
/// only the body is signed.
///
/// # Refusals
///
/// All with the body `fail`: 400 malformed, 403 not signed by a configured key or for an unknown app, 405 not POST,
/// 413 too large, 415 not a form or compressed. Whatever is authentic is answered 200 with `success` or `fail`.
#[must_use]
pub fn gateway(path: &str, gateway: Gateway) -> impl HttpServiceFactory + 'static {
    web::resource(path).to(move |request: HttpRequest, body: web::Payload| {
        let gateway = gateway.clone();
        async move { translate(deliver(&gateway, &request, body).await) }
    })
}

async fn deliver(gateway: &Gateway, request: &HttpRequest, mut body: web::Payload) -> Decision {
    let value = |name: HeaderName| request.headers().get(name).map(HeaderValue::as_bytes);
    let head = Head {
        method: request.method().as_str(),
        content_type: value(header::CONTENT_TYPE),
        content_encoding: value(header::CONTENT_ENCODING),
        content_length: value(header::CONTENT_LENGTH),
    };
    let mut incoming = match gateway.admit(&head) {
        Ok(incoming) => incoming,
        Err(refused) => return refused,
    };
    while let Some(piece) = body.next().await {
        let Ok(piece) = piece else { return incoming.incomplete() };
        if let Err(refused) = incoming.push(&piece) {
            return refused;
        }
    }
    incoming.deliver().await
}

fn translate(decision: Decision) -> HttpResponse {
    let status = StatusCode::from_u16(decision.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for header in decision.headers() {
        response.insert_header(*header);
    }
    response.body(decision.body())
}
