//! Why a captured Alipay notification was not verified, and what changed it on the way.
//!
//! A [`Capture`] is read in whichever form somebody kept it: a raw body, the text of an HTTP
//! request, a curl command line, JSON, or parameters as a program prints them. [`explain`] tries
//! the [`Keys`] on it, as it came and with what commonly happens to a message undone, and returns
//! an [`Explanation`]: the [`Cause`], and the [`Findings`] that lead to it. Causes are types, for
//! the caller to put into words; nothing here prints.
//!
//! ```
//! use alipay_notify::testing::{TestKey, TestMessage};
//! use alipay_notify_explain::{Capture, Cause, Keys, Options, Tampering, explain};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = TestKey::generate();
//! let signed = TestMessage::new("my.shop.changed").content(r#"{"shop_id":"1"}"#).sign(&key);
//!
//! // Something on the way escaped the quotes for HTML.
//! let body = signed.with("biz_content", "{&quot;shop_id&quot;:&quot;1&quot;}").body();
//! let capture = Capture::read(&body)?;
//!
//! let keys = Keys::new("alipay_public_key.txt", key.public_key());
//! let options = Options::new();
//! let explanation = explain(&capture, &keys, &options);
//! let Cause::Tampered { traces, .. } = &explanation.cause else { panic!("it was changed") };
//! assert_eq!(traces[0].tampering, Tampering::HtmlEntities);
//! assert_eq!(traces[0].names, [b"biz_content"]);
//! # Ok(())
//! # }
//! ```
//!
//! A [`Tampering`] that could be undone proves itself: the signature is good without it. What can't
//! be proven is [likely](Cause::is_certain), such as [`Cause::WrongKey`]. The judgement is the
//! verifier's: what it rejects is never called genuine.
//!
//! No `Debug` shows bodies and values; [`Findings::is_public`] says which values may be shown to
//! others.

mod capture;
mod cause;
mod findings;
mod keys;
mod notes;
mod options;
pub mod parameters;
mod redaction;
mod reply;
mod signature;
mod signed;
mod signer;
mod tampering;
mod trial;

pub use capture::{Capture, CaptureError, CaptureKind, Carrier, Cut};
pub use cause::{Cause, OtherText, StandIn, Suspect};
pub use findings::Findings;
pub use keys::{Key, Keys};
pub use notes::Note;
pub use options::{Options, violations};
pub use parameters::Parameter;
pub use reply::{Redelivery, Reply};
pub use signed::SignedContent;
pub use tampering::{Reading, Step, Tampering, Trace};
pub use trial::{Match, Signer, Trials};

/// Why a capture was not verified, or that it is genuine.
#[derive(Debug)]
#[non_exhaustive]
pub struct Explanation<'a> {
    /// What is wrong, or that nothing is.
    pub cause: Cause,
    /// All that was found out about the capture.
    pub findings: Findings<'a>,
}

/// Finds out why a capture was not verified.
#[must_use]
pub fn explain<'a>(
    capture: &'a Capture,
    keys: &'a Keys,
    options: &'a Options<'a>,
) -> Explanation<'a> {
    let findings = Findings::new(capture, keys, options);
    Explanation { cause: Cause::of(&findings), findings }
}
