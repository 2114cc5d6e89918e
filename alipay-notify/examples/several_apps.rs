//! One URL for the apps of several merchants, as an ISV has it: a key for each app, and handlers
//! that see whose message it is.
//!
//! `cargo run -p alipay-notify --example several_apps --features testing`

use std::error::Error;

use alipay_notify::key::{AppKeys, KeyError};
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};

/// An app, and the keys with which Alipay may sign its messages: two, while one is being replaced
/// by the next.
struct App {
    app_id: &'static str,
    keys: Vec<String>,
}

/// The gateway of all apps.
fn gateway(apps: Vec<App>) -> Result<Gateway, Box<dyn Error>> {
    let mut keys: Vec<(&str, AppKeys)> = Vec::new();
    for app in apps {
        // Keys of an app that is named twice are joined.
        let parsed: Result<Vec<AppKeys>, KeyError> =
            app.keys.iter().map(|key| AlipayPublicKey::parse(key).map(AppKeys::from)).collect();
        keys.extend(parsed?.into_iter().map(|key| (app.app_id, key)));
    }
    let gateway = Gateway::builder(Verifier::for_apps(keys))
        .on(async |n: Notification<ShopSaveRejected>| {
            println!(
                "app {}: shop {} was rejected: {}",
                n.envelope().app_id().unwrap_or_default(),
                n.shop_id,
                n.reason
            );
            Reply::Success
        })
        .build()?;
    Ok(gateway)
}

fn main() -> Result<(), Box<dyn Error>> {
    // In Alipay's place: it has a key for each app.
    let (one, other, next) = (TestKey::generate(), TestKey::generate(), TestKey::generate());
    let gateway = gateway(vec![
        App { app_id: "2014060600164699", keys: vec![one.public_key_base64()] },
        App {
            app_id: "2021098756789043",
            keys: vec![other.public_key_pem(), next.public_key_pem()],
        },
    ])?;

    let message = TestMessage::example::<ShopSaveRejected>;
    for (app_id, key, body) in [
        ("2014060600164699", &one, "success"),
        ("2021098756789043", &other, "success"),
        ("2021098756789043", &next, "success"),
        // The key of another app is no key of this one.
        ("2014060600164699", &other, "fail"),
        ("2000000000000000", &one, "fail"),
    ] {
        let delivery = message().app_id(app_id).sign(key).body();
        let response = futures_executor::block_on(gateway.deliver(&delivery));
        assert_eq!(response.body(), body);
    }
    Ok(())
}
