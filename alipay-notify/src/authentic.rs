//! What verification makes.

use std::fmt;

use crate::form::Form;
use crate::key::AlipayPublicKey;
use crate::signature::{Reading, SignMode};

/// A form that one of the configured keys signed. Only verification makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticForm {
    pub(crate) form: Form,
    pub(crate) sign_mode: SignMode,
}

/// Who signed a form, and which reading of it.
pub(crate) struct Signer {
    pub(crate) key: AlipayPublicKey,
    pub(crate) reading: Reading,
}

impl AuthenticForm {
    /// What a form says by the reading that was signed.
    pub(crate) fn read(mut form: Form, reading: Reading) -> Self {
        if reading.without_empty {
            form.drop_empty();
        }
        Self { form, sign_mode: reading.mode }
    }

    /// The value of a parameter, decoded, in the form's own charset.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.form.value(name)
    }

    /// Names and values, sorted by name.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], &[u8])> {
        self.form.iter()
    }

    /// Which reading of the signed content matched.
    #[must_use]
    pub fn sign_mode(&self) -> SignMode {
        self.sign_mode
    }
}

impl fmt::Debug for AuthenticForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.form.iter().len();
        f.debug_struct("AuthenticForm")
            .field("parameters", &parameters)
            .field("sign_mode", &self.sign_mode)
            .finish_non_exhaustive()
    }
}
