//! Receives Alipay's messages with axum: the ready route of an [`alipay_notify::Gateway`], or an
//! extractor for handlers of your own.
//!
//! # The ready route
//!
//! ```
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};
//! use axum::Router;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let key = alipay_notify::testing::TestKey::generate().public_key_base64();
//! let verifier = Verifier::new(AlipayPublicKey::parse(&key)?).app_id("2014060600164699");
//! let gateway = Gateway::builder(verifier)
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
//!
//! `serve` serves it on an open port, where silent and forgotten connections must not keep
//! deliveries away. It is the feature `serve`, which is on by default.
//!
//! # Handlers of your own
//!
//! [`Notified<M>`](Notified) is an authentic message `M` that keeps its specification, and
//! [`Notified<Verified>`](Notified) any authentic message; [`Answer`] is what your handler replies
//! to Alipay.
//!
//! ```
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{Verified, Verifier};
//! use alipay_notify_axum::{Answer, Notified};
//! use axum::Router;
//! use axum::routing::any;
//!
//! async fn rejected(Notified(n): Notified<ShopSaveRejected>) -> Answer<std::io::Result<()>> {
//!     // An error asks for the message to be delivered again.
//!     Answer(std::fs::write("rejected", &n.reason))
//! }
//!
//! async fn archive(Notified(message): Notified<Verified>) -> Answer<Result<(), std::io::Error>> {
//!     Answer(std::fs::write("last.json", message.content().as_bytes()))
//! }
//!
//! fn app(verifier: Verifier) -> Router {
//!     Router::new()
//!         .route("/rejected", any(rejected))
//!         .route("/archive", any(archive))
//!         .with_state(verifier)
//! }
//! ```

mod answer;
mod extract;
mod request;
#[cfg(feature = "serve")]
mod serve;

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use alipay_notify::gateway::Response;
use alipay_notify::{Gateway, Reply};
use axum::extract::Request;
use axum::routing::{MethodRouter, any};
use tracing::Instrument as _;

pub use answer::Answer;
use answer::response;
pub use extract::{Notified, Rejected};
#[cfg(feature = "serve")]
pub use serve::{Serve, serve, stop_signal};

/// The route of a gateway: give it to [`Router::route`](axum::Router::route), of a nested router
/// too, next to other routes and other gateways. Whatever the state is, it fits.
///
/// It answers every method, since refusing a method is the gateway's decision. Query and path do
/// not matter: only the body is signed.
///
/// # Rejections
///
/// All with the body `fail`: 400 malformed, 403 not signed by a configured key or for an unknown
/// app, 405 not POST, 408 too slow, 413 too large, 415 not a form or compressed, 503 no room for it
/// among all bodies. Whatever is authentic is answered 200 with `success` or `fail`, and an
/// activation with signed XML. The limits are the verifier's, whatever the framework's are.
///
/// # Dropped connections
///
/// Once its body is complete, a delivery goes on in a task of its own, though its sender hang up.
/// With `dedupe`, its message is done once the handler is, and answered `success` when it comes
/// again. What the end of the runtime interrupts is left to the next delivery.
///
/// # Panics
///
/// While a request is answered, outside a Tokio runtime with its timer enabled, which every server
/// of axum needs as well.
pub fn gateway<S>(gateway: Gateway) -> MethodRouter<S, Infallible>
where
    S: Clone + Send + Sync + 'static,
{
    let gateway = gateway.timed_by(request::sleep);
    any(move |request: Request| {
        let gateway = gateway.clone();
        async move { response(deliver(gateway, request).await) }
    })
}

async fn deliver(gateway: Gateway, request: Request) -> Response {
    let incoming = match gateway.admit(&request::head(&request)) {
        Ok(incoming) => incoming,
        Err(rejected) => return rejected,
    };
    match request::read(request.into_body(), incoming).await {
        Ok(whole) => see_through(Box::pin(async move { gateway.receive(whole).await })).await,
        Err(error) => gateway.reject(error),
    }
}

/// Brings a delivery to its end. What has to wait does so in a task of its own: its sender may hang
/// up, which drops the request.
async fn see_through(
    mut delivery: Pin<Box<impl Future<Output = Response> + Send + 'static>>,
) -> Response {
    let begun = poll_fn(|context| Poll::Ready(delivery.as_mut().poll(context))).await;
    if let Poll::Ready(response) = begun {
        return response;
    }
    let task = tokio::spawn(delivery.in_current_span());
    task.await.unwrap_or_else(|_| Response::from_handler(Reply::Fail))
}
