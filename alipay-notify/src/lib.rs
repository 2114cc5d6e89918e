//! Receives Alipay's message notifications (消息服务): an authentic message reaches a typed handler exactly as it is
//! documented, or is kept and explained; a forged one reaches nothing.

#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate self as alipay_notify;

mod content_key;
mod crypto;
mod decode;
mod envelope;
mod form;
mod gateway;
mod key;
mod key_ring;
pub mod messages;
mod notification;
mod open;
mod signature;
#[cfg(feature = "testing")]
pub mod testing;
mod verifier;

pub use alipay_notify_derive::{AlipayEnum, AlipayNotify, AlipayObject};
pub use alipay_notify_schema as schema;
pub use alipay_notify_schema::{Problem, Violation, Violations};
pub use content_key::{ContentKey, ContentKeyError};
#[doc(hidden)]
pub use decode::private as __private;
pub use decode::{AlipayEnum, AlipayNotify, AlipayObject, AlipayValue, Extra, Json, NotANumber, Number};
pub use envelope::{Envelope, Version};
pub use form::{FormError, Limits};
pub use gateway::{
    BoxError, BuildError, Delivery, Gateway, GatewayBuilder, Head, Incoming, IntoReply, Outcome, Refusal,
    Reply, RequestError, Response,
};
pub use key::{AlipayPublicKey, KeyError};
pub use key_ring::{AppKeys, KeyRing};
pub use notification::{Invalid, Notification, UserRef};
pub use open::{OpenError, Unreadable, Verified};
pub use signature::{Hint, SignMode, SignType, SignTypeError, SignatureMismatch};
pub use verifier::{AuthenticForm, Verifier, VerifyError};

/// The programs of the READMEs, compiled and run.
#[cfg(all(doctest, feature = "testing"))]
mod readme {
    #[doc = include_str!("../README.md")]
    struct English;

    #[doc = include_str!("../README.zh-CN.md")]
    struct Chinese;
}
