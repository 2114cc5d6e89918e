//! Receives what Alipay notifies of payments, agreements and authorisations with actix-web, at
//! `/alipay`.
//!
//! `cargo run -p alipay-notify-actix --example actix_payments -- KEY_FILE APP_ID SELLER_ID [PORT]`

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs};

use actix_web::http::KeepAlive;
use actix_web::{App, HttpServer};
use alipay_notify::gateway::{BuildError, Delivery};
use alipay_notify::messages::{
    DutUserSign, DutUserUnsign, FundAuthFreeze, FundAuthUnfreeze, Mismatches, Order, PaymentEvent,
    TradeStatusSync,
};
use alipay_notify::{
    AlipayPublicKey, Gateway, MemoryStore, Notification, Reply, Verified, Verifier, Yuan,
};
#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut argument = |what: &str| arguments.next().ok_or_else(|| format!("{what} is missing"));
    let key = AlipayPublicKey::parse(&fs::read_to_string(argument("KEY_FILE")?)?)?;
    let shop = Shop::new(argument("APP_ID")?, argument("SELLER_ID")?);
    let port = argument("PORT").map_or(Ok(8080), |port| port.parse())?;
    let gateway = gateway(key, Arc::new(shop))?;

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

/// Who takes what.
fn gateway(key: AlipayPublicKey, shop: Arc<Shop>) -> Result<Gateway, BuildError> {
    Gateway::builder(Verifier::new(key).app_id(shop.app_id.as_str()))
        .on(move |n: Notification<TradeStatusSync>| {
            let shop = Arc::clone(&shop);
            async move { shop.payment(&n) }
        })
        .on(async |n: Notification<DutUserSign>| {
            println!("agreement {} is made", n.agreement_no);
            Reply::Success
        })
        .on(async |n: Notification<DutUserUnsign>| {
            println!("agreement {} has ended", n.agreement_no);
            Reply::Success
        })
        .on(async |n: Notification<FundAuthFreeze>| {
            println!("authorisation {}: {} are frozen", n.out_order_no, n.amount);
            Reply::Success
        })
        .on(async |n: Notification<FundAuthUnfreeze>| {
            println!("authorisation {}: {} are released", n.out_order_no, n.amount);
            Reply::Success
        })
        // Whatever else Alipay signs and sends to this address: kept here for later.
        .fallback(async |other: Verified| {
            println!("{}: {}", other.envelope(), other.content());
            Reply::Success
        })
        // Each once. With several processes, a store of `alipay-notify-stores`.
        .dedupe(MemoryStore::default())
        // The log: what became of each delivery, without a word of its content.
        .observe(|delivery: &Delivery<'_>| {
            eprintln!("{} {}", delivery.notify_id().unwrap_or("-"), delivery.outcome());
        })
        .build()
}

/// Your database.
struct Shop {
    app_id: String,
    seller_id: String,
    /// What each order costs, and whether it is paid, by `out_trade_no`.
    orders: Mutex<HashMap<String, (Yuan, bool)>>,
}

impl Shop {
    fn new(app_id: String, seller_id: String) -> Self {
        let orders = HashMap::from([("shop-1001".to_owned(), (Yuan::from_fen(8888), false))]);
        Self { app_id, seller_id, orders: Mutex::new(orders) }
    }

    /// An error is answered `fail`, so that Alipay delivers it again.
    fn payment(&self, n: &Notification<TradeStatusSync>) -> Result<(), Mismatches> {
        n.check_order(&Order {
            total_amount: self.price(&n.out_trade_no),
            seller: &self.seller_id,
            app_id: &self.app_id,
        })?;
        match n.event() {
            PaymentEvent::Paid | PaymentEvent::Finished => {
                let is_news = self.mark_paid(&n.out_trade_no);
                let what = if is_news { "is paid: hand it over" } else { "was paid before" };
                println!("order {} {what}", n.out_trade_no);
            }
            PaymentEvent::PartlyRefunded => println!("order {}: a refund", n.out_trade_no),
            PaymentEvent::FullyRefunded => println!("order {}: all refunded", n.out_trade_no),
            PaymentEvent::Closed => println!("order {} was not paid in time", n.out_trade_no),
            _ => {}
        }
        Ok(())
    }

    fn price(&self, out_trade_no: &str) -> Option<Yuan> {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.get(out_trade_no).map(|(price, _)| *price)
    }

    /// Marks an order as paid; whether it was not yet.
    fn mark_paid(&self, out_trade_no: &str) -> bool {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.get_mut(out_trade_no).is_some_and(|(_, paid)| !std::mem::replace(paid, true))
    }
}
