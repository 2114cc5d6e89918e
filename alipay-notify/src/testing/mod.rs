//! The test kit: signed deliveries as Alipay makes them, ways to tamper with them, and [what a
//! store promises](store_contract()). When a delivery comes again is told by
//! [`redelivery`](crate::gateway::redelivery()).
//!
//! ```
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::testing::{TestKey, TestMessage};
//! use alipay_notify::{Gateway, Notification, Reply, Verifier};
//!
//! # futures_executor::block_on(async {
//! let key = TestKey::generate();
//! let gateway = Gateway::builder(Verifier::new(key.public_key()))
//!     .on(|n: Notification<ShopSaveRejected>| async move {
//!         assert_eq!(n.shop_name, "支付宝(西溪路店)");
//!         Reply::Success
//!     })
//!     .build()
//!     .unwrap();
//!
//! let delivery = TestMessage::example::<ShopSaveRejected>().sign(&key);
//! assert_eq!(gateway.deliver(&delivery.body()).await.body(), "success");
//!
//! let forged = delivery.with("biz_content", r#"{"shop_id":"1"}"#);
//! assert_eq!(gateway.deliver(&forged.body()).await.status(), 403);
//! # });
//! ```

mod content;
mod key;
mod message;
mod store_contract;
mod text;

pub use crate::key::PrivateKeyError;
pub use content::{sealed, signed_content};
pub use key::{TestKey, verifies};
pub use message::{SignedMessage, TestMessage};
pub use store_contract::store_contract;
pub use text::CharsetError;
