//! Receives what Alipay notifies of: messages (消息服务), payments and other notifications
//! (异步通知). What is authentic reaches a typed handler exactly as it is documented, or is kept and
//! explained; what is forged reaches nothing.
//!
//! Alipay POSTs signed forms: messages with nine common parameters and a JSON `biz_content`,
//! notifications with parameters that are the content. A [`Gateway`] takes each in one direction,
//! and each step returns a type that only it can make:
//!
//! ```text
//! body ─ Verifier ─▶ AuthenticForm ─ open ─▶ Verified ─ decode::<M>() ─▶ Notification<M>
//!                                                              ─ handler ─▶ Reply
//! ```
//!
//! - [`Verifier`] checks the signature with Alipay's public keys ([`AlipayPublicKey`], [`KeyRing`])
//!   over the bytes as they were sent; [`ContentKey`] opens what is encrypted.
//! - [`messages`] are specified out of the box; any other is a struct with
//!   [`#[derive(AlipayNotify)]`](macro@AlipayNotify), from a schema file, from its fields, or from
//!   both.
//! - [`GatewayBuilder::dedupe`](gateway::GatewayBuilder::dedupe) has each message handled once,
//!   with a [`Store`](store::Store) of what is done: [`MemoryStore`], one of
//!   `alipay-notify-stores`, or your own.
//! - [`GatewayBuilder::inbox`](gateway::GatewayBuilder::inbox) has deliveries answered once they
//!   are stored, and handled later: with an [`Inbox`](inbox::Inbox) of `alipay-notify-inbox`.
//! - `testing` (feature) signs messages as Alipay does, for tests of your own handlers.
//!
//! # Yes and no
//!
//! A handler says [`Reply::Success`] or [`Reply::Fail`], a [`Response`](gateway::Response) carries
//! it over HTTP, and observers see the [`Outcome`]. Whatever does not reach a handler is a
//! [`Rejection`], which tells how far the request came:
//!
//! ```text
//! Rejection
//! ├─ Request(RequestError)  the head or the body can't be a delivery
//! ├─ Verify(VerifyError)    not signed by a configured key
//! │   ├─ Malformed(FormError)
//! │   ├─ UnknownApp, NoCommonKey
//! │   ├─ SignType(SignTypeError)
//! │   └─ Signature(SignatureMismatch), with a Hint for each thing to check
//! ├─ Unreadable             authentic, but the content can't be read: an OpenError says why
//! └─ Invalid                authentic, but not within its specification: Violations say where
//! ```
//!
//! The crates `alipay-notify-axum` and `alipay-notify-actix` mount a gateway; this one knows no web
//! framework and no async runtime.
//!
//! ```
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let key = alipay_notify::testing::TestKey::generate().public_key_base64();
//! let verifier = Verifier::new(AlipayPublicKey::parse(&key)?).app_id("2014060600164699");
//! let gateway = Gateway::builder(verifier)
//!     .on(|n: Notification<ShopSaveRejected>| async move {
//!         println!("{} was rejected: {}", n.shop_id, n.reason);
//!         Reply::Success
//!     })
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `aws-lc-rs` (default): signatures by AWS-LC. Needs a C compiler.
//! - `rsa`: signatures by the `RustCrypto` crates, in pure Rust. With both, AWS-LC is used unless a
//!   key says otherwise.
//! - `certificates` (default): keys in X.509 certificates (`alipayCertPublicKey_RSA2.crt`), their
//!   dates, serial numbers and chains: `key::AlipayCertificate`.
//! - `metrics`: counts deliveries and times handlers, for the crate of that name.
//! - `rust_decimal`: conversions between `Yuan` and the decimals of that crate.
//! - `testing`: the test kit.

#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate self as alipay_notify;

mod alarm;
mod authentic;
mod budget;
mod charset;
mod crypto;
mod debug;
pub mod decode;
mod form;
pub mod gateway;
pub mod inbox;
pub mod key;
pub mod messages;
pub mod open;
mod receive;
mod request;
mod response;
pub mod schema;
mod signature;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod verify;
mod xml;

pub use alipay_notify_derive::{AlipayEnum, AlipayNotify, AlipayObject};

// With the version in its name, so that nothing but the derive of this version reaches it. The
// messages of this crate, which that derive writes, do not compile where the name is another.
#[doc(hidden)]
pub use decode::private as __private_0_1_0;
pub use decode::{
    AlipayEnum, AlipayNotify, AlipayObject, BeijingTime, Notification, UserRef, Yuan,
};
pub use gateway::{Gateway, Outcome, Rejection, Reply};
pub use key::{AlipayPublicKey, ContentKey, KeyRing};
pub use open::{Envelope, Verified};
pub use store::MemoryStore;
pub use verify::Verifier;
