//! A captured frame of the long connection: whether its message is genuine, or why not.

mod report;
mod sentence;

use std::io::Write as _;
use std::process::ExitCode;

use alipay_notify::open::OpenError;
use alipay_notify::verify::{FormError, Hint, SignTypeError, SignedData, VerifyError};
use alipay_notify::{Rejection, Verified};
use alipay_notify_explain::{Keys, Signer};
use alipay_notify_schema::{Violations, json};
use alipay_notify_ws::frame::{Command, Frame, FrameError};

use super::inspected::{self, Inspected, Shown};
use crate::failure::Failure;
use crate::frame::captured;
use crate::schemas::Schemas;
use report::{Report, members};

/// What is wrong with a frame, or that nothing is.
#[derive(Debug, PartialEq, Eq)]
enum Cause {
    /// It is genuine; whether its specification is known.
    Genuine { is_specified: bool },
    /// It is genuine, but breaks its specification, in so many places.
    Invalid { violations: usize },
    /// It is genuine, but its content can't be read.
    Unreadable(OpenError),
    /// It is no frame.
    NoFrame(FrameError),
    /// It acknowledges a message, and whether that is done.
    Acknowledgement { is_success: bool },
    /// It has another `x-cmd` than a message.
    NoMessage,
    /// `x-sign` or `x-signType` is missing.
    Unsigned { name: &'static str },
    /// Its `data` is none.
    Malformed(FormError),
    /// `x-signType` is not supported.
    SignType(SignTypeError),
    /// It is for another app than those that are accepted.
    OtherApp,
    /// `data` was parsed and written again.
    Rewritten,
    /// `data` was changed.
    Changed,
    /// The key that was given as the app's own made the signature.
    OwnKeySigned { name: String },
    /// The app's own key is configured as Alipay's.
    OwnKey,
    /// `x-sign` is no whole signature.
    NoSignature,
    /// None of the keys made the signature.
    WrongKey,
}

impl Cause {
    /// Its name for programs, which does not change. Where a form has the same, it is the same.
    fn name(&self) -> &'static str {
        match self {
            Self::Genuine { .. } => "genuine",
            Self::Invalid { .. } => "invalid",
            Self::Unreadable(_) => "unreadable",
            Self::NoFrame(_) => "no_frame",
            Self::Acknowledgement { .. } => "acknowledgement",
            Self::NoMessage => "no_message",
            Self::Unsigned { .. } => "unsigned",
            Self::Malformed(_) => "malformed",
            Self::SignType(_) => "sign_type",
            Self::OtherApp => "other_app",
            Self::Rewritten => "rewritten",
            Self::Changed => "changed",
            Self::OwnKeySigned { .. } => "keys_swapped",
            Self::OwnKey => "own_key",
            Self::NoSignature => "no_signature",
            Self::WrongKey => "wrong_key",
        }
    }

    fn is_fine(&self) -> bool {
        matches!(self, Self::Genuine { .. })
    }

    fn is_certain(&self) -> bool {
        !matches!(self, Self::WrongKey)
    }
}

/// All that was found out about a frame.
struct Findings<'f> {
    text: &'f str,
    frame: Result<Frame<'f>, FrameError>,
    /// Who made the signature, whatever it was made of.
    maker: Option<Signer<'f>>,
    verdict: Verdict,
}

/// What the library says, and what it amounts to.
struct Verdict {
    verified: Option<Verified>,
    violations: Violations,
    hints: Vec<Hint>,
    cause: Cause,
}

/// Explains a capture of a frame.
pub(super) fn run(
    capture: &[u8],
    keys: &Keys,
    schemas: &Schemas,
    redact: bool,
    is_json: bool,
) -> Result<ExitCode, Failure> {
    let text = captured(&String::from_utf8_lossy(capture));
    let findings = Findings::new(&text, keys, schemas);
    let report = Report { findings: &findings, schemas, redact };
    let text = if is_json { report.json_text()? } else { report.text() };
    writeln!(anstream::stdout(), "{text}")?;
    let is_fine = findings.verdict.cause.is_fine();
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Inspects a delivery that came as a frame. Of one that is redacted no value is returned.
pub(crate) fn inspect(frame: &str, keys: &Keys, schemas: &Schemas, redact: bool) -> Inspected {
    let Findings { frame, verdict, .. } = Findings::new(frame, keys, schemas);
    let stated = frame.as_ref().map(members).into_iter().flatten();
    let shown = stated.filter_map(|(name, value)| {
        let value = value?;
        Some(Shown {
            name: Some(name.to_owned()),
            value: (!redact).then(|| value.to_owned()),
            bytes: value.len(),
            notes: Vec::new(),
        })
    });
    let Verdict { cause, hints, violations, .. } = &verdict;
    Inspected {
        verdict: inspected::Verdict::new(cause.is_fine(), cause.line(), hints, violations),
        parameters: shown.collect(),
        verified: verdict.verified,
    }
}

impl<'f> Findings<'f> {
    fn new(text: &'f str, keys: &'f Keys, schemas: &Schemas) -> Self {
        let frame = Frame::parse(text);
        let sign = frame.as_ref().ok().and_then(|frame| frame.signed_data().sign);
        let maker = sign.and_then(|sign| keys.maker(sign));
        let verdict = match &frame {
            Err(error) => Cause::NoFrame(*error).into(),
            Ok(frame) => match frame.command() {
                Command::Consume => Verdict::of(&frame.signed_data(), maker, keys, schemas),
                Command::ConsumeAck => {
                    Cause::Acknowledgement { is_success: frame.is_success() }.into()
                }
                _ => Cause::NoMessage.into(),
            },
        };
        Self { text, frame, maker, verdict }
    }
}

impl Verdict {
    fn of(
        signed: &SignedData<'_>,
        maker: Option<Signer<'_>>,
        keys: &Keys,
        schemas: &Schemas,
    ) -> Self {
        match keys.verifier().verify_data(signed) {
            Ok(verified) => {
                let violations = schemas.violations(&verified);
                let cause = match violations.iter().len() {
                    0 => Cause::Genuine { is_specified: schemas.of(&verified).is_some() },
                    violations => Cause::Invalid { violations },
                };
                Self { verified: Some(verified), violations, ..cause.into() }
            }
            Err(Rejection::Unreadable(unreadable)) => {
                Cause::Unreadable(unreadable.error().clone()).into()
            }
            Err(Rejection::Verify(error)) => refused(error, signed, maker, keys),
            // A frame has no request, and nothing is decoded here.
            Err(_) => Cause::Changed.into(),
        }
    }
}

/// Why a frame is not authentic.
fn refused(
    error: VerifyError,
    signed: &SignedData<'_>,
    maker: Option<Signer<'_>>,
    keys: &Keys,
) -> Verdict {
    let mismatch = match error {
        VerifyError::Malformed(FormError::Missing { name: name @ ("sign" | "sign_type") }) => {
            return Cause::Unsigned { name }.into();
        }
        VerifyError::Malformed(error) => return Cause::Malformed(error).into(),
        VerifyError::SignType(error) => return Cause::SignType(error).into(),
        VerifyError::Signature(mismatch) => mismatch,
        _ => return Cause::OtherApp.into(),
    };
    let hints = mismatch.hints().to_vec();
    let cause = match maker {
        Some(Signer { key, .. }) if keys.is_own(key) => {
            Cause::OwnKeySigned { name: key.name.clone() }
        }
        Some(_) if is_rewritten(signed, keys) => Cause::Rewritten,
        Some(_) => Cause::Changed,
        None if hints.contains(&Hint::NoSignature) => Cause::NoSignature,
        None if hints.contains(&Hint::OwnKey) => Cause::OwnKey,
        None => Cause::WrongKey,
    };
    // A key that made the signature is not the wrong one.
    let is_left = |hint: &Hint| maker.is_none() || *hint != Hint::WrongKey;
    Verdict { hints: hints.into_iter().filter(is_left).collect(), ..cause.into() }
}

/// Whether `data` is authentic without the white space between its tokens.
fn is_rewritten(signed: &SignedData<'_>, keys: &Keys) -> bool {
    let data = json::compact(signed.data);
    keys.verifier().verify_data(&SignedData { data: &data, ..*signed }).is_ok()
}

impl From<Cause> for Verdict {
    fn from(cause: Cause) -> Self {
        Self { verified: None, violations: Violations::default(), hints: Vec::new(), cause }
    }
}
