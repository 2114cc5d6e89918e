//! What commonly happens to a message on its way, and how it is undone.

mod charsets;
mod escapes;
mod names;
mod rewritten;
mod undo;

use std::fmt;
use std::mem::discriminant;
use std::rc::Rc;

use alipay_notify::ContentKey;

use crate::parameters::{Parameter, is_known};

/// Something that happened to a message between Alipay and the verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// The body was decoded before the verifier decoded it.
    DecodedBefore,
    /// An input filter escaped characters of HTML.
    HtmlEntities,
    /// There are parameters that Alipay did not send.
    ForeignParameters,
    /// A parameter is there more than once.
    RepeatedParameters,
    /// The values are encoded twice.
    EncodedTwice,
    /// `+` became a space in a value other than `sign`.
    Spaces,
    /// Texts were converted from the charset in which they were signed to another one.
    Converted {
        /// The charset in which they were signed.
        from: &'static str,
        /// The charset in which they arrived.
        to: &'static str,
    },
    /// Bytes were read as if they were in a charset, and written in UTF-8.
    Misread {
        /// The charset that they were taken for.
        read_as: &'static str,
    },
    /// `sign` is in the alphabet of URLs, without padding, or broken into lines.
    SignAlphabet,
    /// A parameter with an empty value was left out.
    DroppedEmpty,
    /// White space at an end of a value was cut off.
    Trimmed,
    /// White space was added at the end of a value.
    Padded,
    /// Quotes and backslashes were escaped, as if for a database or a log.
    Escaped,
    /// An input filter replaced characters of HTML with full-width ones.
    FullWidth,
    /// JSON was parsed and written again.
    Rewritten,
    /// Names were written in another way, such as `bizContent` for `biz_content`.
    Renamed,
    /// Characters that nobody sees, or spaces of another kind, are in a value.
    Invisible,
    /// A parameter was left out whose value can be guessed.
    Dropped,
    /// The content was decrypted before the signature was checked.
    Decrypted,
}

impl Tampering {
    /// Its name for programs, which does not change.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DecodedBefore => "decoded_before",
            Self::HtmlEntities => "html_entities",
            Self::ForeignParameters => "foreign_parameters",
            Self::RepeatedParameters => "repeated_parameters",
            Self::EncodedTwice => "encoded_twice",
            Self::Spaces => "spaces",
            Self::Converted { .. } => "converted",
            Self::Misread { .. } => "misread",
            Self::SignAlphabet => "sign_alphabet",
            Self::DroppedEmpty => "dropped_empty",
            Self::Trimmed => "trimmed",
            Self::Padded => "padded",
            Self::Escaped => "escaped",
            Self::FullWidth => "full_width",
            Self::Rewritten => "rewritten",
            Self::Renamed => "renamed",
            Self::Invisible => "invisible",
            Self::Dropped => "dropped",
            Self::Decrypted => "decrypted",
        }
    }
}

/// What happened, and to which parameters. Its `Debug` shows no unknown name.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trace {
    /// What happened.
    pub tampering: Tampering,
    /// The names of the parameters to which it happened, sorted.
    pub names: Vec<Vec<u8>>,
}

/// What a message may have been: its parameters, and what was undone to get at them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// What was undone, one step after the other.
    pub steps: Vec<Step>,
}

/// Something that was undone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// What was undone.
    pub tampering: Tampering,
    /// The parameters from before it was undone.
    before: Rc<[Parameter]>,
}

impl Trace {
    pub(crate) fn new(tampering: Tampering, names: Vec<Vec<u8>>) -> Self {
        Self { tampering, names }
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.names.iter().filter(|name| is_known(name));
        let names: Vec<_> = known.map(|name| String::from_utf8_lossy(name)).collect();
        write!(f, "{:?} of {names:?}, {} names in all", self.tampering, self.names.len())
    }
}

impl Reading {
    /// The message as it arrived.
    pub(crate) fn received(parameters: Vec<Parameter>) -> Self {
        Self { parameters, steps: Vec::new() }
    }

    /// Everything that one more step may undo, the likeliest first. Nothing is undone twice.
    pub(crate) fn undone<'r>(&'r self, body: &'r [u8]) -> impl Iterator<Item = Self> + 'r {
        let from_body = if self.steps.is_empty() { undo::from_body(body) } else { Vec::new() };
        // What has to be guessed for each parameter by itself comes first or not at all: there
        // would be no end of it.
        let is_decoding = |step: &Step| step.tampering == Tampering::DecodedBefore;
        let may_guess = self.steps.iter().all(is_decoding);
        let guesses = if may_guess { &undo::GUESSES[..] } else { &[] };
        let found = undo::STEPS.iter().chain(guesses).flat_map(|step| step(&self.parameters));

        let is_new = |(tampering, parameters): &(Tampering, Vec<Parameter>)| {
            let kind = discriminant(tampering);
            *parameters != self.parameters
                && self.steps.iter().all(|step| discriminant(&step.tampering) != kind)
        };
        let before: Rc<[Parameter]> = self.parameters.clone().into();
        from_body.into_iter().chain(found).filter(is_new).map(move |(tampering, parameters)| {
            let step = Step { tampering, before: Rc::clone(&before) };
            Self { parameters, steps: self.steps.iter().cloned().chain([step]).collect() }
        })
    }

    /// The same with the content encrypted again, as it was signed.
    pub(crate) fn encrypted(&self, key: &ContentKey) -> Option<Self> {
        let (_, parameters) = undo::encrypted(&self.parameters, key)?;
        let before = self.parameters.clone().into();
        let step = Step { tampering: Tampering::Decrypted, before };
        Some(Self { parameters, steps: self.steps.iter().cloned().chain([step]).collect() })
    }

    /// Whether the content had to be encrypted again.
    pub(crate) fn is_decrypted(&self) -> bool {
        self.steps.iter().any(|step| step.tampering == Tampering::Decrypted)
    }

    /// What was undone, and the names of the parameters that it changed.
    pub(crate) fn traces(&self) -> Vec<Trace> {
        let befores = self.steps.iter().map(|step| &*step.before);
        let afters = befores.clone().skip(1).chain([self.parameters.as_slice()]);
        let changes = self.steps.iter().zip(befores.zip(afters));
        let trace = |(step, (before, after)): (&Step, (_, _))| {
            Trace::new(step.tampering, changed(before, after))
        };
        changes.map(trace).collect()
    }
}

/// The names whose values differ between two lists of parameters, each once.
fn changed(before: &[Parameter], after: &[Parameter]) -> Vec<Vec<u8>> {
    let values = |parameters: &[Parameter], name: &[u8]| -> Vec<Vec<u8>> {
        let of_name = parameters.iter().filter(|parameter| parameter.name == name);
        of_name.map(|parameter| parameter.value.clone()).collect()
    };
    let mut names: Vec<Vec<u8>> =
        before.iter().chain(after).map(|parameter| parameter.name.clone()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| values(before, name) != values(after, name));
    names
}
