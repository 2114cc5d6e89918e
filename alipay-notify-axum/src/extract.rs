//! The extractor, and why there may be nothing to extract.

use alipay_notify::gateway::Message;
use alipay_notify::verify::Likeness;
use alipay_notify::{Rejection, Verifier};
use axum::extract::{FromRef, FromRequest, Request};
use axum::response::{IntoResponse, Response};

use crate::answer::response;
use crate::request;

/// An authentic message: `Notified<M>` is a [`Notification<M>`](alipay_notify::Notification) that
/// keeps its specification, `Notified<Verified>` is any [`Verified`](alipay_notify::Verified)
/// message.
///
/// It reads the body, so it is a handler's last parameter. Mount the handler for every method
/// ([`any`](axum::routing::any)), since refusing methods is a part of this. Nothing is remembered:
/// deliveries of one message that come twice are handed over twice.
///
/// The [`Verifier`] is the router's state, or a part of it: a router without one does not compile.
///
/// ```
/// use alipay_notify::{Reply, Verified, Verifier};
/// use alipay_notify_axum::{Answer, Notified};
/// use axum::Router;
/// use axum::extract::{FromRef, State};
/// use axum::routing::any;
///
/// #[derive(Clone)]
/// struct Shop {
///     name: String,
///     alipay: Verifier,
/// }
///
/// impl FromRef<Shop> for Verifier {
///     fn from_ref(shop: &Shop) -> Self {
///         shop.alipay.clone()
///     }
/// }
///
/// async fn receive(
///     State(shop): State<Shop>,
///     Notified(message): Notified<Verified>,
/// ) -> Answer<Reply> {
///     println!("{}: {}", shop.name, message.envelope());
///     Answer(Reply::Success)
/// }
///
/// fn app(shop: Shop) -> Router {
///     Router::new().route("/alipay", any(receive)).with_state(shop)
/// }
/// ```
///
/// # Rejections
///
/// See [`Rejected`].
#[derive(Debug)]
pub struct Notified<M: Message>(pub M::Received);

impl<M, S> FromRequest<S> for Notified<M>
where
    M: Message,
    S: Send + Sync,
    Verifier: FromRef<S>,
{
    type Rejection = Rejected;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejected> {
        receive::<M>(&Verifier::from_ref(state), request).await.map(Self)
    }
}

async fn receive<M: Message>(
    verifier: &Verifier,
    request: Request,
) -> Result<M::Received, Rejected> {
    let incoming = verifier.admit(&request::head(&request)).map_err(Rejection::from)?;
    let whole = request::read(request.into_body(), incoming).await.map_err(Rejection::from)?;
    M::receive(verifier, whole.as_bytes()).map_err(|rejection| {
        let looks_like = rejection.looks_like::<M>(verifier, whole.as_bytes());
        Rejected { rejection, looks_like }
    })
}

/// Why there is nothing to extract.
///
/// As a response it is logged and answered `fail`:
///
/// | [`Rejection`] | Status |
/// |---|---|
/// | `Request` | 400 the body broke off, 405 not POST, 408 too slow, 413 too large, 415 not a form or compressed, 503 no room for it among all bodies |
/// | `Verify` | 400 malformed, 413 too large, 403 not signed by a configured key or for an unknown app |
/// | `Unreadable` | 200: authentic, but it can't be read |
/// | `Invalid` | 200: authentic, but it breaks its specification or is another message |
///
/// To answer otherwise, extract a `Result`:
///
/// ```
/// use alipay_notify::messages::ShopSaveRejected;
/// use alipay_notify::{Rejection, Reply};
/// use alipay_notify_axum::{Answer, Notified, Rejected};
/// use axum::response::{IntoResponse, Response};
///
/// async fn rejected(notified: Result<Notified<ShopSaveRejected>, Rejected>) -> Response {
///     match notified {
///         Ok(Notified(n)) => println!("{} was rejected", n.shop_id),
///         // Broken, but authentic: kept, so that it need not come again.
///         Err(Rejected { rejection: Rejection::Invalid(invalid), .. }) => {
///             println!("{}", invalid.verified().content());
///         }
///         Err(rejected) => return rejected.into_response(),
///     }
///     Answer(Reply::Success).into_response()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The reason.
    pub rejection: Rejection,
    /// What it looked like, where it is a form that is not authentic. It is for the log.
    pub looks_like: Option<Likeness>,
}

impl From<Rejection> for Rejected {
    fn from(rejection: Rejection) -> Self {
        Self { rejection, looks_like: None }
    }
}

impl IntoResponse for Rejected {
    fn into_response(self) -> Response {
        self.rejection.trace(self.looks_like);
        response(self.rejection.response())
    }
}
