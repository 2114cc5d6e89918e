//! Receives Alipay's messages with actix-web: the ready route of an [`alipay_notify::Gateway`], or
//! an extractor for handlers of your own.
//!
//! # The ready route
//!
//! ```
//! use actix_web::App;
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};
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
//! let app = App::new().service(alipay_notify_actix::gateway("/alipay", gateway));
//! # Ok(())
//! # }
//! ```
//!
//! # Handlers of your own
//!
//! [`Notified<M>`](Notified) is an authentic message `M` that keeps its specification, and
//! [`Notified<Verified>`](Notified) any authentic message; [`Answer`] is what your handler replies
//! to Alipay.
//!
//! ```
//! use actix_web::web::{self, ServiceConfig};
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{Verified, Verifier};
//! use alipay_notify_actix::{Answer, Notified};
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
//! /// For `App::configure`.
//! fn routes(verifier: Verifier) -> impl FnOnce(&mut ServiceConfig) {
//!     move |app| {
//!         app.app_data(verifier)
//!             .service(web::resource("/rejected").to(rejected))
//!             .service(web::resource("/archive").to(archive));
//!     }
//! }
//! ```

mod answer;
mod extract;
mod request;

use actix_web::dev::{HttpServiceFactory, Payload};
use actix_web::{HttpRequest, web};
use alipay_notify::Gateway;
use alipay_notify::gateway::Response;

pub use answer::Answer;
use answer::response;
pub use extract::{Notified, Rejected};

/// The service of a gateway at `path`: give it to [`App::service`](actix_web::App::service) or a
/// scope, next to other services and other gateways.
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
/// actix-web lets a handler go on whose client has gone. With `dedupe`, its message is done once
/// the handler is, and answered `success` when it comes again; or it is left to the next delivery,
/// at the time limit at the latest.
#[must_use]
pub fn gateway(path: &str, gateway: Gateway) -> impl HttpServiceFactory + 'static {
    let gateway = gateway.timed_by(request::sleep);
    web::resource(path).to(move |request: HttpRequest, body: web::Payload| {
        let gateway = gateway.clone();
        async move { response(deliver(&gateway, &request, body.into_inner()).await) }
    })
}

async fn deliver(gateway: &Gateway, request: &HttpRequest, body: Payload) -> Response {
    let incoming = match gateway.admit(&request::head(request)) {
        Ok(incoming) => incoming,
        Err(rejected) => {
            request::leave_unread(body);
            return rejected;
        }
    };
    match request::read(body, incoming).await {
        Ok(whole) => gateway.receive(whole).await,
        Err(error) => gateway.reject(error),
    }
}
