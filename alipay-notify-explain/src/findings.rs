//! What can be found out about a capture.

use alipay_notify::schema::{MessageSchema, Violations};
use alipay_notify::verify::{Hint, VerifyError};
use alipay_notify::{Rejection, Verified};

use crate::capture::Capture;
use crate::keys::Keys;
use crate::notes::Note;
use crate::options::{Options, violations};
use crate::parameters::{Parameter, is_message, parse, parts};
use crate::reply::Reply;
use crate::trial::{self, Trials};

/// Everything that is known of a capture before it is judged.
#[derive(Debug)]
#[non_exhaustive]
pub struct Findings<'a> {
    /// The capture.
    pub capture: &'a Capture,
    /// The keys that were tried.
    pub keys: &'a Keys,
    pub(crate) options: &'a Options<'a>,
    /// The body: of those that the capture may stand for, the one that was signed.
    pub body: &'a [u8],
    /// The parameters of the body, in its order.
    pub parameters: Vec<Parameter>,
    /// What is remarkable about each of the parameters.
    pub notes: Vec<Vec<Note>>,
    /// Whether the body holds what form encoding always escapes.
    pub(crate) is_plain: bool,
    /// What the library says.
    pub result: Result<Verified, Rejection>,
    /// What breaks the specification of a genuine message.
    pub violations: Violations,
    /// What the library would check.
    pub hints: Vec<Hint>,
    /// Which keys made the signature, and of what.
    pub trials: Trials<'a>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(capture: &'a Capture, keys: &'a Keys, options: &'a Options<'a>) -> Self {
        let bodies: Vec<&[u8]> =
            std::iter::once(&capture.body).chain(&capture.others).map(Vec::as_slice).collect();
        let (body, trials) = trial::run(&bodies, keys);
        let parameters = parse(body);
        let notes = parts(body).zip(&parameters);
        let is_message = is_message(&parameters);
        let notes =
            notes.map(|(part, parameter)| Note::on(part, parameter, &parameters, is_message));
        let result = keys.verifier().verify(body);
        let violations = match &result {
            Ok(verified) => violations(verified, options.schema_of(verified)),
            Err(_) => Violations::default(),
        };
        Self {
            capture,
            keys,
            options,
            body,
            is_plain: is_plain(body),
            hints: hints(&result, &trials),
            notes: notes.collect(),
            parameters,
            result,
            violations,
            trials,
        }
    }

    /// The specification of a genuine message, where it is known.
    #[must_use]
    pub fn schema(&self) -> Option<&'a MessageSchema> {
        let verified = self.result.as_ref().ok()?;
        self.options.schema_of(verified)
    }

    /// What the server replied, if that was given or captured.
    #[must_use]
    pub fn reply(&self) -> Option<&'a Reply> {
        self.options.reply.as_ref().or(self.capture.reply.as_ref())
    }
}

/// The library's hints, but for those that are known not to hold: a key that made the signature is
/// not the wrong one.
fn hints(result: &Result<Verified, Rejection>, trials: &Trials<'_>) -> Vec<Hint> {
    let Err(Rejection::Verify(VerifyError::Signature(mismatch))) = result else {
        return Vec::new();
    };
    let is_ruled_out = |hint: &Hint| trials.signer.is_some() && *hint == Hint::WrongKey;
    mismatch.hints().iter().filter(|hint| !is_ruled_out(hint)).cloned().collect()
}

/// Whether a body holds quotes, braces or other scripts than ASCII, all of which form encoding
/// escapes.
fn is_plain(body: &[u8]) -> bool {
    !body.is_ascii() || body.iter().any(|byte| matches!(byte, b'"' | b'{' | b'}'))
}
