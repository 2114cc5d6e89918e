//! Receives Alipay's messages with actix-web, at `/alipay`.
//!
//! `cargo run -p alipay-notify-actix --example actix -- KEY_FILE [PORT [APP_ID]…]`

use std::error::Error;
use std::time::Duration;
use std::{env, fs};

use actix_web::http::KeepAlive;
use actix_web::{App, HttpServer};
use alipay_notify::gateway::Delivery;
use alipay_notify::messages::{ShopSaveRejected, UserOpencardResult};
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verified, Verifier};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let key_file = arguments.next().ok_or("which file holds Alipay's public key?")?;
    let port = arguments.next().map_or(Ok(8080), |port| port.parse())?;
    let gateway = gateway(&fs::read_to_string(key_file)?, arguments)?;

    let app = move || App::new().service(alipay_notify_actix::gateway("/alipay", gateway.clone()));
    let server = HttpServer::new(app)
        // Connections without a delivery end. For each worker there are 256 at the most.
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(KeepAlive::Disabled)
        .max_connections(256)
        // After SIGTERM, what is being handled has half a minute.
        .shutdown_timeout(30)
        .bind(("0.0.0.0", port))?;
    eprintln!("listening on port {port}");
    server.run().await?;
    Ok(())
}

/// What is accepted, and who takes which message.
fn gateway(key: &str, app_ids: impl Iterator<Item = String>) -> Result<Gateway, Box<dyn Error>> {
    let key = AlipayPublicKey::parse(key)?;
    let gateway = Gateway::builder(app_ids.fold(Verifier::new(key), Verifier::app_id))
        .on(|n: Notification<ShopSaveRejected>| async move {
            println!("shop {} was rejected: {}", n.shop_id, n.reason);
            Reply::Success
        })
        .on(|n: Notification<UserOpencardResult>| async move {
            println!("card {}: opened = {}", n.external_card_no, n.success);
            Reply::Success
        })
        // Authentic, but no handler is registered for it: kept here for later.
        .fallback(|other: Verified| async move {
            println!("{}: {}", other.envelope(), other.content());
            Reply::Success
        })
        // The log: what became of each delivery, without a word of its content.
        .observe(|delivery: &Delivery<'_>| {
            eprintln!("{} {}", delivery.notify_id().unwrap_or("-"), delivery.outcome());
        })
        .build()?;
    Ok(gateway)
}
