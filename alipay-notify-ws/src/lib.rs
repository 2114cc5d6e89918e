//! Alipay's long connection (长连接): messages over a WebSocket that the program opens, so that it
//! needs no public address, no certificate and no proxy. They go to the same
//! [`Gateway`](alipay_notify::Gateway) as those over HTTP: its handlers, its deduplication or
//! inbox, its observers and metrics.
//!
//! ```no_run
//! use alipay_notify::key::AppPrivateKey;
//! use alipay_notify::messages::ShopSaveRejected;
//! use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};
//! use alipay_notify_ws::{Endpoint, LongConnection};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let app_id = "2014060600164699";
//! let alipay_key = AlipayPublicKey::parse(&std::fs::read_to_string("alipay.pem")?)?;
//! let app_key = AppPrivateKey::parse(&std::fs::read_to_string("app.pem")?)?;
//! let gateway = Gateway::builder(Verifier::new(alipay_key).app_id(app_id))
//!     .on(|n: Notification<ShopSaveRejected>| async move {
//!         println!("{} was rejected: {}", n.shop_id, n.reason);
//!         Reply::Success
//!     })
//!     .build()?;
//!
//! let connection =
//!     LongConnection::builder(Endpoint::production(), app_id, app_key, gateway).start();
//! // At any time: since when it is connected, and if it is not, why.
//! println!("{}", connection.health());
//! // Before the program ends: what is at work is finished and acknowledged.
//! connection.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # How sure this is
//!
//! Alipay documents that there is a long connection, and not how it works. This crate follows what
//! Alipay's public client does, the one of its Java SDK; it has not been tried against Alipay's
//! servers. Alipay can change it without notice. It differs from that client where that one would
//! lose messages or let forged ones in: see the guide.
//!
//! # What the signature covers
//!
//! Alipay signs `data`: which app a message is for, which message it is, its content. It signs
//! neither `x-msgId` nor a time. TLS with a checked host name protects these on the way. Someone
//! who gets inside the encrypted connection all the same
//!
//! - could deliver a genuine message again under another id, as often as they like and years later.
//!   A message whose schema marks `x-alipay-idempotency-key` is still handled once for as long as
//!   that is remembered; any other is handled again;
//! - could withhold messages, or acknowledge them in this program's place;
//! - could not make up a message, change one, or turn one into that of another app.
//!
//! So handlers of what must not happen twice should mark a key, or keep one of their own.
//!
//! # Without a gateway
//!
//! [`LongConnection::frames`] hands the text of each frame to a function, for programs that keep or
//! pass on what comes. Such a function verifies by itself:
//!
//! ```
//! use alipay_notify::{Reply, Verifier};
//! use alipay_notify_ws::frame::Frame;
//!
//! fn take(verifier: &Verifier, text: &str) -> Reply {
//!     let Ok(frame) = Frame::parse(text) else { return Reply::Fail };
//!     match verifier.verify_data(&frame.signed_data()) {
//!         Ok(_verified) => Reply::Success,
//!         Err(_rejection) => Reply::Fail,
//!     }
//! }
//! ```
//!
//! # What it leaves out
//!
//! - Messages to Alipay (TO 消息, `PRODUCE`).
//! - Other charsets than UTF-8: a text frame of a WebSocket is UTF-8 by RFC 6455, and Alipay's
//!   client would expect GBK in it where it is set to GBK.
//! - Encrypted contents: Alipay's client has nothing for them on this channel. A content that is
//!   not an object reaches `on_unreadable`.
//!
//! # Features
//!
//! - `aws-lc-rs` (default), `rsa`: the backend for signatures, as in `alipay-notify`.
//! - `testing`: [`testing::MockChannel`], a server to test against.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod backoff;
mod connect;
mod connection;
mod credentials;
mod endpoint;
mod error;
pub mod frame;
mod health;
pub mod reply;
mod serve;
mod taker;
#[cfg(feature = "testing")]
pub mod testing;

pub use connection::{LongConnection, LongConnectionBuilder, Timing};
pub use credentials::CertificateSerials;
pub use endpoint::{Endpoint, EndpointError};
pub use error::{ConnectionError, Step};
pub use health::{Failure, Health, State};
