//! Several processes with an inbox in PostgreSQL: each answers once a delivery is stored, and each
//! handles what any of them stored; each effect is there exactly once. actix-web, at `/alipay`.
//!
//! `cargo run -p alipay-notify-actix --example actix_inbox -- KEY_FILE DATABASE_URL [PORT]`

use std::error::Error;
use std::time::Duration;
use std::{env, fs};

use actix_web::http::KeepAlive;
use actix_web::{App, HttpResponse, HttpServer, web};
use alipay_notify::gateway::BuildError;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Verifier};
use alipay_notify_inbox::{AnyInbox, PostgresInbox, PostgresTx, Worker, in_transaction};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let key_file = arguments.next().ok_or("which file holds Alipay's public key?")?;
    let database = arguments.next().ok_or("at which URL is PostgreSQL?")?;
    let port = arguments.next().map_or(Ok(8080), |port| port.parse())?;
    let inbox = PostgresInbox::open(&database).await?;
    let table =
        "CREATE TABLE IF NOT EXISTS rejections (shop_id TEXT NOT NULL, reason TEXT NOT NULL)";
    sqlx::query(table).execute(inbox.pool()).await?;
    let verifier = Verifier::new(AlipayPublicKey::parse(&fs::read_to_string(key_file)?)?);
    let gateway = gateway(verifier, &inbox)?;

    let worker = Worker::builder(inbox.clone(), gateway.clone()).start()?;
    let inbox = web::Data::new(AnyInbox::from(inbox));
    let server = HttpServer::new(move || {
        App::new()
            .service(alipay_notify_actix::gateway("/alipay", gateway.clone()))
            .app_data(inbox.clone())
            .route("/healthz", web::get().to(healthz))
    });
    let server = server
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(KeepAlive::Disabled)
        .max_connections(256)
        .shutdown_timeout(10)
        .bind(("0.0.0.0", port))?;
    println!("listening on {}", server.addrs()[0]);
    server.run().await?;
    // No delivery comes any more. What is being handled is finished; the rest waits in the table.
    worker.stop().await;
    Ok(())
}

fn gateway(verifier: Verifier, inbox: &PostgresInbox) -> Result<Gateway, BuildError> {
    Gateway::builder(verifier)
        .inbox(inbox.clone())
        // The row and the mark that the message is done are one transaction.
        .on(in_transaction(async |n: Notification<ShopSaveRejected>, mut tx: PostgresTx| {
            sqlx::query("INSERT INTO rejections (shop_id, reason) VALUES ($1, $2)")
                .bind(&n.shop_id)
                .bind(&n.reason)
                .execute(&mut *tx)
                .await
                .map(drop)
        }))
        .build()
}

/// Whether nothing is dead or stuck, and nothing has waited for an hour.
async fn healthz(inbox: web::Data<AnyInbox>) -> HttpResponse {
    match inbox.health().await {
        Ok(health) if health.is_well(Duration::from_secs(3600)) => {
            HttpResponse::Ok().body(health.to_string())
        }
        Ok(health) => HttpResponse::ServiceUnavailable().body(health.to_string()),
        Err(error) => HttpResponse::ServiceUnavailable().body(error.to_string()),
    }
}
