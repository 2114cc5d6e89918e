//! The routes on actix-web.

use std::net::SocketAddr;
use std::sync::mpsc;

use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, ResponseError};
use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::{Rejection, Reply, Verified};
use alipay_notify_actix::{Answer, Notified, Rejected, gateway};

use super::{Seen, gateways};
use crate::real;

pub(super) fn serve(seen: Seen, ready: mpsc::Sender<SocketAddr>) {
    actix_web::rt::System::new().block_on(async move {
        let app = move || App::new().configure(|app| routes(app, &seen));
        let server = HttpServer::new(app).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).expect("a free port");
        ready.send(server.addrs()[0]).expect("the test waits");
        server.run().await.expect("served");
    });
}

fn routes(app: &mut ServiceConfig, seen: &Seen) {
    let ready = gateways::gateway(seen);
    let deeper = web::scope("/deeper").service(gateway("/alipay", ready.clone()));
    let behind = web::scope("/behind")
        .wrap(DefaultHeaders::new().add(("x-behind", "middleware")))
        .service(gateway("/alipay", ready.clone()));
    let with_state = web::scope("/state")
        .app_data(web::Data::new("stated"))
        .service(gateway("/alipay", ready.clone()))
        .route("/word", web::get().to(|word: web::Data<&'static str>| async move { **word }));
    app.route("/up", web::get().to(|| async { "up" }))
        .service(gateway("/alipay", ready))
        .service(web::scope("/nested").service(deeper))
        .service(behind)
        .service(with_state)
        .service(gateway("/other", gateways::other_gateway(seen)))
        .service(gateway("/small", gateways::small_gateway(seen)))
        .service(gateway("/hurried", gateways::hurried_gateway(seen)))
        .service(gateway("/real", gateways::real_gateway(seen)))
        .service(gateway("/activated", gateways::activated_gateway(seen)))
        .service(gateway("/crowded", gateways::crowded_gateway(seen)))
        .service(web::resource("/own/unconfigured").to(declining))
        .service(web::scope("/own").configure(|app| own(app, seen)));
}

fn own(app: &mut ServiceConfig, seen: &Seen) {
    let hurried = web::resource("/hurried").app_data(gateways::hurried_verifier()).to(shop);
    let crowded = web::resource("/crowded").app_data(gateways::crowded_verifier()).to(shop);
    let real = web::resource("/real").app_data(real::verifier()).to(payment);
    app.app_data(web::Data::new(seen.clone()))
        .app_data(web::Data::new(gateways::verifier()))
        .service(web::resource("/shop").to(shop))
        .service(web::resource("/payment").to(payment))
        .service(web::resource("/any").app_data(gateways::verifier()).to(any_message))
        .service(web::resource("/failing").to(failing))
        .service(web::resource("/declining").to(declining))
        .service(web::resource("/lenient").to(lenient))
        .service(hurried)
        .service(crowded)
        .service(real);
}

async fn shop(seen: web::Data<Seen>, Notified(n): Notified<ShopSaveRejected>) -> Answer<Reply> {
    seen.note(format!("own shop {}", n.shop_id));
    Answer(Reply::Success)
}

async fn payment(seen: web::Data<Seen>, Notified(n): Notified<TradeStatusSync>) -> Answer<Reply> {
    seen.note(format!("own payment {:?} {}", n.event(), n.out_trade_no));
    Answer(Reply::Success)
}

async fn any_message(
    seen: web::Data<Seen>,
    Notified(message): Notified<Verified>,
) -> Answer<Reply> {
    seen.note(format!("own {}", message.envelope().name().unwrap_or_default()));
    Answer(Reply::Success)
}

async fn failing(Notified(_): Notified<Verified>) -> Answer<Result<(), &'static str>> {
    Answer(Err("as it was told"))
}

async fn declining(Notified(_): Notified<Verified>) -> Answer<Reply> {
    Answer(Reply::Fail)
}

async fn lenient(notified: Result<Notified<ShopSaveRejected>, Rejected>) -> HttpResponse {
    match notified {
        Err(Rejected::Delivery { rejection: Rejection::Request(error), .. }) => {
            HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(error.to_string())
        }
        Err(Rejected::Delivery { rejection: Rejection::Invalid(_), .. }) | Ok(_) => {
            Answer(Reply::Success).into_response()
        }
        Err(rejected) => rejected.error_response(),
    }
}
