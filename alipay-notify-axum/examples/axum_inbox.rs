//! Answers once a delivery is on the disk, and handles it later: axum, with an inbox in a SQLite
//! file.
//!
//! `cargo run -p alipay-notify-axum --example axum_inbox -- KEY_FILE INBOX_FILE [PORT]`

use std::error::Error;
use std::time::Duration;
use std::{env, fs};

use alipay_notify::gateway::BuildError;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};
use alipay_notify_inbox::{AnyInbox, SqliteInbox, Worker};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let key_file = arguments.next().ok_or("which file holds Alipay's public key?")?;
    let inbox_file = arguments.next().ok_or("which file is the inbox?")?;
    let port = arguments.next().map_or(Ok(8080), |port| port.parse())?;
    let inbox = SqliteInbox::open(&format!("sqlite:{inbox_file}")).await?;
    let verifier = Verifier::new(AlipayPublicKey::parse(&fs::read_to_string(key_file)?)?);
    let gateway = gateway(verifier, &inbox)?;

    let worker = Worker::builder(inbox.clone(), gateway.clone()).start()?;
    let app = Router::new()
        .route("/alipay", alipay_notify_axum::gateway(gateway.clone()))
        .route("/healthz", get(healthz))
        .with_state(AnyInbox::from(inbox));
    let listener = TcpListener::bind(("0.0.0.0", port)).await?;
    println!("listening on {}", listener.local_addr()?);
    alipay_notify_axum::serve(listener, app).await?;
    // No delivery comes any more. What is being handled is finished; the rest waits on the disk.
    worker.stop().await;
    Ok(())
}

fn gateway(verifier: Verifier, inbox: &SqliteInbox) -> Result<Gateway, BuildError> {
    Gateway::builder(verifier)
        .inbox(inbox.clone())
        // Nobody waits for an answer: it may take a minute, and is tried again where it fails.
        .time_limit(Duration::from_secs(60))
        .on(async |n: Notification<ShopSaveRejected>| {
            println!("shop {} was rejected: {}", n.shop_id, n.reason);
            Reply::Success
        })
        .build()
}

/// Whether nothing is dead or stuck, and nothing has waited for an hour.
async fn healthz(State(inbox): State<AnyInbox>) -> (StatusCode, String) {
    match inbox.health().await {
        Ok(health) if health.is_well(Duration::from_secs(3600)) => {
            (StatusCode::OK, health.to_string())
        }
        Ok(health) => (StatusCode::SERVICE_UNAVAILABLE, health.to_string()),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
    }
}
