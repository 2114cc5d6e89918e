//! What can be found out about a capture.

use alipay_notify::verify::{Hint, VerifyError};
use alipay_notify::{Rejection, Verified};
use alipay_notify_schema::Violations;

use super::keys::Keys;
use super::parameters::{Pair, Parameter, pairs, parse};
use super::reply::Reply;
use super::trial::{self, Trials};
use crate::capture::Capture;
use crate::schemas::Schemas;

/// Everything that is known of a capture before it is judged.
#[derive(Debug)]
pub(super) struct Findings<'k> {
    pub(super) keys: &'k Keys,
    pub(super) schemas: &'k Schemas,
    pub(super) parameters: Vec<Parameter>,
    /// Names and values of the parameters.
    pub(super) pairs: Vec<Pair>,
    /// The length of the body.
    pub(super) length: usize,
    /// The length that was announced, where it is another one.
    pub(super) announced: Option<usize>,
    /// Whether the body was built of decoded parameters.
    pub(super) is_built: bool,
    /// Whether the body holds what form encoding always escapes.
    pub(super) is_plain: bool,
    /// What the library says.
    pub(super) result: Result<Verified, Rejection>,
    /// What breaks the specification of a genuine message.
    pub(super) violations: Violations,
    /// What the library would check.
    pub(super) hints: Vec<Hint>,
    pub(super) trials: Trials<'k>,
    /// What the server answered.
    pub(super) reply: Option<Reply>,
}

impl<'k> Findings<'k> {
    pub(super) fn new(
        capture: &Capture,
        keys: &'k Keys,
        schemas: &'k Schemas,
        reply: Option<Reply>,
    ) -> Self {
        let parameters = parse(&capture.body);
        let pairs = pairs(&parameters);
        let trials = trial::run(&pairs, &capture.body, keys);
        let result = keys.verifier.verify(&capture.body);
        let violations = match &result {
            Ok(verified) => schemas.violations(verified),
            Err(_) => Violations::default(),
        };
        Self {
            keys,
            schemas,
            length: capture.body.len(),
            announced: capture.announced,
            is_built: capture.is_built,
            is_plain: is_plain(&capture.body),
            hints: hints(&result, &trials),
            parameters,
            pairs,
            result,
            violations,
            trials,
            reply,
        }
    }
}

/// The library's hints, but for those that are known not to hold: a key that made the signature is
/// not the wrong one.
fn hints(result: &Result<Verified, Rejection>, trials: &Trials<'_>) -> Vec<Hint> {
    let Err(Rejection::Verify(VerifyError::Signature(mismatch))) = result else {
        return Vec::new();
    };
    let is_ruled_out = |hint: &Hint| trials.maker.is_some() && *hint == Hint::WrongKey;
    mismatch.hints().iter().filter(|hint| !is_ruled_out(hint)).cloned().collect()
}

/// Whether a body holds quotes, braces or other scripts than ASCII, all of which form encoding
/// escapes.
fn is_plain(body: &[u8]) -> bool {
    !body.is_ascii() || body.iter().any(|byte| matches!(byte, b'"' | b'{' | b'}'))
}
