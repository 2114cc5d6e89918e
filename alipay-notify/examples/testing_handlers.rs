//! How to test handlers: the kit signs messages as Alipay does, so that a test goes the whole way
//! from the body to the answer.
//!
//! `cargo test -p alipay-notify --example testing_handlers --features testing`

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use alipay_notify::gateway::BuildError;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, MemoryStore, Notification, Verifier};

/// What the handlers work on.
#[derive(Clone, Default)]
struct Shops(Arc<Mutex<BTreeMap<String, String>>>);

impl Shops {
    /// Why a shop was rejected.
    fn reason(&self, shop_id: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(shop_id).cloned()
    }

    fn reject(&self, n: Notification<ShopSaveRejected>) -> Result<(), &'static str> {
        if n.reason.is_empty() {
            return Err("a rejection without a reason");
        }
        let n = n.into_content();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(n.shop_id, n.reason);
        Ok(())
    }
}

/// The gateway of the program, to which tests give a key of their own.
fn gateway(verifier: Verifier, shops: Shops) -> Result<Gateway, BuildError> {
    Gateway::builder(verifier)
        .dedupe(MemoryStore::default())
        .on(move |n| {
            let shops = shops.clone();
            async move { shops.reject(n) }
        })
        .build()
}

/// By hand, what the tests below do: a message, signed by the kit in Alipay's place.
fn main() -> Result<(), BuildError> {
    let (key, shops) = (TestKey::generate(), Shops::default());
    let gateway = gateway(Verifier::new(key.public_key()), shops.clone())?;
    let delivery = TestMessage::example::<ShopSaveRejected>().sign(&key);
    let response = futures_executor::block_on(gateway.deliver(&delivery.body()));
    println!("{}: {:?}", response.body(), shops.reason("2020081400077000000001112602"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use alipay_notify::testing::SignedMessage;

    use super::*;

    /// The gateway with a key that exists for this test alone.
    struct Setup {
        key: TestKey,
        shops: Shops,
        gateway: Gateway,
    }

    impl Setup {
        fn new() -> Self {
            let (key, shops) = (TestKey::generate(), Shops::default());
            let gateway = gateway(Verifier::new(key.public_key()), shops.clone()).expect("good");
            Self { key, shops, gateway }
        }

        fn deliver(&self, delivery: &SignedMessage) -> (u16, &'static str) {
            let response = futures_executor::block_on(self.gateway.deliver(&delivery.body()));
            (response.status(), response.reply().as_str())
        }
    }

    /// Written by hand: the example of the specification would do as well,
    /// `TestMessage::example::<ShopSaveRejected>()`.
    fn rejection(reason: &str) -> TestMessage {
        TestMessage::new("ant.merchant.expand.shop.save.rejected").content(format!(
            r#"{{"order_id":"1","shop_id":"7","shop_name":"a shop","reason":"{reason}"}}"#
        ))
    }

    #[test]
    fn a_rejection_is_noted() {
        let setup = Setup::new();
        assert_eq!(setup.deliver(&rejection("资料有问题").sign(&setup.key)), (200, "success"));
        assert_eq!(setup.shops.reason("7").as_deref(), Some("资料有问题"));
    }

    #[test]
    fn what_fails_is_delivered_again() {
        let setup = Setup::new();
        assert_eq!(setup.deliver(&rejection("").sign(&setup.key)), (200, "fail"));
        assert_eq!(setup.shops.reason("7"), None);
    }

    #[test]
    fn a_second_delivery_changes_nothing() {
        let setup = Setup::new();
        assert_eq!(
            setup.deliver(&rejection("first").notify_id("1").sign(&setup.key)),
            (200, "success")
        );
        assert_eq!(
            setup.deliver(&rejection("second").notify_id("1").sign(&setup.key)),
            (200, "success")
        );
        assert_eq!(setup.shops.reason("7").as_deref(), Some("first"));
    }

    #[test]
    fn a_forged_message_reaches_nothing() {
        let setup = Setup::new();
        let forged = rejection("x").sign(&setup.key).with("biz_content", r#"{"shop_id":"7"}"#);
        assert_eq!(setup.deliver(&forged), (403, "fail"));
        assert_eq!(setup.deliver(&rejection("x").sign(&TestKey::generate())), (403, "fail"));
        assert_eq!(setup.shops.reason("7"), None);
    }
}
