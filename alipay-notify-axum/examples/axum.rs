//! Receives Alipay's messages with axum, at `/alipay`.
//!
//! `cargo run -p alipay-notify-axum --example axum -- KEY_FILE [PORT [APP_ID]…]`

use std::error::Error;
use std::{env, fs};

use alipay_notify::gateway::Delivery;
use alipay_notify::messages::{ShopSaveRejected, UserOpencardResult};
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verified, Verifier};
use axum::Router;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let key_file = arguments.next().ok_or("which file holds Alipay's public key?")?;
    let port = arguments.next().map_or(Ok(8080), |port| port.parse())?;
    let gateway = gateway(&fs::read_to_string(key_file)?, arguments)?;

    let app = Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
    let listener = TcpListener::bind(("0.0.0.0", port)).await?;
    eprintln!("listening on port {port}");
    alipay_notify_axum::serve(listener, app).await?;
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
