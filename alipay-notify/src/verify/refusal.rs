//! A form that is not authentic, and what it looked like.

use std::fmt;

use alipay_notify_schema::Family;

use super::VerifyError;
use super::app::is_call;
use crate::form::{Form, FormError};

/// Why a form is not authentic, and what it says that it is.
pub(crate) struct Refusal {
    pub(crate) error: VerifyError,
    pub(crate) claim: Option<Claim>,
}

/// What a form says that it is: a stranger's words.
pub(crate) enum Claim {
    /// A message or notification of this family, with this name.
    Named(Family, Vec<u8>),
    Call,
}

/// A longer name than any has.
const LONGEST_NAME: usize = 256;

impl Refusal {
    pub(super) fn of(error: VerifyError, form: &Form) -> Self {
        Self { error, claim: Claim::of(form) }
    }
}

impl From<FormError> for Refusal {
    fn from(error: FormError) -> Self {
        Self { error: error.into(), claim: None }
    }
}

impl Claim {
    pub(crate) fn of(form: &Form) -> Option<Self> {
        let named = |family: Family| {
            let name = form.value(family.parameter()).filter(|name| !name.is_empty())?;
            Some(Self::Named(family, name.get(..LONGEST_NAME).unwrap_or(name).to_vec()))
        };
        let call = || is_call(form).then_some(Self::Call);
        Family::ALL.into_iter().find_map(named).or_else(call)
    }

    /// What may be shown of it: of names, those that are known.
    pub(crate) fn likeness(
        &self,
        known: impl FnOnce(Family, &str) -> Option<&'static str>,
    ) -> Likeness {
        match self {
            Self::Named(family, name) => {
                let name = str::from_utf8(name).ok().and_then(|name| known(*family, name));
                Likeness::Named { family: *family, name }
            }
            Self::Call => Likeness::Call,
        }
    }
}

/// What a form that is not authentic looked like. Nothing of it is a stranger's text: a name shows
/// where this library or a handler has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Likeness {
    /// A message, a notification or a push of a service.
    Named {
        /// Its family.
        family: Family,
        /// Its name, where it is known.
        name: Option<&'static str>,
    },
    /// A call (SPI).
    Call,
}

/// As `notify_type=trade_status_sync`, `msg_method` or `method=spi.`.
impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named { family, name: Some(name) } => write!(f, "{family}={name}"),
            Self::Named { family, name: None } => family.fmt(f),
            Self::Call => f.write_str("method=spi."),
        }
    }
}
