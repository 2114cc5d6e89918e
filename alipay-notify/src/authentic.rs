//! What verification makes.

use std::fmt;

use crate::form::Form;
use crate::signature::SignMode;

/// A form that one of the configured keys signed. Only verification makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticForm {
    pub(crate) form: Form,
    pub(crate) sign_mode: SignMode,
}

impl AuthenticForm {
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
