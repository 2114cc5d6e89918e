//! Receives Alipay's messages with a handler of one's own: axum, at `/alipay`, port 8080.
//!
//! `cargo run -p alipay-notify-axum --example axum_extractor -- KEY_FILE`

use std::error::Error;
use std::{env, fs, io};

use alipay_notify::{AlipayPublicKey, Verified, Verifier};
use alipay_notify_axum::{Answer, Notified};
use axum::Router;
use axum::routing::any;
use tokio::net::TcpListener;

/// `Notified<Verified>` is any authentic message, `Notified<ShopSaveRejected>` that one, decoded.
async fn archive(Notified(message): Notified<Verified>) -> Answer<io::Result<()>> {
    // An error is answered `fail`.
    Answer(fs::write("last.json", message.content().as_bytes()))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key_file = env::args().nth(1).ok_or("which file holds Alipay's public key?")?;
    let key = AlipayPublicKey::parse(&fs::read_to_string(key_file)?)?;
    let app = Router::new().route("/alipay", any(archive)).with_state(Verifier::new(key));
    alipay_notify_axum::serve(TcpListener::bind(("0.0.0.0", 8080)).await?, app).await?;
    Ok(())
}
