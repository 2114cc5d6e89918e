//! A form and the signature that it carries.

use crate::form::Form;
use crate::key::AlipayPublicKey;
use crate::signature::{Reading, SignType, signed_content};

/// A form, what it says of its signature, and who may have made that.
#[derive(Clone, Copy)]
pub(super) struct Signed<'f> {
    pub(super) form: &'f Form,
    pub(super) sign_type: SignType,
    pub(super) signature: &'f [u8],
    pub(super) keys: &'f [AlipayPublicKey],
}

impl Signed<'_> {
    /// Whether any key makes signatures of this type and length.
    pub(super) fn may_be_genuine(&self) -> bool {
        self.keys.iter().any(|key| key.may_have_made(self.sign_type, self.signature))
    }

    /// Whether the signature is of this reading of the form.
    pub(super) fn is_of(&self, reading: Reading, buffer: &mut Vec<u8>) -> bool {
        self.signer_of(reading, buffer).is_some()
    }

    /// The key that signed this reading of the form.
    pub(super) fn signer_of(
        &self,
        reading: Reading,
        buffer: &mut Vec<u8>,
    ) -> Option<&AlipayPublicKey> {
        signed_content(self.form, reading, buffer);
        self.keys.iter().find(|key| key.verifies(self.sign_type, buffer, self.signature))
    }
}
