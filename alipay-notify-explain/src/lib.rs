//! Why a captured notification of Alipay's was not verified, and what to do about it.
//!
//! capture → parameters → trials → findings → cause

mod capture;
mod cause;
mod findings;
mod keys;
mod notes;
mod options;
pub mod parameters;
mod redaction;
mod reply;
mod signed;
mod signer;
mod tampering;
mod trial;

pub use capture::{Capture, CaptureError, CaptureKind};
pub use cause::{Cause, Suspect};
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
