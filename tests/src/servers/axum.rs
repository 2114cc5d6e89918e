//! The routes on axum.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::mpsc;

use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::{Rejection, Reply, Verified, Verifier};
use alipay_notify_axum::{Answer, Notified, Rejected, serve as serve_router};
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::HeaderValue;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use super::{Seen, gateways};
use crate::real;

/// A state of which the verifier is a part.
#[derive(Clone)]
struct Shop {
    seen: Seen,
    verifier: Verifier,
}

impl FromRef<Shop> for Verifier {
    fn from_ref(shop: &Shop) -> Self {
        shop.verifier.clone()
    }
}

pub(super) fn serve(seen: Seen, ready: mpsc::Sender<SocketAddr>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        ready.send(listener.local_addr().expect("bound")).expect("the test waits");
        // It ends with the test process, which signals are to end.
        let served = serve_router(listener, router(seen)).until(pending());
        served.await.expect("served");
    });
}

fn router(seen: Seen) -> Router {
    let route = alipay_notify_axum::gateway::<()>;
    let gateway = gateways::gateway(&seen);
    let deeper = Router::new().route("/alipay", route(gateway.clone()));
    let behind =
        Router::new().route("/alipay", route(gateway.clone())).layer(map_response(note_behind));
    let with_state = Router::new()
        .route("/alipay", alipay_notify_axum::gateway(gateway.clone()))
        .route("/word", get(|State(word): State<&'static str>| async move { word }))
        .with_state("stated");
    Router::new()
        .route("/up", get(|| async { "up" }))
        .route("/alipay", route(gateway))
        .nest("/nested", Router::new().nest("/deeper", deeper))
        .nest("/behind", behind)
        .nest("/state", with_state)
        .route("/other", route(gateways::other_gateway(&seen)))
        .route("/small", route(gateways::small_gateway(&seen)))
        .route("/hurried", route(gateways::hurried_gateway(&seen)))
        .route("/real", route(gateways::real_gateway(&seen)))
        .route("/activated", route(gateways::activated_gateway(&seen)))
        .route("/crowded", route(gateways::crowded_gateway(&seen)))
        .nest("/own", own(seen))
}

fn own(seen: Seen) -> Router {
    let hurried = Shop { seen: seen.clone(), verifier: gateways::hurried_verifier() };
    let crowded = Shop { seen: seen.clone(), verifier: gateways::crowded_verifier() };
    let real = Shop { seen: seen.clone(), verifier: real::verifier() };
    Router::new()
        .route("/shop", any(shop))
        .route("/payment", any(payment))
        .route("/any", any(any_message))
        .route("/failing", any(failing))
        .route("/declining", any(declining))
        .route("/lenient", any(lenient))
        .with_state(Shop { seen, verifier: gateways::verifier() })
        .route("/hurried", any(shop).with_state(hurried))
        .route("/crowded", any(shop).with_state(crowded))
        .route("/real", any(payment).with_state(real))
}

async fn note_behind(mut response: Response) -> Response {
    response.headers_mut().insert("x-behind", HeaderValue::from_static("middleware"));
    response
}

async fn shop(State(shop): State<Shop>, Notified(n): Notified<ShopSaveRejected>) -> Answer<Reply> {
    shop.seen.note(format!("own shop {}", n.shop_id));
    Answer(Reply::Success)
}

async fn payment(
    State(shop): State<Shop>,
    Notified(n): Notified<TradeStatusSync>,
) -> Answer<Reply> {
    shop.seen.note(format!("own payment {:?} {}", n.event(), n.out_trade_no));
    Answer(Reply::Success)
}

async fn any_message(
    State(shop): State<Shop>,
    Notified(message): Notified<Verified>,
) -> Answer<Reply> {
    shop.seen.note(format!("own {}", message.envelope().name().unwrap_or_default()));
    Answer(Reply::Success)
}

async fn failing(Notified(_): Notified<Verified>) -> Answer<Result<(), &'static str>> {
    Answer(Err("as it was told"))
}

async fn declining(Notified(_): Notified<Verified>) -> Answer<Reply> {
    Answer(Reply::Fail)
}

async fn lenient(notified: Result<Notified<ShopSaveRejected>, Rejected>) -> Response {
    match notified {
        Err(Rejected { rejection: Rejection::Request(error), .. }) => {
            error.to_string().into_response()
        }
        Err(Rejected { rejection: Rejection::Invalid(_), .. }) | Ok(_) => {
            Answer(Reply::Success).into_response()
        }
        Err(rejected) => rejected.into_response(),
    }
}
