//! One process that remembers in a SQLite file which messages are done, also when it is started
//! again; handlers that share the state of the program; a stop that loses nothing.
//!
//! `cargo run -p alipay-notify-actix --example actix_sqlite -- KEY_FILE DATABASE_FILE`

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs};

use actix_web::http::KeepAlive;
use actix_web::{App, HttpServer, web};
use alipay_notify::messages::{ShopSaveRejected, ShopSaveRejectedContent};
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verified, Verifier};
use alipay_notify_stores::SqliteStore;

/// The state of the program: a database, in a real one.
#[derive(Clone, Default)]
struct Shops(Arc<Mutex<BTreeMap<String, String>>>);

impl Shops {
    /// What a message does.
    fn reject(&self, shop: ShopSaveRejectedContent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(shop.shop_id, shop.reason);
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let key_file = arguments.next().ok_or("which file holds Alipay's public key?")?;
    let database = arguments.next().ok_or("which file remembers the messages that are done?")?;
    let done = SqliteStore::connect(&format!("sqlite://{database}?mode=rwc")).await?;
    done.create_table().await?;

    let shops = Shops::default();
    let gateway = gateway(&fs::read(key_file)?, done, shops.clone())?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(shops.clone()))
            .service(alipay_notify_actix::gateway("/alipay", gateway.clone()))
            .route("/rejected", web::get().to(rejected))
    });
    // SIGTERM stops it, once what is being handled is finished.
    let server = server
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(KeepAlive::Disabled)
        .max_connections(256)
        .shutdown_timeout(10)
        .bind(("0.0.0.0", 8080))?;
    server.run().await?;
    Ok(())
}

async fn rejected(shops: web::Data<Shops>) -> String {
    format!("{:?}", shops.0)
}

fn gateway(key: &[u8], done: SqliteStore, shops: Shops) -> Result<Gateway, Box<dyn Error>> {
    let key = AlipayPublicKey::from_bytes(key)?;
    let gateway = Gateway::builder(Verifier::new(key))
        .dedupe(done)
        .time_limit(Duration::from_secs(5))
        .on(move |n: Notification<ShopSaveRejected>| {
            let shops = shops.clone();
            async move {
                shops.reject(n.into_content());
                Reply::Success
            }
        })
        .fallback(async |other: Verified| {
            eprintln!("nobody handles {} yet: it comes again", other.envelope());
            Reply::Fail
        })
        .build()?;
    Ok(gateway)
}
