//! Mounts an [`alipay_notify::Gateway`] on axum.
//!
//! ```
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};
//! use axum::Router;
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
//! let app: Router = Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
//! # Ok(())
//! # }
//! ```

use std::convert::Infallible;

use alipay_notify::{Gateway, Head, Response as Decision};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::routing::{MethodRouter, any};
use http_body_util::BodyExt;

/// The route of a gateway: give it to [`Router::route`](axum::Router::route).
///
/// It answers every method, since refusing a method is the gateway's decision. Query and path are of no account:
/// only the body is signed.
///
/// # Refusals
///
/// All with the body `fail`: 400 malformed, 403 not signed by a configured key or for an unknown app, 405 not POST,
/// 413 too large, 415 not a form or compressed. Whatever is authentic is answered 200 with `success` or `fail`.
pub fn gateway<S>(gateway: Gateway) -> MethodRouter<S, Infallible>
where
    S: Clone + Send + Sync + 'static,
{
    any(move |request: Request| {
        let gateway = gateway.clone();
        async move { translate(deliver(&gateway, request).await) }
    })
}

async fn deliver(gateway: &Gateway, request: Request) -> Decision {
    let (parts, mut body) = request.into_parts();
    let value = |name: HeaderName| parts.headers.get(name).map(HeaderValue::as_bytes);
    let head = Head {
        method: parts.method.as_str(),
        content_type: value(header::CONTENT_TYPE),
        content_encoding: value(header::CONTENT_ENCODING),
        content_length: value(header::CONTENT_LENGTH),
    };
    let mut incoming = match gateway.admit(&head) {
        Ok(incoming) => incoming,
        Err(refused) => return refused,
    };
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return incoming.incomplete() };
        if let Some(piece) = frame.data_ref()
            && let Err(refused) = incoming.push(piece)
        {
            return refused;
        }
    }
    incoming.deliver().await
}

fn translate(decision: Decision) -> Response<Body> {
    let mut response = Response::new(Body::from(decision.body()));
    *response.status_mut() =
        StatusCode::from_u16(decision.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in decision.headers() {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
