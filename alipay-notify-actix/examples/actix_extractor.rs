//! Receives Alipay's messages with a handler of one's own: actix-web, at `/alipay`, port 8080.
//!
//! `cargo run -p alipay-notify-actix --example actix_extractor -- KEY_FILE`

use std::error::Error;
use std::time::Duration;
use std::{env, fs, io};

use actix_web::http::KeepAlive;
use actix_web::{App, HttpServer, web};
use alipay_notify::{AlipayPublicKey, Verified, Verifier};
use alipay_notify_actix::{Answer, Notified};

/// `Notified<Verified>` is any authentic message, `Notified<ShopSaveRejected>` that one, decoded.
async fn archive(Notified(message): Notified<Verified>) -> Answer<io::Result<()>> {
    // An error is answered `fail`.
    Answer(fs::write("last.json", message.content().as_bytes()))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key_file = env::args().nth(1).ok_or("which file holds Alipay's public key?")?;
    let key = AlipayPublicKey::parse(&fs::read_to_string(key_file)?)?;
    let verifier = Verifier::new(key);
    let app =
        move || App::new().app_data(verifier.clone()).service(web::resource("/alipay").to(archive));
    let server = HttpServer::new(app)
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(KeepAlive::Disabled)
        .max_connections(256)
        .shutdown_timeout(30)
        .bind(("0.0.0.0", 8080))?;
    server.run().await?;
    Ok(())
}
