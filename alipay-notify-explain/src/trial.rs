//! Tries which key, algorithm and mode a signature is of, and what must be undone for it.

use std::collections::HashMap;

use alipay_notify::testing::{signed_content, verifies};
use alipay_notify::verify::{SignMode, SignType};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::keys::{Key, Keys};
use crate::parameters::{Parameter, parse, recognized, value};
use crate::signer;
use crate::tampering::Reading;

/// A combination in which the signature is good.
#[derive(Clone, Debug)]
pub struct Match<'k> {
    /// The key.
    pub key: &'k Key,
    /// Whether `sign_type` is signed.
    pub mode: SignMode,
    /// The algorithm.
    pub sign_type: SignType,
    /// Whether parameters with an empty value are left out.
    pub without_empty: bool,
    /// The parameters that were signed, and what had to be undone.
    pub reading: Reading,
}

/// A key that made a signature, whatever it was made of.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'k> {
    /// The key.
    pub key: &'k Key,
    /// The algorithm.
    pub sign_type: SignType,
}

/// All that was found out about a signature.
#[derive(Debug)]
pub struct Trials<'k> {
    /// Who made the signature as it came.
    pub signer: Option<Signer<'k>>,
    /// The first combination in which it is good.
    pub found: Option<Match<'k>>,
}

/// How many bytes of content are tried at most: a body without end must not take time without end.
const BUDGET: usize = 24 * 1024 * 1024;

/// The most parameters with which anything is undone: as many as the library takes.
const MOST: usize = 100;

/// The longest body with which anything is undone: no gateway takes a longer one.
pub(crate) const LONGEST: usize = 2 * 1024 * 1024;

/// Tries all bodies that a capture may stand for: as they are, then with one thing undone, then the
/// likeliest with two. Returns the one that is meant, and what was found out about it.
pub(crate) fn run<'b, 'k>(bodies: &[&'b [u8]], keys: &'k Keys) -> (&'b [u8], Trials<'k>) {
    let mut trial = Trial { keys, signers: HashMap::new(), left: BUDGET };
    let likeliest = bodies.first().copied().unwrap_or_default();
    for body in bodies {
        let parameters = parse(body);
        let signer = trial.signers(&parameters).first().copied();
        if let Some(found) = trial.matching(Reading::received(parameters)) {
            return (body, Trials { signer, found: Some(found) });
        }
    }
    let one_step = bodies.iter().map(|body| (*body, Trial::once as Undoing<'k>));
    let two_steps = bodies.iter().take(1).map(|body| (*body, Trial::twice as Undoing<'k>));
    for (body, undoing) in one_step.chain(two_steps) {
        let parameters = parse(body);
        if parameters.len() > MOST || body.len() > LONGEST {
            continue;
        }
        let signer = trial.signers(&parameters).first().copied();
        let found = undoing(&mut trial, &Reading::received(parameters), body);
        if found.is_some() {
            return (body, Trials { signer, found });
        }
    }
    let signer = trial.signers(&parse(likeliest)).first().copied();
    (likeliest, Trials { signer, found: None })
}

/// A search for what has to be undone.
type Undoing<'k> = fn(&mut Trial<'k>, &Reading, &[u8]) -> Option<Match<'k>>;

struct Trial<'k> {
    keys: &'k Keys,
    /// By `sign`, who made it.
    signers: HashMap<Vec<u8>, Vec<Signer<'k>>>,
    left: usize,
}

impl<'k> Trial<'k> {
    /// The first match with one thing undone.
    fn once(&mut self, received: &Reading, body: &[u8]) -> Option<Match<'k>> {
        let once = || received.undone(body);
        let keys = self.keys;
        let again = |reading: &Reading| keys.content().and_then(|key| reading.encrypted(key));
        let encrypted = again(received).into_iter().chain(once().filter_map(|once| again(&once)));
        self.first_of(once().chain(encrypted))
    }

    /// The first match with two things undone.
    fn twice(&mut self, received: &Reading, body: &[u8]) -> Option<Match<'k>> {
        for once in received.undone(body) {
            let found = self.first_of(once.undone(body));
            if found.is_some() || self.left == 0 {
                return found;
            }
        }
        None
    }

    /// The first match among readings, as far as the budget goes.
    fn first_of(&mut self, readings: impl Iterator<Item = Reading>) -> Option<Match<'k>> {
        for reading in readings {
            let length = reading.parameters.iter().map(|parameter| parameter.value.len()).sum();
            let found = self.matching(reading);
            self.left = self.left.saturating_sub(length);
            if found.is_some() || self.left == 0 {
                return found;
            }
        }
        None
    }

    /// The first combination in which the signature of a reading is good.
    fn matching(&mut self, reading: Reading) -> Option<Match<'k>> {
        let signers = self.signers(&reading.parameters);
        let signature = signature(&reading.parameters).filter(|_| !signers.is_empty())?;
        for without_empty in [false, true] {
            let signed: Vec<&Parameter> = reading
                .parameters
                .iter()
                .filter(|parameter| !(without_empty && is_dropped(parameter)))
                .collect();
            if without_empty && signed.len() == reading.parameters.len() {
                break;
            }
            for mode in SignMode::ALL {
                let content =
                    signed_content(signed.iter().map(|signed| (&signed.name, &signed.value)), mode);
                self.left = self.left.saturating_sub(content.len());
                let is_signer = |signer: &&Signer<'k>| {
                    let key = signer.key.public.clone().accept_rsa();
                    verifies(&key, signer.sign_type, &content, &signature)
                };
                if let Some(Signer { key, sign_type }) = signers.iter().find(is_signer).copied() {
                    return Some(Match { key, mode, sign_type, without_empty, reading });
                }
            }
        }
        None
    }

    /// Who made the signature of these parameters.
    fn signers(&mut self, parameters: &[Parameter]) -> Vec<Signer<'k>> {
        let Some(signature) = signature(parameters) else { return Vec::new() };
        let keys = self.keys;
        let found = self.signers.entry(signature).or_insert_with_key(|signature| {
            let made = |key: &'k Key| {
                signer::algorithm(&key.public, signature).map(|sign_type| Signer { key, sign_type })
            };
            keys.tried().filter_map(made).collect()
        });
        found.clone()
    }
}

/// Whether signers that leave out empty values leave out this one: they do so only for names that
/// Alipay uses.
fn is_dropped(parameter: &Parameter) -> bool {
    parameter.value.is_empty() && parameter.is_known()
}

/// The bytes of `sign`; spaces in it were `+`.
fn signature(parameters: &[Parameter]) -> Option<Vec<u8>> {
    let renamed = || parameters.iter().find(|it| recognized(&it.name) == Some("sign"));
    let sign = value(parameters, "sign").or_else(|| renamed().map(|it| it.value.as_slice()))?;
    let restored: Vec<u8> =
        sign.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect();
    STANDARD.decode(restored).ok()
}
