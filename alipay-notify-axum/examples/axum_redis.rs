//! Several processes behind one URL, sharing in Redis which messages are done; handlers that share
//! the state of the program; a stop that loses nothing.
//!
//! `cargo run -p alipay-notify-axum --example axum_redis -- KEY_FILE REDIS_URL`

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs};

use alipay_notify::messages::{ShopSaveRejected, ShopSaveRejectedContent};
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verified, Verifier};
use alipay_notify_stores::RedisStore;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use tokio::net::TcpListener;

/// The state of the program: a database, in a real one.
#[derive(Clone, Default)]
struct Shops(Arc<Mutex<BTreeMap<String, String>>>);

impl Shops {
    /// What a message does.
    fn reject(&self, shop: ShopSaveRejectedContent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(shop.shop_id, shop.reason);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let key_file = arguments.next().ok_or("which file holds Alipay's public key?")?;
    let redis = arguments.next().ok_or("at which URL is Redis?")?;

    let shops = Shops::default();
    let gateway = gateway(&fs::read(key_file)?, RedisStore::connect(&redis).await?, shops.clone())?;
    let app = Router::new()
        .route("/alipay", alipay_notify_axum::gateway(gateway))
        .route("/rejected", get(async |State(shops): State<Shops>| format!("{:?}", shops.0)))
        .with_state(shops);

    let listener = TcpListener::bind(("0.0.0.0", 8080)).await?;
    // Ctrl-C or SIGTERM stops it, once what is being handled is finished.
    alipay_notify_axum::serve(listener, app).stop_time(Duration::from_secs(10)).await?;
    Ok(())
}

fn gateway(key: &[u8], done: RedisStore, shops: Shops) -> Result<Gateway, Box<dyn Error>> {
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
